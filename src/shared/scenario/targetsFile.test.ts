import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parseTargetsFile } from './targetsFile.ts'

const file = (targets: string): string => `headroomTargets: 1
name: Ours
targets:
${targets}`

it('yields thresholds that name the target they stand for', () => {
  const { thresholds, problems } = parseTargetsFile(
    file(`  - name: Reading is quick
    thresholds: { 'http_req_duration{operation:READ}': ['p(95)<1000', 'p(99)<2000'] }`),
    {},
  )
  expect(problems).toEqual([])
  expect(thresholds).toMatchObject([
    { metricName: 'http_req_duration', filter: { operation: 'READ' }, limit: 1000, source: 'Reading is quick (Ours)' },
    { limit: 2000, source: 'Reading is quick (Ours)' },
  ])
})

it.each([
  ['  - { name: A, thresholds: { http_req_duraton: [avg<1] } }', 'METRIC_UNKNOWN', 4, 30],
  ['  - { name: A, thresholds: { http_req_failed: [p(95)<1] } }', 'THRESHOLD_METHOD', 4, 48],
  ['  - { name: A, thresholds: { http_req_failed: [rate] } }', 'THRESHOLD_INVALID', 4, 48],
  ['  - { name: A, threshold: {} }', 'KEY_UNKNOWN', 4, 16],
  ['  []', 'VALUE_INVALID', 4, 3],
  ['  - {', 'YAML_SYNTAX', 4, 6],
])('says what is wrong with %s and where', (targets, code, line, column) => {
  const { thresholds, problems } = parseTargetsFile(file(targets), {})
  expect(thresholds).toEqual([])
  expect(problems).toContainEqual(expect.objectContaining({ code, line, column }))
})

it('may name metrics of the scenario', () => {
  const text = file('  - { name: A, thresholds: { basket: [count>1] } }')
  expect(parseTargetsFile(text, { basket: { kind: 'counter', unit: 'default' } }).problems).toEqual([])
})

it('is what ships', () => {
  const text = readFileSync(new URL('../../../resources/templates/mission.targets.yaml', import.meta.url), 'utf8')
  const { thresholds, problems } = parseTargetsFile(text, {})
  expect(problems).toEqual([])
  expect(thresholds.map(({ metric, expression }) => `${metric} ${expression}`)).toEqual(
    expect.arrayContaining([
      'http_req_duration p(95)<2000',
      'http_req_failed rate<0.001',
      'http_req_duration{operation:READ} p(95)<1000',
      'http_req_duration{operation:WRITE} p(95)<2000',
      'http_req_duration{operation:AI} p(95)<5000',
      'stream_ttft{operation:AI} p(95)<1500',
      'server_timing{name:db} p(95)<100',
      'cache_hits{operation:READ} rate>0.8',
      'cache_hits{operation:AI} rate>0.5',
    ]),
  )
})
