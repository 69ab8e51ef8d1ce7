// `npm run -s headroom -- ...`: the command line from a clone. Standard output is the command's alone.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { printProblem } from './bootstrap/problem.mjs'
import { root } from './bootstrap/runtimeRecord.mjs'
import { setUp } from './bootstrap/setUp.mjs'

try {
  await setUp({}, { output: process.stderr, isSilentWhenReady: true })
} catch (thrown) {
  printProblem(thrown)
  process.exit(1)
}
// npm changes to the clone's folder; files are meant from where the user stands.
if (process.env['npm_lifecycle_event'] === 'headroom') process.chdir(process.env['INIT_CWD'] ?? '.')
// In this process, so that signals and the exit code are the command's own.
const cli = join(root, 'out', 'main', 'cli.js')
process.argv[1] = cli
await import(pathToFileURL(cli).href)
