import { z } from 'zod'
import { HeadroomError } from '../../shared/errors.ts'
import { parseDuration } from '../../shared/units.ts'
import { MAX_LATENCY_MS } from './latency.ts'
import { reasonsOf } from './reply.ts'
import type { TargetTimers } from './timers.ts'

/** What is broken on purpose. */
export interface Faults {
  /** Away: endpoints that need the database answer 503, health says degraded. */
  database: 'up' | 'away'
  /** Away: every read goes to the database, and every question to the AI provider; health says degraded. */
  cache: 'up' | 'away'
  /** Failing: calls to the AI provider end in 502, or hang and then end in 504. */
  provider: 'up' | 'failing' | 'hanging'
  /** Share of requests that answer 500, drawn from the seed. */
  errorPercent: number
  /** Added to every request. */
  slowMs: number
  /** Nothing is answered until it is switched off; then everything is. */
  freeze: boolean
}

const NO_FAULTS: Faults = {
  database: 'up',
  cache: 'up',
  provider: 'up',
  errorPercent: 0,
  slowMs: 0,
  freeze: false,
}

const FAULT_NAMES = Object.keys(NO_FAULTS) as (keyof Faults)[]
/** Longer than any test; a timer beyond 2^31 ms would fire at once. */
const LONGEST_MS = 24 * 3_600_000

const changeSchema = z.strictObject({
  database: z.enum(['up', 'away']).exactOptional(),
  cache: z.enum(['up', 'away']).exactOptional(),
  provider: z.enum(['up', 'failing', 'hanging']).exactOptional(),
  errorPercent: z.number().min(0).max(100).exactOptional(),
  slowMs: z.number().min(0).max(MAX_LATENCY_MS).exactOptional(),
  freeze: z.boolean().exactOptional(),
  for: z
    .union([z.string(), z.number()])
    .refine(isLimited, { error: 'expected a duration like 30s, at most 24h' })
    .exactOptional(),
})

/** The switches, for the admin endpoint and for the program that started the target. */
export class FaultSwitches {
  #current: Readonly<Faults> = NO_FAULTS
  /** Of each fault that ends by itself: when. A later change of the same fault takes it away. */
  readonly #endsAtMs = new Map<keyof Faults, number>()
  readonly #timers: TargetTimers
  readonly #onChange: (faults: Readonly<Faults>) => void

  constructor(timers: TargetTimers, onChange: (faults: Readonly<Faults>) => void) {
    this.#timers = timers
    this.#onChange = onChange
  }

  get current(): Readonly<Faults> {
    return this.#current
  }

  /** Milliseconds until faults end by themselves; only of those that do. */
  endsInMs(): Partial<Record<keyof Faults, number>> {
    const nowMs = this.#timers.nowMs()
    return Object.fromEntries([...this.#endsAtMs].map(([name, atMs]) => [name, Math.max(0, Math.round(atMs - nowMs))]))
  }

  /**
   * Switches what `change` names; what it leaves out stays. With `for`, what it names is switched off again after that time.
   * @throws HeadroomError FAULTS_INVALID on unknown keys and values out of range; then nothing changes
   */
  set(change: Partial<Faults> & { for?: string | number }): Readonly<Faults> {
    return this.setFrom(change)
  }

  /** The same for input from outside. */
  setFrom(change: unknown): Readonly<Faults> {
    const parsed = changeSchema.safeParse(change)
    if (!parsed.success) {
      throw new HeadroomError({
        code: 'FAULTS_INVALID',
        message: `Faults not changed: ${reasonsOf(parsed.error).join('; ')}.`,
        hint: `Known: database and cache (up or away), provider (up, failing or hanging), errorPercent (0 to 100), slowMs (0 to ${MAX_LATENCY_MS}), freeze (true or false); for: a duration after which they end.`,
      })
    }
    const { for: duration, ...faults } = parsed.data
    const named = FAULT_NAMES.filter((name) => name in faults)
    for (const name of named) this.#endsAtMs.delete(name)
    this.#apply(faults)
    if (duration !== undefined) this.#endLater(named, parseDuration(duration) / 1000)
    return this.#current
  }

  #apply(faults: Partial<Faults>): void {
    this.#current = { ...this.#current, ...faults }
    this.#onChange(this.#current)
  }

  #endLater(names: readonly (keyof Faults)[], afterMs: number): void {
    const endsAtMs = this.#timers.nowMs() + afterMs
    for (const name of names) this.#endsAtMs.set(name, endsAtMs)
    this.#timers.after(afterMs, () => {
      const over = names.filter((name) => this.#endsAtMs.get(name) === endsAtMs)
      if (over.length === 0) return
      for (const name of over) this.#endsAtMs.delete(name)
      this.#apply(Object.fromEntries(over.map((name) => [name, NO_FAULTS[name]])))
    })
  }
}

function isLimited(duration: string | number): boolean {
  try {
    const ms = parseDuration(duration) / 1000
    return ms > 0 && ms <= LONGEST_MS
  } catch {
    return false
  }
}
