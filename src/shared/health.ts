/** How a system, or something that it depends on, is. */
export type HealthState = 'up' | 'degraded' | 'down'

/** As the values of `observed.health` and `observed.dependency`. */
export const HEALTH_VALUES: Readonly<Record<HealthState, number>> = { up: 1, degraded: 0.5, down: 0 }

/** The state that a stored value stands for. */
export function healthState(value: number): HealthState {
  if (value >= 1) return 'up'
  return value > 0 ? 'degraded' : 'down'
}
