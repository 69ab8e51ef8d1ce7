import { z } from 'zod'
import { HeadroomError } from '../../shared/errors.ts'
import { MAX_LATENCY_MS } from './latency.ts'
import { reasonsOf } from './reply.ts'

/** What is broken on purpose. */
export interface Faults {
  /** Away: endpoints that need the database answer 503, health says degraded. */
  database: 'up' | 'away'
  /** Share of requests that answer 500, drawn from the seed. */
  errorPercent: number
  /** Added to every request. */
  slowMs: number
  /** Nothing is answered until it is switched off; then everything is. */
  freeze: boolean
}

const NO_FAULTS: Faults = { database: 'up', errorPercent: 0, slowMs: 0, freeze: false }

const changeSchema = z.strictObject({
  database: z.enum(['up', 'away']).exactOptional(),
  errorPercent: z.number().min(0).max(100).exactOptional(),
  slowMs: z.number().min(0).max(MAX_LATENCY_MS).exactOptional(),
  freeze: z.boolean().exactOptional(),
})

/** The switches, for the admin endpoint and for the program that started the target. */
export class FaultSwitches {
  #current: Readonly<Faults> = NO_FAULTS
  readonly #onChange: (faults: Readonly<Faults>) => void

  constructor(onChange: (faults: Readonly<Faults>) => void) {
    this.#onChange = onChange
  }

  get current(): Readonly<Faults> {
    return this.#current
  }

  /**
   * Switches what `change` names; what it leaves out stays.
   * @throws HeadroomError FAULTS_INVALID on unknown keys and values out of range; then nothing changes
   */
  set(change: Partial<Faults>): Readonly<Faults> {
    return this.setFrom(change)
  }

  /** The same for input from outside. */
  setFrom(change: unknown): Readonly<Faults> {
    const parsed = changeSchema.safeParse(change)
    if (!parsed.success) {
      throw new HeadroomError({
        code: 'FAULTS_INVALID',
        message: `Faults not changed: ${reasonsOf(parsed.error).join('; ')}.`,
        hint: `Known: database (up or away), errorPercent (0 to 100), slowMs (0 to ${MAX_LATENCY_MS}), freeze (true or false).`,
      })
    }
    this.#current = { ...this.#current, ...parsed.data }
    this.#onChange(this.#current)
    return this.#current
  }
}
