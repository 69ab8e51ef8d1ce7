import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BreakingPointSearch, type LevelObservation, type SearchStep } from './breakingPoint.ts'

const CONFIG = {
  executor: 'breaking-point',
  flow: 'main',
  startTimeUs: 0,
  gracefulStopUs: 10e6,
  tags: {},
  env: {},
  raise: 'vus',
  timeUnitUs: 1e6,
  start: 100,
  step: 100,
  max: 1000,
  holdUs: 5e6,
  breakAfterUs: 2e6,
  precision: 10,
  preAllocatedVUs: 0,
  maxVUs: 1000,
} as const
type Config = ConstructorParameters<typeof BreakingPointSearch>[1]
const P95 = 'P95 response time: 612 ms, target below 500 ms'

interface Played {
  search: BreakingPointSearch
  steps: { second: number; step: SearchStep }[]
  events: string[]
}

/** Plays a search against a server that answers `reply`, for a given number of seconds at most. */
function play(
  config: Config,
  reply: (level: number, second: number, paused: boolean) => Partial<LevelObservation>,
  seconds = 5000,
): Played {
  const search = new BreakingPointSearch('capacity', config)
  const played: Played = { search, steps: [], events: [] }
  let level: number = config.start
  let paused = false
  for (let second = 0; second < seconds && !search.over; second++) {
    const busyVUs = paused ? 0 : level
    const observation = { second, targetsOk: true, finished: busyVUs, dropped: 0, busyVUs }
    const step = search.observe({ ...observation, ...reply(level, second, paused) })
    played.steps.push({ second, step })
    played.events.push(...step.events)
    level = step.control?.[config.raise] ?? level
    paused = step.control?.paused ?? paused
  }
  return played
}

const withCapacity =
  (capacity: number) =>
  (level: number): Partial<LevelObservation> =>
    level <= capacity ? {} : { targetsOk: false, brokenBy: P95 }

describe('BreakingPointSearch', () => {
  it('raises by steps, then halves the interval', () => {
    const { search, steps } = play(CONFIG, withCapacity(333))
    const result = search.result()
    expect(result.levels.map(({ level, held }) => (held ? level : -level))).toEqual([
      100, 200, 300, -400, -350, 320, 330, -340,
    ])
    expect(result).toMatchObject({
      executor: 'capacity',
      raise: 'vus',
      highestHeld: 330,
      lowestBroken: 340,
      brokenBy: P95,
    })
    expect(steps.at(-1)?.step.control).toEqual({ vus: 0 })
  })

  it('ends with an interval around the capacity no wider than the precision', () => {
    const numbers = fc.record({
      start: fc.integer({ min: 1, max: 50 }),
      step: fc.integer({ min: 1, max: 100 }),
      precision: fc.integer({ min: 1, max: 20 }),
      capacity: fc.integer({ min: 0, max: 1200 }),
      raise: fc.constantFrom('vus', 'rate'),
    })
    fc.assert(
      fc.property(numbers, ({ capacity, ...varied }) => {
        const config = { ...CONFIG, ...varied }
        const { search } = play(config, withCapacity(capacity), 20_000)
        const { highestHeld, lowestBroken, levels } = search.result()
        expect(search.over).toBe(true)
        expect(highestHeld ?? 0).toBeLessThanOrEqual(capacity)
        expect(lowestBroken ?? Infinity).toBeGreaterThan(Math.min(capacity, config.max))
        expect(
          lowestBroken === null ? capacity >= config.max : lowestBroken - (highestHeld ?? 0) <= config.precision,
        ).toBe(true)
        expect(new Set(levels.map(({ level }) => level)).size).toBe(levels.length)
      }),
    )
  })

  it('says so when nothing broke', () => {
    const { search, events } = play({ ...CONFIG, max: 250 }, withCapacity(5000))
    expect(search.result()).toMatchObject({ highestHeld: 250, lowestBroken: null })
    expect(search.result()).not.toHaveProperty('brokenBy')
    expect(events.at(-1)).toBe('Nothing broke up to 250 VUs, the highest level.')
  })

  it('goes below the first level when that breaks', () => {
    const { search } = play(CONFIG, withCapacity(37))
    expect(search.result()).toMatchObject({ highestHeld: 30, lowestBroken: 40 })
    expect(play(CONFIG, withCapacity(0)).search.result()).toMatchObject({ highestHeld: null, lowestBroken: 10 })
  })

  it('holds a level for the whole time, from the second after the one in which it took effect', () => {
    const { steps } = play(CONFIG, withCapacity(5000))
    const changes = steps.filter(({ step }) => step.control).map(({ second }) => second)
    // 0..4 is the first; its end is known after second 4, second 5 is the change, 6..10 is the second level.
    expect(changes.slice(0, 3)).toEqual([4, 10, 16])
    expect(
      steps
        .filter(({ step }) => step.forget)
        .map(({ second }) => second)
        .slice(0, 4),
    ).toEqual([4, 5, 10, 11])
  })

  it('lets a miss pass that is shorter than breakAfter', () => {
    const { search } = play({ ...CONFIG, max: 100 }, (_, second) => ({ targetsOk: second % 2 === 0 }))
    expect(search.result()).toMatchObject({ highestHeld: 100, lowestBroken: null })
  })

  it('does not call a level held while its target is missed', () => {
    const late = (_: number, second: number): Partial<LevelObservation> => ({ targetsOk: second < 4, brokenBy: P95 })
    const { search } = play({ ...CONFIG, max: 100, precision: 100 }, late)
    expect(search.result()).toMatchObject({ highestHeld: null, lowestBroken: 100, brokenBy: P95 })
  })

  it('pauses after a broken level until its backlog is gone', () => {
    const { steps } = play({ ...CONFIG, start: 400 }, (level, second, paused) => {
      if (!paused) return withCapacity(300)(level)
      return { targetsOk: false, busyVUs: second < 7 ? 50 : 0, finished: 0 }
    })
    const controls = steps.filter(({ step }) => step.control)
    expect(controls.slice(0, 2)).toMatchObject([
      { second: 1, step: { control: { paused: true } } },
      { second: 7, step: { control: { vus: 200, paused: false } } },
    ])
  })

  it('goes on when the backlog does not end within gracefulStop', () => {
    const { steps, events } = play({ ...CONFIG, start: 400 }, (level, _, paused) =>
      paused ? { busyVUs: 9 } : withCapacity(300)(level),
    )
    const resumed = steps.find(({ step }) => step.control?.paused === false)
    expect(resumed?.second).toBe(1 + 2 + 10)
    expect(events).toContain('9 VUs of the broken level are still busy; the search goes on.')
  })

  it('counts dropped iterations as a miss', () => {
    const { search } = play({ ...CONFIG, raise: 'rate' }, (level) => ({ dropped: level > 250 ? 1 : 0 }))
    expect(search.result()).toMatchObject({ highestHeld: 250, brokenBy: 'iterations were dropped, no VU was free' })
  })

  it('counts silence as a miss where there were answers', () => {
    const { search } = play(CONFIG, (level) => (level > 200 ? { finished: 0 } : {}))
    expect(search.result()).toMatchObject({ highestHeld: 200, lowestBroken: 210, brokenBy: 'no answers' })
    expect(play(CONFIG, () => ({ finished: 0 })).search.result().highestHeld).toBe(null)
  })

  it('does not call a level held in which nothing was answered', () => {
    const { search } = play({ ...CONFIG, max: 200, precision: 100 }, (_, second) => ({
      finished: second === 0 ? 1 : 0,
    }))
    expect(search.result()).toMatchObject({ highestHeld: 100, lowestBroken: 200, brokenBy: 'no answers' })
  })

  it('begins when its executor does', () => {
    const reply = (_: number, second: number): Partial<LevelObservation> => ({ targetsOk: second >= 30 })
    const { search } = play({ ...CONFIG, startTimeUs: 30e6, max: 100 }, reply)
    expect(search.result().levels).toEqual([{ level: 100, held: true, startedAtMs: 30_000 }])
  })
})
