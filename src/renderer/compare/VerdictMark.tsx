import { ArrowDownRight, ArrowUpRight, CircleHelp, CircleSlash, Equal, type LucideIcon } from 'lucide-react'
import type { Verdict } from '../../shared/comparison.ts'
import classes from './compare.module.css'

const LOOKS: Readonly<Record<Verdict | 'withdrawn' | 'none', { icon: LucideIcon; tone: string }>> = {
  slower: { icon: ArrowUpRight, tone: 'failed' },
  faster: { icon: ArrowDownRight, tone: 'passed' },
  same: { icon: Equal, tone: 'plain' },
  'cannot-tell': { icon: CircleHelp, tone: 'muted' },
  /** Of the whole: it is told why. */
  withdrawn: { icon: CircleSlash, tone: 'warning' },
  none: { icon: CircleSlash, tone: 'muted' },
}

/** Of throughput more is better: its arrows point the way that it went, like the others'. */
const WAYS: Readonly<Record<string, LucideIcon>> = { less: ArrowDownRight, more: ArrowUpRight }

/** A verdict: an icon and a word, never colour alone. */
export function VerdictMark({
  verdict,
  word,
  large = false,
}: {
  verdict: Verdict | null
  word: string
  large?: boolean
}) {
  const { icon, tone } = LOOKS[verdict ?? (large ? 'withdrawn' : 'none')]
  const Icon = WAYS[word] ?? icon
  return (
    <span className={classes['verdict']} data-tone={tone} data-large={large || undefined}>
      <Icon size={large ? 20 : 14} aria-hidden strokeWidth={2.25} />
      {word}
    </span>
  )
}
