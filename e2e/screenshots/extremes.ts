import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Validity } from '../../src/shared/run.ts'
import type { ThresholdResult } from '../../src/shared/thresholds/types.ts'
import { headroomCommand } from '../library.ts'
import { type StoredRun, storeRuns } from '../storedRuns.ts'

/** Everything as long as it may be: names, targets, reasons. */
export const LONG = 'Registration of volunteers with every optional field and two attachments each'
export const UNJUDGED = 'Smoke without targets'
export const ALONE = 'Run only once'
/** As many runs as a comparison takes. */
export const MANY = 'Nightly catalogue'
export const UNCERTAIN = 'Uneven search'
/** Summaries of k6, which do not tell how a run went over time. */
export const TOTALS_ONLY = 'k6-summary.json'

const HOUR_MS = 3_600_000
const SECONDS = 60

/** Runs with what strains a screen, beside those that are made for real. */
export function storeExtremes(profile: string): void {
  storeRuns(profile, [
    longRun('long-1', 1, 'invalid'),
    longRun('long-2', 1.3, 'valid'),
    ...manyRuns(),
    unevenRun('uneven-1', 0),
    unevenRun('uneven-2', 3),
    unjudgedRun(),
    alone(),
  ])
  const file = join(profile, TOTALS_ONLY)
  for (const p95Ms of [210, 264]) {
    writeFileSync(file, k6Summary(p95Ms))
    headroomCommand(['import', file, '--name', TOTALS_ONLY, '--db', join(profile, 'headroom.db')])
  }
}

function runOf(id: string, scenario: string, hoursAgo: number, steps: StoredRun['steps']): StoredRun {
  const scenarioText = `headroom: 1\nname: ${scenario}\n`
  return { id, scenario, scenarioText, startedAtMs: Date.now() - hoursAgo * HOUR_MS, seconds: SECONDS, steps }
}

function longRun(id: string, factor: number, validity: Validity): StoredRun {
  const steps = Object.fromEntries(
    [
      ['open the form of registration in the language of the browser that is asked with..', 38],
      ['upload the certificate of good conduct as a scan of several pages in one document', 420],
      ['POST /api/v2/volunteers/registrations/{registrationId}/attachments/{attachmentId}', 96],
      ['ask whether the same person has been registered before under one of her other names', 61],
    ].map(([name, ms]) => [name, Number(ms) * factor]),
  )
  return {
    ...runOf(id, LONG, factor, steps),
    name: `${LONG}, after the change of the address of the database`,
    validity,
    finish: {
      status: 'failed',
      thresholds: longThresholds(Object.keys(steps)),
      reasons: [
        {
          about: 'measurement',
          text: 'The load generator could not keep up in 23 of 60 seconds: its event loop was up to 312 ms late (most that is allowed: 50 ms).',
        },
        { about: 'measurement', text: 'The machine slept for 8.20 s while the run went on.' },
      ],
    },
  }
}

function longThresholds(steps: readonly string[]): ThresholdResult[] {
  const of = (
    metric: string,
    expression: string,
    value: number | null,
    limit: number,
    ok: boolean,
  ): ThresholdResult => ({
    metric,
    expression,
    value,
    limit,
    ok,
    aborted: false,
  })
  return [
    ...steps.flatMap((step, place) => [
      of(`http_req_duration{step:${step}}`, 'p(95)<400', 120.5 * (place + 1), 400, place < 3),
      of(`http_req_failed{step:${step}}`, 'rate<0.001', 0, 0.001, true),
    ]),
    of('http_req_duration', 'p(99)<1500', 512.25, 1500, true),
    of('http_reqs', 'rate>50', 80, 50, true),
    of('checks', 'rate>0.999', null, 0.999, true),
    of('iterations', 'count>100000', 4800, 100_000, false),
  ]
}

/** Two of a baseline, and six that get slower by and by. */
function manyRuns(): StoredRun[] {
  return Array.from({ length: 8 }, (_, place) =>
    runOf(`night-${place + 1}`, MANY, 24 * (8 - place), { 'open catalogue': 40 + place * 3, 'open item': 25 + place }),
  )
}

/** So uneven, and so short, that nothing is shown. */
function unevenRun(id: string, phase: number): StoredRun {
  return { ...runOf(id, UNCERTAIN, 4 - phase, { search: 80 }), wander: 0.9, phase, seconds: 12 }
}

function unjudgedRun(): StoredRun {
  return { ...runOf('unjudged-1', UNJUDGED, 3, { 'open the page': 31 }), finish: { status: 'passed' } }
}

function alone(): StoredRun {
  return runOf('alone-1', ALONE, 5, { 'open the page': 31 })
}

function k6Summary(p95Ms: number): string {
  const duration = { avg: p95Ms / 2, min: 12, med: p95Ms / 2.2, max: p95Ms * 4, 'p(90)': p95Ms * 0.8, 'p(95)': p95Ms }
  return JSON.stringify({
    metrics: {
      http_req_duration: duration,
      http_reqs: { count: 6000, rate: 100 },
      http_req_failed: { value: 0.002, passes: 12, fails: 5988 },
      vus_max: { value: 20, min: 20, max: 20 },
    },
    root_group: { name: '', path: '', id: '', groups: {}, checks: {} },
  })
}
