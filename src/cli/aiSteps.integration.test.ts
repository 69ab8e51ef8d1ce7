import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type SampleTarget, startSampleTarget } from '../core/sample-target/sampleTarget.ts'
import type { MetricSummary, RunSummary } from '../shared/summary.ts'

const CLI = resolve('out/main/cli.js')
const folder = mkdtempSync(join(tmpdir(), 'headroom-ai-'))
const FIRST_TOKEN_MS = 300
const CALLS_PER_MINUTE = 8

let target: SampleTarget

async function run(name: string, text: string): Promise<{ code: number | null; summary: RunSummary; report: string }> {
  const file = join(folder, `${name}.headroom.yaml`)
  const report = join(folder, `${name}.html`)
  writeFileSync(file, text)
  const args = ['run', file, '--db', join(folder, 'headroom.db'), '--json', '--workers', '2', '--out', `html=${report}`]
  const child = spawn(process.execPath, [CLI, ...args], { env: { ...process.env, BASE_URL: target.url } })
  let out = ''
  child.stdout.on('data', (data: Buffer) => (out += data.toString()))
  const code = await new Promise<number | null>((ended) => child.once('close', ended))
  return { code, summary: JSON.parse(out) as RunSummary, report: readFileSync(report, 'utf8') }
}

function trend(metric: MetricSummary | undefined): Extract<MetricSummary, { type: 'trend' }> {
  if (metric?.type !== 'trend') throw new Error('no trend')
  return metric
}

const ASK = `json: { model: sample, stream: true, max_tokens: 200, messages: [{ role: user, content: 'Question {{uuid()}} of {{vu}}?' }] }
      tags: { operation: AI }`

describe('AI steps against the sample target, over the command line', () => {
  beforeAll(async () => {
    if (!existsSync(CLI)) throw new Error('Build first: npm run build (npm test does).')
    target = await startSampleTarget({
      ai: {
        firstTokenMs: FIRST_TOKEN_MS,
        tokenRate: 100,
        minTokens: 20,
        maxTokens: 30,
        callsPerMinute: CALLS_PER_MINUTE,
      },
    })
  })
  afterAll(async () => {
    await target.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('tells first token, gaps and tokens of both shapes, judges them per step, and counts 429 apart from errors', async () => {
    const { code, summary, report } = await run(
      'ai-load',
      `headroom: 1
name: AI load
target: { baseUrl: '\${BASE_URL}' }
flows:
  main:
    - post: /v1/chat/completions
      name: chat
      ${ASK}
      expect: { status: [200, 429] }
      stream: { format: openai, expect: { finish: [stop, length] } }
    - post: /v1/messages
      name: message
      ${ASK}
      expect: { status: [200, 429] }
      stream: true
load:
  users: { executor: per-vu-iterations, vus: 6, iterations: 1 }
thresholds:
  'stream_ttft{step:chat}': ['p(95)<1500', 'min>${FIRST_TOKEN_MS / 4}']
  'stream_ttft{step:message}': ['p(95)<${FIRST_TOKEN_MS / 10}']
  stream_tokens: ['count>40']
  stream_token_gap: ['p(99)<500']
  'rate_limited{operation:AI}': [count>0]
  http_req_failed: [rate==0]
`,
    )
    expect(code).toBe(99)
    expect(summary.thresholds.map(({ metric, expression, ok }) => [metric, expression, ok])).toEqual([
      ['stream_ttft{step:chat}', 'p(95)<1500', true],
      ['stream_ttft{step:chat}', `min>${FIRST_TOKEN_MS / 4}`, true],
      ['stream_ttft{step:message}', `p(95)<${FIRST_TOKEN_MS / 10}`, false],
      ['stream_tokens', 'count>40', true],
      ['stream_token_gap', 'p(99)<500', true],
      ['rate_limited{operation:AI}', 'count>0', true],
      ['http_req_failed', 'rate==0', true],
    ])
    const { metrics, steps } = summary
    expect(metrics['rate_limited']).toMatchObject({ count: 12 - CALLS_PER_MINUTE })
    expect(trend(metrics['stream_ttft']).count).toBe(CALLS_PER_MINUTE)
    expect(trend(metrics['retry_after']).min).toBeGreaterThan(1000)
    expect(trend(metrics['stream_ttft']).min).toBeGreaterThan(trend(metrics['stream_first_event']).min)
    // 100 tokens a second by the server's clock.
    expect(trend(metrics['stream_tokens_per_second']).med).toBeGreaterThan(60)
    expect(trend(metrics['stream_tokens_per_second']).med).toBeLessThan(140)
    expect(steps.find(({ name }) => name === 'chat')?.stream?.tokens).toBeGreaterThan(20)
    for (const word of ['First token, P95', 'Rate limited', 'First token P95', 'Tokens']) expect(report).toContain(word)
  }, 40_000)

  it('lets many users share a budget, with the waiting as a metric of its own', async () => {
    const { summary, report } = await run(
      'budget',
      `headroom: 1
name: Shared budget
target: { baseUrl: '\${BASE_URL}' }
flows: { main: [{ get: /api/health, name: ask, tags: { operation: AI } }] }
budgets: [{ match: { operation: AI }, rate: 20/2s, whenSpent: wait }]
load: { users: { executor: constant-vus, vus: 150, duration: 6s, gracefulStop: 0s } }
`,
    )
    const requests = summary.metrics['http_reqs']
    const count = requests?.type === 'counter' ? requests.count : 0
    // 20 in any 2 s, over both workers: within 6 s in four such spans at most.
    expect(count).toBeGreaterThanOrEqual(40)
    expect(count).toBeLessThanOrEqual(80)
    expect(trend(summary.metrics['budget_wait'])).toMatchObject({ count })
    expect(trend(summary.metrics['budget_wait']).max).toBeGreaterThan(1500)
    expect(trend(summary.metrics['http_req_duration']).max).toBeLessThan(2000)
    expect(report).toContain('Budget wait, P95')
  }, 40_000)

  it('holds WebSocket sessions', async () => {
    const { code, summary, report } = await run(
      'sockets',
      `headroom: 1
name: Sockets
target: { baseUrl: '\${BASE_URL}' }
flows:
  main:
    - websocket: /ws/echo
      name: echo
      actions:
        - repeat: 3
          actions: [{ send: 'hi {{vu}}' }, { expect: { text: { contains: hi } } }, { think: 50ms }]
        - ping: 2s
    - websocket: /ws/feed?every=20&count=3
      name: feed
      actions: [{ expect: { json: { $: exists } } }, { expect: { close: [1000, 1005] } }]
load: { users: { executor: per-vu-iterations, vus: 10, iterations: 1 } }
thresholds:
  'ws_connecting{step:echo}': ['p(95)<5000']
  ws_failed: [rate==0]
  checks: [rate==1]
`,
    )
    expect(summary.failures).toEqual([])
    expect(code).toBe(0)
    expect(summary.steps.map(({ name, count }) => [name, count])).toEqual([
      ['echo', 10],
      ['feed', 10],
    ])
    expect(summary.steps[0]?.messages).toEqual({ sent: 30, received: 30 })
    expect(summary.steps[1]?.messages).toEqual({ sent: 0, received: 30 })
    expect(report).toContain('Messages out, in')
  }, 40_000)
})
