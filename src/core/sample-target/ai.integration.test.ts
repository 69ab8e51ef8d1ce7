import { describe, expect, it } from 'vitest'
import { startTestTarget } from './testTarget.ts'

const ASK = { model: 'gpt', messages: [{ role: 'user', content: 'Which match suits me?' }] }
const EXPLAIN = { matchId: 'match-0001', question: 'Why does it fit?' }

/** Texts of a stream's events with the time at which each came. */
async function readStream(url: string, body: unknown): Promise<{ atMs: number; text: string }[]> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) })
  expect(response.headers.get('content-type')).toBe('text/event-stream')
  const came: { atMs: number; text: string }[] = []
  const startedMs = performance.now()
  for await (const chunk of response.body ?? []) {
    came.push({ atMs: performance.now() - startedMs, text: Buffer.from(chunk).toString() })
  }
  return came
}

describe('the provider', () => {
  it('answers in the shapes of OpenAI and Anthropic', async () => {
    const { send } = await startTestTarget()
    expect((await send('POST', '/v1/chat/completions', ASK)).json).toMatchObject({
      object: 'chat.completion',
      model: 'gpt',
      choices: [{ message: { role: 'assistant', content: expect.stringContaining('Which match') } }],
    })
    expect((await send('POST', '/v1/messages', { ...ASK, max_tokens: 5 })).json).toMatchObject({
      type: 'message',
      stop_reason: 'max_tokens',
      usage: { output_tokens: 5 },
    })
    const refused = await send('POST', '/v1/messages', { model: 'x', messages: [] })
    expect(refused).toMatchObject({ status: 400, json: { type: 'error', error: { type: 'invalid_request_error' } } })
  })

  it('streams: an event without content first, then tokens one by one at their rate', async () => {
    const { target } = await startTestTarget({
      latencyScale: 1,
      latency: { ai: { medianMs: 0 } },
      ai: { firstTokenMs: 200, tokenRate: 50, minTokens: 20, maxTokens: 20 },
      random: () => () => 0.25,
    })
    const came = await readStream(`${target.url}/v1/chat/completions`, { ...ASK, stream: true })
    const first = came.findIndex(({ text }) => /"content":"[^"]/.test(text))
    expect(came[0]?.text).toContain('"role":"assistant"')
    expect(first).toBeGreaterThan(0)
    // One in four draws of a quarter: the normal deviate is 0, so that the median is drawn.
    expect(came[first]?.atMs).toBeGreaterThan(180)
    // From the request on: what reads late makes it longer only.
    expect(came.at(-1)?.atMs).toBeGreaterThan(200 + 19 * 20 - 40)
    expect(came.map(({ text }) => text).join('')).toMatch(/data: \[DONE\]\n\n$/)
  })

  it('takes 50 requests a minute, then answers 429 with Retry-After in its own shape', async () => {
    const { send } = await startTestTarget()
    for (let call = 0; call < 50; call++) {
      const { status, headers } = await send('POST', call % 2 === 0 ? '/v1/messages' : '/v1/chat/completions', ASK)
      expect(status).toBe(200)
      expect(headers.get('x-ratelimit-remaining-requests')).toBe(String(49 - call))
    }
    const openai = await send('POST', '/v1/chat/completions', ASK)
    expect(openai).toMatchObject({ status: 429, json: { error: { code: 'rate_limit_exceeded' } } })
    const seconds = Number(openai.headers.get('retry-after'))
    expect(seconds).toBeGreaterThan(50)
    expect(seconds).toBeLessThanOrEqual(60)
    expect(await send('POST', '/v1/messages', ASK)).toMatchObject({
      status: 429,
      json: { error: { type: 'rate_limit_error' } },
    })
    expect((await send('POST', '/api/ai/explain', EXPLAIN)).json).toMatchObject({ error: { code: 'RATE_LIMITED' } })
  })
})

describe("the app's endpoints", () => {
  it('explain and chat; the same question in other words comes from the cache, also as a stream', async () => {
    const { send, target } = await startTestTarget()
    const first = await send('POST', '/api/ai/explain', EXPLAIN)
    expect(first).toMatchObject({ status: 200, json: { finishReason: 'stop', answer: expect.any(String) } })
    expect(first.headers.get('x-cache')).toBe('miss')
    expect(first.headers.get('server-timing')).toMatch(/^cache;desc=miss;dur=\S+, ai;dur=\S+$/)
    await settled()
    const again = await send('POST', '/api/ai/explain', { ...EXPLAIN, question: 'Please tell me why it fits' })
    expect(again.headers.get('x-cache')).toBe('hit')
    expect(again.json).toMatchObject({ answer: (first.json as { answer: string }).answer })
    const streamed = await readStream(`${target.url}/api/ai/explain`, { ...EXPLAIN, stream: true, shape: 'anthropic' })
    expect(streamed.map(({ text }) => text).join('')).toContain('event: message_stop')
    const chat = await send('POST', '/api/ai/chat', { messages: ASK.messages })
    expect(chat.headers.get('x-cache')).toBe('miss')
    expect(await send('POST', '/api/ai/explain', { matchId: 'match-9999' })).toMatchObject({ status: 422 })
    expect(await send('POST', '/api/ai/chat', { messages: 'hello' })).toMatchObject({ status: 422 })
  })

  it('opens the breaker on the fifth failure, refuses at once, half-opens, and closes on success', async () => {
    const { get, send, target } = await startTestTarget({ ai: { breaker: { openMs: 300 } } })
    const ask = () => send('POST', '/api/ai/explain', EXPLAIN)
    target.faults.set({ provider: 'failing' })
    for (let call = 0; call < 5; call++) {
      expect(await ask()).toMatchObject({ status: 502, json: { error: { code: 'AI_FAILED' } } })
      await settled()
      const health = await get('/api/health')
      expect(health.headers.get('x-circuit-breaker')).toBe(call < 4 ? 'CLOSED' : 'OPEN')
      expect(health.status).toBe(call < 4 ? 200 : 503)
    }
    const refused = await ask()
    expect(refused).toMatchObject({ status: 503, json: { error: { code: 'AI_UNAVAILABLE' } } })
    expect(refused.headers.get('x-circuit-breaker')).toBe('OPEN')
    expect(refused.headers.get('retry-after')).toBe('1')
    target.faults.set({ provider: 'up' })
    await pause(310)
    expect((await get('/api/health')).json).toMatchObject({
      status: 'degraded',
      dependencies: { ai: { status: 'away', breaker: { state: 'HALF_OPEN' } } },
    })
    expect((await ask()).status).toBe(200)
    await settled()
    expect((await get('/api/health')).json).toMatchObject({ status: 'healthy' })
  })

  it('gives a hanging provider up after its time', async () => {
    const { send, target } = await startTestTarget({ latencyScale: 1, ai: { hangMs: 100 } })
    target.faults.set({ provider: 'hanging' })
    expect(await send('POST', '/api/ai/explain', EXPLAIN)).toMatchObject({
      status: 504,
      json: { error: { code: 'AI_TIMEOUT' } },
    })
  })

  it('asks the provider each time while the cache is away, and health is degraded', async () => {
    const { get, send, target } = await startTestTarget()
    target.faults.set({ cache: 'away' })
    for (let call = 0; call < 2; call++) {
      expect((await send('POST', '/api/ai/explain', EXPLAIN)).headers.get('x-cache')).toBe('miss')
      expect((await get('/api/matches')).headers.get('x-cache')).toBe('miss')
      await settled()
    }
    expect(await get('/api/health')).toMatchObject({
      status: 503,
      json: { dependencies: { cache: { status: 'away' }, database: { status: 'up' } } },
    })
  })
})

it('stops a stream when its client goes, and holds it while frozen', async () => {
  const { get, target } = await startTestTarget({ latencyScale: 1, ai: { firstTokenMs: 20, tokenRate: 100 } })
  const body = JSON.stringify({ ...ASK, stream: true })
  const gone = new AbortController()
  const url = `${target.url}/v1/chat/completions`
  const response = await fetch(url, { method: 'POST', body, signal: gone.signal })
  gone.abort()
  await expect(response.text()).rejects.toThrow('abort')

  const held = await fetch(url, { method: 'POST', body })
  target.faults.set({ freeze: true, for: 300 })
  const startedMs = performance.now()
  expect(await held.text()).toContain('[DONE]')
  expect(performance.now() - startedMs).toBeGreaterThan(290)
  expect((await get('/api/health')).status).toBe(200)
})

it('tells its metrics in the text format of Prometheus', async () => {
  const { get, send, target } = await startTestTarget()
  await get('/api/matches')
  await get('/api/matches')
  await send('POST', '/api/ai/explain', EXPLAIN)
  target.faults.set({ slowMs: 1 })
  const { headers, text } = await get('/metrics')
  expect(headers.get('content-type')).toContain('text/plain')
  expect(text).toContain('http_requests_total{method="GET",route="/api/matches",status="200"} 2')
  expect(text).toContain('http_request_duration_seconds_count{route="/api/matches"} 2')
  expect(text).toContain('database_query_duration_seconds_count{query="browse"} 1')
  expect(text).toContain('cache_requests_total{cache="read",result="hit"} 1')
  expect(text).toContain('ai_calls_total{outcome="answered"} 1')
  expect(text).toContain('circuit_breaker_state{breaker="ai",state="CLOSED"} 1')
  expect(text).toContain('fault_active{fault="slowMs"} 1')
})

/** What a call tells the breaker and the cache comes by a timer after its answer's own. */
async function settled(): Promise<void> {
  await pause(10)
}

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms))
}
