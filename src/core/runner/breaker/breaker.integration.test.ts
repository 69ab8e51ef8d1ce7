import { expect, it, onTestFinished } from 'vitest'
import { parseScenario } from '../../../shared/scenario/parse.ts'
import type { Scenario } from '../../../shared/scenario/types.ts'
import { createMonotonicClock } from '../../engine/monotonicClock.ts'
import { BreakerTimeline } from '../../analysis/breaker/breakerTimeline.ts'
import { startSampleTarget } from '../../sample-target/sampleTarget.ts'
import type { ObservedSample } from '../observers/observer.ts'
import { createBreakerDriver } from './breakerDriver.ts'

function scenarioFor(url: string, put = '/admin/faults'): Scenario & Required<Pick<Scenario, 'breaker'>> {
  const { scenario, problems } = parseScenario(`headroom: 1
name: Breaker
target: { baseUrl: '${url}' }
flows: { ask: [{ get: / }] }
load: { users: { executor: constant-vus, duration: 1m } }
breaker:
  name: AI provider
  probe: { get: /api/health, every: 50ms, state: { json: $.dependencies.ai.breaker.state } }
  faults:
    - name: provider fails
      at: 200ms
      for: 400ms
      start: { put: ${put}, json: { provider: failing } }
      end: { put: ${put}, json: { provider: up } }
  expect: { openFor: 300ms..600ms, recoversWithin: 2s }
`)
  if (scenario?.breaker === undefined) throw new Error(JSON.stringify(problems))
  return { ...scenario, breaker: scenario.breaker }
}

/** Drives the breaker of a real target while questions are asked over real HTTP. */
async function watch(forMs: number, put?: string) {
  const target = await startSampleTarget({
    ai: { firstTokenMs: 100, failAfterMs: 5, minTokens: 5, maxTokens: 5, breaker: { openMs: 400 } },
    latency: { ai: { medianMs: 0 }, health: { medianMs: 0 } },
  })
  onTestFinished(() => target.close())
  const scenario = scenarioFor(target.url, put)
  const timeline = new BreakerTimeline(scenario.breaker)
  const driver = createBreakerDriver(scenario.breaker, timeline, scenario)
  const clock = createMonotonicClock()
  const startedUs = clock.nowUs()
  const samples: ObservedSample[] = []
  const events: string[] = []
  driver.start({
    clock,
    nowMs: () => (clock.nowUs() - startedUs) / 1000,
    sample: (sample) => samples.push(sample),
    event: (_level, text) => events.push(text),
  })
  const endMs = performance.now() + forMs
  for (let question = 0; performance.now() < endMs; question++) {
    const body = JSON.stringify({ messages: [{ role: 'user', content: `question number ${question}` }] })
    await (await fetch(`${target.url}/api/ai/chat`, { method: 'POST', body })).arrayBuffer()
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await driver.stop()
  return { result: timeline.result(), samples, events, target }
}

it('sees a real breaker open, half-open and close while it switches the fault', async () => {
  const { result, samples, events } = await watch(2500)
  expect(result.verdicts.filter(({ ok }) => !ok)).toEqual([])
  expect(result.spans.map(({ state }) => state)).toEqual(['CLOSED', 'OPEN', 'HALF_OPEN', 'CLOSED'])
  expect(new Set(samples.map(({ value }) => value))).toEqual(new Set([0, 1, 2]))
  expect(events).toEqual(
    expect.arrayContaining([
      'Fault switched on: provider fails.',
      'The breaker of AI provider is OPEN, was CLOSED.',
      'Fault switched off: provider fails.',
    ]),
  )
})

it('switches a fault off when the run ends before it does', async () => {
  const { result, target } = await watch(400)
  expect(target.faults.current.provider).toBe('up')
  expect(result.faults).toMatchObject([{ name: 'provider fails', toMs: expect.any(Number) }])
  expect(result.ok).toBe(false)
})

it('says that a fault could not be switched', async () => {
  const { result } = await watch(400, '/admin/nothing')
  expect(result.verdicts[0]).toMatchObject({
    assertion: 'faults',
    seen: expect.stringContaining('PUT /admin/nothing for the fault provider fails failed: status 404'),
  })
})
