import { z } from 'zod'
import { parseDuration } from '../../units.ts'
import { isDuration } from './common.ts'

/** `1s..3s` or one duration. */
export const THINK_RANGE = /^\s*(.+?)\s*\.\.\s*(.+?)\s*$/
const THINK_ERROR = 'Expected a duration like 1s, or a range like 1s..3s.'

export const thinkTimeSchema = z
  .union(
    [
      z
        .string()
        .refine((text) => (THINK_RANGE.exec(text)?.slice(1) ?? [text]).every(isDuration), { error: THINK_ERROR }),
      z.number().min(0, { error: THINK_ERROR }),
    ],
    { error: THINK_ERROR },
  )
  .describe('Pause, as a user would: a duration, or a range from which each pause is drawn (1s..3s).')

/** `1s..3s` or one duration, in microseconds. */
export function thinkRange(think: string | number): { minUs: number; maxUs: number } {
  const range = THINK_RANGE.exec(String(think))
  const minUs = parseDuration(range?.[1] ?? think)
  return { minUs, maxUs: parseDuration(range?.[2] ?? think) }
}
