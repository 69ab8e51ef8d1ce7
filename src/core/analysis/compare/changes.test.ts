import { describe, expect, it } from 'vitest'
import type { RunRecord } from '../../../shared/run.ts'
import { changesBetween, comparability, differenceOf } from './changes.ts'
import { runFacts } from './testing/simulatedRuns.ts'

const scenario = (vus: number, path = '/'): string =>
  `headroom: 1\nname: a\ntarget: { baseUrl: "http://127.0.0.1:1" }\nflows:\n  browse:\n    - get: ${path}\nload:\n  steady: { executor: constant-vus, vus: ${vus}, duration: 10s }\n`

function withRecord(id: string, changes: Partial<RunRecord>) {
  const facts = runFacts(id)
  return { ...facts, record: { ...facts.record, ...changes } }
}

describe('comparability', () => {
  const base = runFacts('base', { scenarioText: scenario(2) })

  it('finds runs of the same load comparable, though steps or comments changed', () => {
    const run = runFacts('run', { scenarioText: `# new\n${scenario(2, '/new')}` })
    expect(comparability(base, run)).toEqual({ level: 'comparable', reasons: [] })
  })

  it('refuses another load', () => {
    const { level, reasons } = comparability(base, runFacts('run', { scenarioText: scenario(3) }))
    expect(level).toBe('not-comparable')
    expect(reasons.join(' ')).toContain('another load')
  })

  it.each([
    ['not-comparable', { validity: 'invalid' }],
    ['not-comparable', { status: 'running' }],
    ['not-comparable', { status: 'error' }],
    ['caution', { validity: 'doubtful' }],
    ['caution', { status: 'interrupted' }],
    ['caution', { scenario: 'another' }],
    ['comparable', { status: 'failed' }],
  ] as const)('%s: %j', (level, changes) => {
    expect(comparability(runFacts('base'), withRecord('run', changes)).level).toBe(level)
  })

  it('is careful with another target or machine, and lists them', () => {
    const plain = runFacts('base')
    const run = runFacts('run', { baseUrl: 'http://127.0.0.1:9', machine: { ...plain.machine, cores: 8 } })
    expect(comparability(plain, run).level).toBe('caution')
    expect(changesBetween(plain, run)).toEqual([
      'target: http://127.0.0.1:4700 -> http://127.0.0.1:9',
      'machine: bench, 2 x test -> bench, 8 x test',
    ])
  })
})

describe('differenceOf', () => {
  it('gives changed lines with their numbers, not those that moved along', () => {
    expect(differenceOf('a\nb\nc\nd', 'a\nx\nb\nc\ny')).toEqual({
      removed: ['4: d'],
      added: ['2: x', '5: y'],
      removedCount: 1,
      addedCount: 2,
    })
    expect(differenceOf('a\na', 'a\na\na')).toMatchObject({ removedCount: 0, addedCount: 1 })
    expect(differenceOf('same', 'same')).toMatchObject({ removedCount: 0, addedCount: 0 })
  })

  it('keeps 20 lines and counts all', () => {
    const text = Array.from({ length: 30 }, (_, line) => `line ${line}`).join('\n')
    const { added, addedCount } = differenceOf('', text)
    expect([added.length, addedCount]).toEqual([20, 30])
  })
})
