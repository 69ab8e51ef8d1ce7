import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type SampleTarget, startSampleTarget } from '../core/sample-target/sampleTarget.ts'
import type { RunListItem } from '../shared/library.ts'
import type { Trend } from '../shared/trends.ts'
import type { RunSummary } from '../shared/summary.ts'

// The built command, as users start it: in plain Node, where `electron` cannot be resolved as a runtime.
const CLI = resolve('out/main/cli.js')

interface Ended {
  code: number | null
  out: string
  err: string
}

const folder = mkdtempSync(join(tmpdir(), 'headroom-cli-'))
const database = join(folder, 'headroom.db')
let target: SampleTarget

function headroom(
  args: readonly string[],
  whileRunning?: (interrupt: () => void, err: string) => void,
): Promise<Ended> {
  const child = spawn(process.execPath, [CLI, ...args], { env: { ...process.env, BASE_URL: target.url } })
  let out = ''
  let err = ''
  child.stdout.on('data', (data: Buffer) => (out += data.toString()))
  child.stderr.on('data', (data: Buffer) => {
    err += data.toString()
    whileRunning?.(() => child.kill('SIGINT'), err)
  })
  return new Promise((ended) => child.once('close', (code) => ended({ code, out, err })))
}

function scenarioFile(name: string, duration: string, threshold = 'p(95)<5000'): string {
  const file = join(folder, `${name}.headroom.yaml`)
  writeFileSync(
    file,
    `headroom: 1
name: ${name}
target: { baseUrl: "\${BASE_URL}" }
flows:
  browse:
    - get: /api/matches
      name: browse
      expect: { status: 200 }
    - think: 10ms..20ms
load:
  steady: { executor: constant-vus, vus: 3, duration: ${duration} }
thresholds:
  http_req_duration: ["${threshold}"]
`,
  )
  return file
}

describe('the command headroom', () => {
  beforeAll(async () => {
    if (!existsSync(CLI)) throw new Error('Build first: npm run build (npm test does).')
    target = await startSampleTarget({ latencyScale: 0.2 })
  })
  afterAll(async () => {
    await target.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('measures a run against a baseline: 99 when it is missed, 0 and a word of it when there is none', async () => {
    const tight = scenarioFile('measured', '2s', 'p(95) < baseline - 99%')
    const first = await headroom(['run', tight, '--db', database, '--json'])
    const { run, thresholds } = JSON.parse(first.out) as RunSummary
    expect(first.code).toBe(0)
    expect(thresholds).toMatchObject([{ limit: null, ok: true }])
    expect(run.reasons.map(({ text }) => text).join(' ')).toContain('not judged, there is no baseline')
    const named = await headroom(['baseline', 'set', run.id, '--db', database])
    expect(named).toMatchObject({ code: 0, out: expect.stringContaining(run.id) as string })
    const second = await headroom(['run', tight, '--db', database, '--json'])
    const missed = JSON.parse(second.out) as RunSummary
    expect(second.code).toBe(99)
    expect(missed.baseline).toEqual([run.id])
    expect(missed.thresholds[0]?.limit).toBeCloseTo((missed.thresholds[0]?.baseline ?? 0) / 100, 9)
    const shown = await headroom(['show', missed.run.id, '--db', database])
    expect(shown.out).toMatch(/wanted < .* \(baseline .* - 99 %\)/)
    const listed = await headroom(['baseline', 'list', '--db', database, '--json'])
    expect(JSON.parse(listed.out)).toEqual([{ scenario: 'measured', runIds: [run.id] }])
    expect((await headroom(['baseline', 'clear', 'measured', '--db', database])).code).toBe(0)
    const unknown = await headroom(['run', tight, '--db', database, '--baseline', 'nothing'])
    expect(unknown).toMatchObject({ code: 2, err: expect.stringContaining('no run `nothing`') as string })
  })

  it('runs a scenario, stores it, and prints one JSON object that `show` prints again', async () => {
    const run = await headroom(['run', scenarioFile('passing', '2s'), '--db', database, '--json'])
    expect(run.err).toBe('')
    expect(run.code).toBe(0)
    const summary = JSON.parse(run.out) as RunSummary
    expect(summary.run).toMatchObject({ name: 'passing', status: 'passed' })
    expect(summary.metrics['http_reqs']).toMatchObject({ type: 'counter' })
    expect(summary.steps.map((step) => step.name)).toEqual(['browse'])
    const shown = await headroom(['show', summary.run.id, '--db', database, '--json'])
    expect(JSON.parse(shown.out)).toEqual(summary)
    const listed = await headroom(['runs', '--db', database, '--json'])
    expect((JSON.parse(listed.out) as RunListItem[]).map((each) => each.id)).toContain(summary.run.id)
    const html = join(folder, 'reports', 'passing.html')
    const reported = await headroom(['report', summary.run.id, '--db', database, '--out', `html=${html}`])
    expect(reported).toMatchObject({ code: 0, err: `Wrote ${html}\n` })
    expect(readFileSync(html, 'utf8')).toContain(summary.run.id)
  })

  it('leaves the report of a demo beside the database', async () => {
    const demo = await headroom(['demo', '--db', database], (interrupt, err) => {
      if (/0:01 /.test(err)) interrupt()
    })
    const file = /^Report: (.*)$/m.exec(demo.err)?.[1] ?? ''
    expect(file.startsWith(join(folder, 'reports'))).toBe(true)
    expect(readFileSync(file, 'utf8')).toContain('<h3>Percentiles<')
  })

  it('ends with 99 when a threshold fails, and writes the files asked for all the same', async () => {
    const junit = join(folder, 'result.xml')
    const file = scenarioFile('failing', '1s', 'p(95)<0.001')
    const run = await headroom(['run', file, '--db', database, '--out', `junit=${junit}`])
    expect(run.code).toBe(99)
    expect(run.out).toContain('FAILED')
    expect(run.err).toMatch(/0:01 {2}P95 /)
    expect(readFileSync(junit, 'utf8')).toContain('failures="1"')
  })

  it('moves a run to another database as a file, under the name that it is given', async () => {
    const ran = await headroom(['run', scenarioFile('moved', '1s'), '--db', database, '--json'])
    const { run } = JSON.parse(ran.out) as RunSummary
    const file = join(folder, 'moved.headroom-run')
    expect((await headroom(['report', run.id, '--out', `run=${file}`, '--db', database])).code).toBe(0)
    const other = join(folder, 'other.db')
    const imported = await headroom(['import', file, '--db', other, '--name', 'From elsewhere', '--json'])
    expect(imported.code).toBe(0)
    expect(JSON.parse(imported.out)).toMatchObject({ id: run.id, name: 'From elsewhere', warnings: [] })
    const listed = await headroom(['runs', '--db', other, '--json'])
    expect(JSON.parse(listed.out)).toMatchObject([{ id: run.id, name: 'From elsewhere', scenario: 'moved' }])
    expect(await headroom(['import', file, '--db', other])).toMatchObject({
      code: 2,
      err: expect.stringContaining('RUN_EXISTS') as string,
    })
  })

  it('compares stored runs, and ends with 98 when asked to where they cannot be compared', async () => {
    const run = async (name: string, duration: string): Promise<string> => {
      const { out } = await headroom(['run', scenarioFile(name, duration), '--db', database, '--json'])
      return (JSON.parse(out) as RunSummary).run.id
    }
    const [base, other] = [await run('compared', '1s'), await run('compared', '2s')]
    const compared = await headroom(['compare', base, other, '--db', database, '--json'])
    expect(compared.code).toBe(0)
    expect(JSON.parse(compared.out)).toMatchObject({ base: [base], run: other, comparability: 'not-comparable' })
    const gate = await headroom(['compare', base, other, '--db', database, '--fail-on-regression'])
    expect(gate.code).toBe(98)
    expect(gate.out).toContain('NOT COMPARABLE')
    expect((await headroom(['compare', base, base, '--db', database])).code).toBe(2)
    expect((await headroom(['compare', base, 'none', '--db', database])).code).toBe(2)
    const both = await headroom(['compare', 'compared', other, '--db', database, '--json'])
    expect(both).toMatchObject({ code: 2, err: expect.stringContaining('compared with itself') as string })
    const judged = await headroom([
      'run',
      scenarioFile('compared', '1s'),
      '--db',
      database,
      '--baseline',
      base,
      '--json',
    ])
    expect(judged.code).toBe(98)
    expect(JSON.parse(judged.out)).toMatchObject({ baseline: [base], comparison: { base: [base], verdict: null } })
    const trend = await headroom(['trends', 'compared', '--db', database, '--json'])
    expect((JSON.parse(trend.out) as Trend).runs).toHaveLength(3)
    expect(await headroom(['trends', 'nothing', '--db', database])).toMatchObject({
      code: 2,
      err: expect.stringContaining('There are runs of: ') as string,
    })
  })

  it('stops gracefully on the first Ctrl-C, keeps the results and ends with 105', async () => {
    let interrupted = false
    const run = await headroom(['run', scenarioFile('stopped', '60s'), '--db', database], (interrupt, err) => {
      if (interrupted || !/0:01 /.test(err)) return
      interrupted = true
      interrupt()
    })
    expect(run.code).toBe(105)
    expect(run.out).toContain('ABORTED')
    expect(run.out).toMatch(/browse +\d/)
  })

  it('goes on and keeps the run when nobody reads its output any more', async () => {
    const file = scenarioFile('unread', '3s')
    const child = spawn(process.execPath, [CLI, 'run', file, '--db', database], {
      env: { ...process.env, BASE_URL: target.url },
    })
    const firstText = (stream: Readable): void => void stream.once('data', () => stream.destroy())
    firstText(child.stdout)
    firstText(child.stderr)
    const code = await new Promise((ended) => child.once('close', ended))
    expect(code).toBe(0)
    const { out } = await headroom(['runs', '--db', database, '--search', 'unread', '--json'])
    expect(JSON.parse(out)).toMatchObject([{ name: 'unread', status: 'passed' }])
  })

  it('lets another terminal change an externally-controlled executor', async () => {
    const file = join(folder, 'hand.headroom.yaml')
    const text = readFileSync(scenarioFile('hand', '1s'), 'utf8')
    const load = 'hand: { executor: externally-controlled, vus: 1, maxVUs: 20, duration: 30s }'
    writeFileSync(file, text.replace(/steady: .*/, load))
    let controlled: Promise<Ended> | undefined
    const run = await headroom(['run', file, '--db', database], (interrupt, err) => {
      const runId = /^Run (\S+)/m.exec(err)?.[1] ?? ''
      if (/0:01 /.test(err)) controlled ??= headroom(['control', runId, '--executor', 'hand', '--vus', '9'])
      if (/VUs 9/.test(err)) interrupt()
    })
    expect(await controlled).toMatchObject({ code: 0 })
    expect(run.out).toContain('up to 9 VUs')
  })

  it('ends with 104 for an invalid scenario and names file, line and column', async () => {
    const file = join(folder, 'wrong.headroom.yaml')
    writeFileSync(file, 'headroom: 1\nname: x\ntarget: { baseUrl: http://127.0.0.1:1 }\nflow: {}\n')
    for (const command of ['validate', 'run']) {
      const { code, out, err } = await headroom([command, file])
      expect(code).toBe(104)
      expect(out + err).toContain(`${file}:4:1`)
      expect(out + err).toContain('flows')
    }
  })

  it.each([
    [['run', 'missing.headroom.yaml'], /There is no file missing/],
    [['show', 'nope', '--db', database], /There is no run nope/],
    [['report', 'nope', '--db', database, '--out', 'html=x'], /There is no run nope/],
    [['report', 'nope'], /required option '--out/],
    [['control', 'nope', '--executor', 'x', '--vus', '1'], /No run nope goes on/],
    [['control', 'nope', '--executor', 'x'], /Nothing to change/],
    [['nonsense'], /unknown command/],
    [['run', 'x', '--workers', '0'], /whole number/],
    [['run', 'x', '--out', 'xml=y'], /--out xml=y is not understood/],
  ])('ends with 2 for wrong usage: %j', async (args, message) => {
    const { code, err } = await headroom(args)
    expect(err).toMatch(message)
    expect(code).toBe(2)
  })

  it('does not run against a target that does not answer, unless it is told to', async () => {
    const file = scenarioFile('unreachable', '1s')
    const text = readFileSync(file, 'utf8').replace('${BASE_URL}', 'http://127.0.0.1:1')
    writeFileSync(file, text)
    const stopped = await headroom(['run', file, '--db', database])
    expect(stopped.code).toBe(96)
    expect(stopped.err).toContain('127.0.0.1:1 cannot be reached: nothing listens there.')
    expect(stopped.err).toContain('--skip-preflight')
    const { out } = await headroom(['runs', '--search', 'unreachable', '--db', database, '--json'])
    expect(JSON.parse(out)).toEqual([])
    const told = await headroom(['run', file, '--db', database, '--skip-preflight', '--json'])
    expect((JSON.parse(told.out) as RunSummary).metrics['http_req_failed']).toMatchObject({ rate: 1 })
  })

  it('plans a run, runs it when it is due, and shows what became of it', async () => {
    const file = scenarioFile('planned', '1s')
    const at = new Date(Date.now() + 4000).toISOString().replace(/\.\d+/, '')
    const options = ['--at', at, '--time-zone', 'Europe/Berlin', '--db', database]
    const added = await headroom(['schedule', 'add', file, ...options])
    expect(added.code).toBe(0)
    expect(added.out).toMatch(/^Planned \w{5}: planned, \d{4}-\d\d-\d\d \d\d:\d\d Europe\/Berlin\./)
    const ended = await headroom(['schedule', 'run', '--db', database], (interrupt, err) => {
      if (err.includes('Started planned')) interrupt()
    })
    expect(ended).toMatchObject({
      code: 0,
      err: expect.stringMatching(/Started planned, due .*: run \S+\./) as unknown,
    })
    const listed = await headroom(['schedule', 'list', '--db', database, '--json'])
    const [item] = JSON.parse(listed.out) as { id: string; nextAtMs: null; times: { state: string; runId: string }[] }[]
    expect(item).toMatchObject({ nextAtMs: null, times: [{ state: 'started' }] })
    const { out } = await headroom(['show', item?.times[0]?.runId ?? '', '--db', database, '--json'])
    expect((JSON.parse(out) as RunSummary).run.name).toBe('planned')
    expect((await headroom(['schedule', 'remove', item?.id ?? '', '--db', database])).code).toBe(0)
    expect((await headroom(['schedule', 'remove', item?.id ?? '', '--db', database])).code).toBe(2)
    expect((await headroom(['schedule', 'add', file, '--cron', 'x', '--db', database])).err).toContain(
      'SCHEDULE_INVALID',
    )
  })

  it.each(['demo', 'run', 'validate', 'schedule', 'runs', 'show', 'report', 'compare', 'trends', 'control', 'target'])(
    'explains %s with --help',
    async (command) => {
      const { code, out } = await headroom([command, '--help'])
      expect(code).toBe(0)
      expect(out).toContain(`Usage: headroom ${command}`)
    },
  )
})
