// Everything that the app and its tests need, and nothing started. The other commands do this by themselves.
import { hasDisplay } from './bootstrap/display.mjs'
import { printProblem } from './bootstrap/problem.mjs'
import { setUp } from './bootstrap/setUp.mjs'
import { thisSystem } from './bootstrap/system.mjs'

try {
  const system = thisSystem()
  await setUp({ electron: true, virtualDisplay: !hasDisplay(system) }, { system })
} catch (thrown) {
  printProblem(thrown)
  process.exitCode = 1
}
