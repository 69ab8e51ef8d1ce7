/** How a system, or something that it depends on, is. */
export type HealthState = 'up' | 'degraded' | 'down'

/** As the values of `observed.health` and `observed.dependency`. */
export const HEALTH_VALUES: Readonly<Record<HealthState, number>> = { up: 1, degraded: 0.5, down: 0 }
