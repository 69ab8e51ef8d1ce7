import { ASSERTION_TITLES } from '../../shared/breakerText.ts'
import { lackSentences } from '../../shared/origin.ts'
import type { RunSummary } from '../../shared/summary.ts'
import { thresholdText } from '../../shared/thresholds/format.ts'

/**
 * The run as JUnit XML, as CI systems read it: a test case per threshold and per check, failed ones with what was wanted and
 * what came. Valid by the strictest schema in use, that of Jenkins' xUnit plug-in (junit-10.xsd); junit.test.ts holds it to that.
 */
export function junitReport(summary: RunSummary): string {
  const cases = [...thresholdCases(summary), ...breakerCases(summary), ...checkCases(summary)]
  const seconds = (summary.run.durationMs / 1000).toFixed(3)
  const failures = cases.filter((each) => each.failure !== undefined).length
  const skips = cases.filter((each) => each.skipped !== undefined).length
  const counts = `tests="${cases.length}" failures="${failures}" errors="0" time="${seconds}"`
  const lines = cases.map(({ className, name, failure, skipped }) => {
    const head = `    <testcase classname="${escape(className)}" name="${escape(name)}"`
    if (skipped !== undefined) return `${head}><skipped message="${escape(skipped)}"/></testcase>`
    return failure === undefined ? `${head}/>` : `${head}><failure message="${escape(failure)}"/></testcase>`
  })
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="Headroom" ${counts}>`,
    `  <testsuite name="${escape(summary.run.name)}" timestamp="${new Date(summary.run.startedAtMs).toISOString()}" ${counts} skipped="${skips}">`,
    '    <properties>',
    ...Object.entries(properties(summary)).map(
      ([name, value]) => `      <property name="${name}" value="${escape(value)}"/>`,
    ),
    '    </properties>',
    ...lines,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

/** Passing says nothing while the measurement is in doubt, so its validity goes along. */
function properties({ run }: RunSummary): Record<string, string> {
  return {
    run: run.id,
    status: run.status,
    validity: run.validity,
    reasons: [...run.reasons.map(({ text }) => text), ...lackSentences(run.origin)].join(' '),
  }
}

interface Case {
  className: string
  name: string
  failure?: string
  /** Why it was not judged. */
  skipped?: string
}

function thresholdCases({ thresholds }: RunSummary): Case[] {
  return thresholds.map((result) => {
    const source = result.source === undefined ? '' : ` [${result.source}]`
    const name = `${result.metric}: ${result.expression}${source}`
    if (result.limit === null) return { className: 'thresholds', name, skipped: 'not judged: there is no baseline' }
    if (result.ok) return { className: 'thresholds', name }
    const { aggregate, value, limit } = thresholdText(result)
    return { className: 'thresholds', name, failure: `${aggregate} was ${value}, wanted ${limit}` }
  })
}

function breakerCases({ breaker }: RunSummary): Case[] {
  return (breaker?.verdicts ?? []).map(({ ok, assertion, expected, seen }) => {
    const name = `${ASSERTION_TITLES[assertion]}: ${expected}`
    return ok ? { className: 'circuit breaker', name } : { className: 'circuit breaker', name, failure: seen }
  })
}

function checkCases({ checks }: RunSummary): Case[] {
  return checks.map(({ name, passes, fails }) =>
    fails === 0
      ? { className: 'checks', name }
      : { className: 'checks', name, failure: `${fails} of ${passes + fails} did not hold` },
  )
}

/** For attributes; what XML 1.0 forbids (control characters, halves of surrogate pairs, U+FFFE and U+FFFF) becomes blanks. */
function escape(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
