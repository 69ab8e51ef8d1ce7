// `npm run check`: everything that can be told without starting the product, and the unit tests (`--without-tests` leaves
// them to `npm test`). The last line is the count of checks and tests.
import { printProblem } from './bootstrap/problem.mjs'
import { setUp } from './bootstrap/setUp.mjs'
import { thisSystem } from './bootstrap/system.mjs'
import { runChecks } from './checks.mjs'
import { runTests, sum } from './tests.mjs'

let count = { passed: 0, failed: 1 }
try {
  const system = thisSystem()
  await setUp({}, { system })
  count = await runChecks()
  if (!process.argv.includes('--without-tests')) count = sum([count, await runTests(['unit'], system, undefined)])
} catch (thrown) {
  printProblem(thrown)
}
console.log(`${count.passed} passed, ${count.failed} failed`)
process.exitCode = count.failed === 0 ? 0 : 1
