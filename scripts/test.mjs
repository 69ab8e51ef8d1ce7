// `npm test`: all tests, or those named: `npm test -- --unit --integration --e2e`. The last line is the count.
import { hasDisplay } from './bootstrap/display.mjs'
import { printProblem } from './bootstrap/problem.mjs'
import { setUp } from './bootstrap/setUp.mjs'
import { thisSystem } from './bootstrap/system.mjs'
import { PARTS, runTests } from './tests.mjs'

const named = PARTS.filter((part) => process.argv.includes(`--${part}`))
const parts = named.length === 0 ? PARTS : named
const system = thisSystem()
let count = { passed: 0, failed: 1 }
try {
  const hasE2e = parts.includes('e2e')
  const { electron } = await setUp({ electron: hasE2e, virtualDisplay: hasE2e && !hasDisplay(system) }, { system })
  count = await runTests(parts, system, electron)
} catch (thrown) {
  printProblem(thrown)
}
console.log(`${count.passed} passed, ${count.failed} failed`)
process.exitCode = count.failed === 0 ? 0 : 1
