import { randomInt } from 'node:crypto'

/** Short enough to be typed, sorted by time, unique in practice: seconds since 1970 and 4 random places, both base 36. */
export function newRunId(): string {
  const places = randomInt(36 ** 4)
    .toString(36)
    .padStart(4, '0')
  return `${Math.floor(Date.now() / 1000).toString(36)}-${places}`
}
