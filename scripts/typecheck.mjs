// `npm run typecheck`: each room with its own globals, so that `window` does not compile in main.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './bootstrap/runtimeRecord.mjs'
import { runInForeground } from './bootstrap/foreground.mjs'

const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
const projects = readdirSync(root).filter((name) => /^tsconfig\.\w+\.json$/.test(name) && name !== 'tsconfig.base.json')
let failed = 0
for (const project of projects) {
  if ((await runInForeground(process.execPath, [tsc, '-p', project], { cwd: root })) !== 0) failed++
}
process.exitCode = failed === 0 ? 0 : 1
