import { describe, expect, it } from 'vitest'
import { playwrightCount, sum, vitestCount } from './tests.mjs'

describe('vitestCount', () => {
  it('counts tests', () => {
    expect(vitestCount({ numPassedTests: 5, numFailedTests: 0, testResults: [] }, 0)).toEqual({ passed: 5, failed: 0 })
    expect(vitestCount({ numPassedTests: 5, numFailedTests: 2, testResults: [] }, 1)).toEqual({ passed: 5, failed: 2 })
  })

  it('counts a file that could not be loaded', () => {
    const testResults = [{ status: 'failed', assertionResults: [] }]
    expect(vitestCount({ numPassedTests: 5, numFailedTests: 1, testResults }, 1)).toEqual({ passed: 5, failed: 2 })
  })

  it.each([
    ['a crash without a report', undefined, 1],
    ['an error outside of the tests', { numPassedTests: 0, numFailedTests: 0 }, 1],
    ['a run without any test', { numPassedTests: 0, numFailedTests: 0 }, 0],
  ])('counts %s as a failure', (_, report, exitCode) => {
    expect(vitestCount(report, exitCode)).toEqual({ passed: 0, failed: 1 })
  })
})

describe('playwrightCount', () => {
  it('counts flaky tests and errors as failures', () => {
    const report = { stats: { expected: 3, unexpected: 1, flaky: 1 }, errors: [{}] }
    expect(playwrightCount(report, 1)).toEqual({ passed: 3, failed: 3 })
  })

  it('counts a crash as a failure', () => {
    expect(playwrightCount(undefined, 1)).toEqual({ passed: 0, failed: 1 })
    expect(playwrightCount({ stats: { expected: 3 } }, 1)).toEqual({ passed: 3, failed: 1 })
  })
})

it('sums', () => {
  expect(
    sum([
      { passed: 1, failed: 0 },
      { passed: 2, failed: 3 },
    ]),
  ).toEqual({ passed: 3, failed: 3 })
  expect(sum([])).toEqual({ passed: 0, failed: 0 })
})
