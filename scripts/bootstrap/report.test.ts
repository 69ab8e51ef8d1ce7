import { expect, it } from 'vitest'
import { createReport } from './report.mjs'

function kept() {
  let text = ''
  let nowMs = 0
  const report = createReport({ write: (part: string) => (text += part) }, () => nowMs)
  return { report, text: () => text, pass: (ms: number) => (nowMs += ms) }
}

it('writes one line per step with its time', async () => {
  const { report, text, pass } = kept()
  await report.step('Building', () => Promise.resolve(pass(1_250)))
  expect(text()).toBe('Building ... done (1.3 s)\n')
})

it('keeps whole lines when a step holds another', async () => {
  const { report, text } = kept()
  await report.step('Outer', () => report.step('Inner', () => Promise.resolve()))
  expect(text()).toBe('Outer ... \nInner ... done (0.0 s)\nOuter: done (0.0 s)\n')
})

it('says that a step failed and passes the error on', async () => {
  const { report, text } = kept()
  await expect(report.step('Building', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(text()).toBe('Building ... failed (0.0 s)\n')
})
