import { join } from 'node:path'
import { root } from './bootstrap/runtimeRecord.mjs'
import { runInForeground } from './bootstrap/foreground.mjs'

/** @param {string} path inside node_modules */
const tool = (path) => join(root, 'node_modules', path)

/** What `npm run check` looks at, besides the unit tests. */
const CHECKS = [
  { name: 'Format', args: [tool('oxfmt/bin/oxfmt'), '--check'] },
  { name: 'Lint', args: [tool('oxlint/bin/oxlint'), '--type-aware'] },
  { name: 'Types', args: [join(root, 'scripts', 'typecheck.mjs')] },
  { name: 'JSON Schema', args: [join(root, 'scripts', 'schema.mjs'), '--check'] },
  { name: 'Dead code', args: [tool('knip/bin/knip.js')] },
]

/**
 * Runs every check, also after one failed.
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runChecks() {
  const count = { passed: 0, failed: 0 }
  for (const { name, args } of CHECKS) {
    const startedAtMs = Date.now()
    const code = await runInForeground(process.execPath, args, { cwd: root })
    const took = `${((Date.now() - startedAtMs) / 1000).toFixed(1)} s`
    console.log(`${name}: ${code === 0 ? 'ok' : 'FAILED'} (${took})\n`)
    if (code === 0) count.passed++
    else count.failed++
  }
  return count
}
