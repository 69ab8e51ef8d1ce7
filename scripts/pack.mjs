// `npm run pack`: the app as a folder in dist/. Refuses the development runtime, which users must not be given, unless
// `--allow-development-runtime` says that this is a test.
import { join } from 'node:path'
import { runInForeground } from './bootstrap/foreground.mjs'
import { SetupProblem, printProblem } from './bootstrap/problem.mjs'
import { root } from './bootstrap/runtimeRecord.mjs'
import { setUp } from './bootstrap/setUp.mjs'
import { checkPackable } from './packable.mjs'

try {
  const { electron } = await setUp({ electron: true })
  if (electron === undefined) throw new SetupProblem('No Electron runtime was found.', 'Run the command again.')
  checkPackable(electron, process.argv.includes('--allow-development-runtime'))
  const builder = join(root, 'node_modules', 'electron-builder', 'cli.js')
  const runtime = [`-c.electronDist=${electron.dist}`, `-c.electronVersion=${electron.version}`]
  process.exitCode = await runInForeground(process.execPath, [builder, '--dir', ...runtime], { cwd: root })
} catch (thrown) {
  printProblem(thrown)
  process.exitCode = 1
}
