import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import type { BreakerResult } from '../../shared/breaker.ts'
import { BreakerPanel } from './BreakerPanel.tsx'

const result: BreakerResult = {
  name: 'AI provider',
  spans: [{ state: 'CLOSED', fromMs: 0, toMs: 10_000 }],
  faults: [{ name: 'the provider fails', fromMs: 5000, toMs: null }],
  seconds: [],
  probes: 40,
  unanswered: 0,
  verdicts: [],
  ok: true,
}

const faultOf = (running: boolean): string | undefined =>
  /data-look="fault"[^>]*style="([^"]*)"/.exec(
    renderToStaticMarkup(createElement(BreakerPanel, { result, durationMs: 20_000, running })),
  )?.[1]

it('draws a fault that is on as far as the run has come, and to the end of a run that is over', () => {
  expect(faultOf(true)).toBe('left:25%;width:25%')
  expect(faultOf(false)).toBe('left:25%;width:75%')
})

it('lists every state with its word, also one too short for it on the timeline', () => {
  const spans = [...result.spans, { state: 'HALF_OPEN' as const, fromMs: 10_000, toMs: 10_400 }]
  const markup = renderToStaticMarkup(
    createElement(BreakerPanel, { result: { ...result, spans }, durationMs: 3_600_000, running: false }),
  )
  const [, last = ''] = markup.split('<summary>')
  expect(last).toMatch(/^States one by one \(2\)/)
  expect(last).toMatch(/HALF-OPEN.*0:10.*400 ms/)
})

it('tells how often was asked, where that is known', () => {
  const text = (probes: number): string =>
    renderToStaticMarkup(
      createElement(BreakerPanel, { result: { ...result, probes }, durationMs: 20_000, running: true }),
    )
  expect(text(40)).toContain('Asked 40 times. The assertions')
  expect(text(0)).not.toContain('Asked')
})
