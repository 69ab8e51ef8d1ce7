import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { parseWithTargets } from './addTargets.ts'

const SCENARIO = `headroom: 1
name: Visit
target: { baseUrl: 'http://127.0.0.1:1' }
flows: { visit: [{ get: / }] }
load: { users: { executor: constant-vus, duration: 1s } }
thresholds: { http_req_duration: [avg<100] }
targets: our.targets.yaml
`
const TARGETS = `headroomTargets: 1
name: Ours
targets: [{ name: Few errors, thresholds: { http_req_failed: [rate<0.001] } }]
`

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'headroom-targets-'))
  onTestFinished(() => rmSync(made, { recursive: true }))
  return made
}

it('adds the targets beside the scenario after its own thresholds', () => {
  const place = folder()
  writeFileSync(join(place, 'our.targets.yaml'), TARGETS)
  const { scenario, problems } = parseWithTargets(SCENARIO, { file: join(place, 'visit.headroom.yaml') })
  expect(problems).toEqual([])
  expect(scenario?.thresholds).toMatchObject([{ expression: 'avg<100' }, { source: 'Few errors (Ours)' }])
})

it('takes those that ship for a scenario without a file, and for names that are not beside it', () => {
  const shipped = folder()
  writeFileSync(join(shipped, 'our.targets.yaml'), TARGETS)
  expect(parseWithTargets(SCENARIO, { shipped }).scenario?.thresholds).toHaveLength(2)
  const file = join(folder(), 'visit.headroom.yaml')
  expect(parseWithTargets(SCENARIO, { shipped, file }).scenario?.thresholds).toHaveLength(2)
})

it('tells of a file that is not there at the key that names it', () => {
  const { scenario, problems } = parseWithTargets(SCENARIO, { file: join(folder(), 'visit.headroom.yaml') })
  expect(scenario).toBeUndefined()
  expect(problems).toMatchObject([{ code: 'TARGETS_UNREADABLE', line: 7, column: 10 }])
})

it('reads none of the product’s other files', () => {
  const shipped = folder()
  const text = SCENARIO.replace('our.targets.yaml', '../../etc/hostname')
  expect(parseWithTargets(text, { shipped }).problems).toMatchObject([{ code: 'TARGETS_UNREADABLE' }])
})

it('tells what is wrong in the file with its place there', () => {
  const place = folder()
  writeFileSync(join(place, 'our.targets.yaml'), TARGETS.replace('rate<0.001', 'rate<0.1 %'))
  const { scenario, problems } = parseWithTargets(SCENARIO, { file: join(place, 'visit.headroom.yaml') })
  expect(scenario).toBeUndefined()
  expect(problems).toMatchObject([
    { code: 'THRESHOLD_INVALID', line: 7, message: expect.stringMatching(/^our\.targets\.yaml:3:\d+: /) },
  ])
})
