import { formatCount } from '../shared/units.ts'

/** `1 VU`, `1,200 VUs`. */
export function formatVUs(count: number): string {
  return `${formatCount(count)} ${Math.round(count) === 1 ? 'VU' : 'VUs'}`
}
