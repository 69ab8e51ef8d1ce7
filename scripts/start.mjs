// `npm start`: the app; on a machine without a display the same main job in the terminal.
import { join } from 'node:path'
import { hasDisplay } from './bootstrap/display.mjs'
import { runInForeground } from './bootstrap/foreground.mjs'
import { SetupProblem, printProblem } from './bootstrap/problem.mjs'
import { root, runtimeEnvironment } from './bootstrap/runtimeRecord.mjs'
import { setUp } from './bootstrap/setUp.mjs'
import { thisSystem } from './bootstrap/system.mjs'

try {
  process.exitCode = await start()
} catch (thrown) {
  printProblem(thrown)
  process.exitCode = 1
}

async function start() {
  const system = thisSystem()
  if (!hasDisplay(system)) {
    console.log('This machine has no display (DISPLAY and WAYLAND_DISPLAY are not set).')
    console.log('Instead of the app, `headroom demo` runs here in the terminal.\n')
    await setUp({}, { system })
    return await runInForeground(system.nodePath, [join(root, 'out', 'main', 'cli.js'), 'demo'])
  }
  const { electron } = await setUp({ electron: true }, { system })
  if (electron === undefined) throw new SetupProblem('No Electron runtime was found.', 'Run the command again.')
  console.log(
    `Starting Headroom on Electron ${electron.version}${electron.kind === 'fallback' ? ' (development runtime)' : ''}`,
  )
  // As root, Chromium's sandbox refuses to work.
  const switches = system.isRoot ? ['--no-sandbox', '--log-level=3'] : ['--log-level=3']
  return await runInForeground(electron.executable, [...switches, root, ...process.argv.slice(2)], {
    cwd: root,
    env: { ...runtimeEnvironment(electron), ELECTRON_RUN_AS_NODE: undefined },
  })
}
