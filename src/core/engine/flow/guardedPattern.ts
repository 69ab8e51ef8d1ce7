import { Script, createContext } from 'node:vm'
import { readPattern } from '../../../shared/scenario/expectations.ts'

/** One match: the whole and its groups; groups with a name also by that. */
export interface PatternMatch {
  readonly groups: readonly (string | undefined)[]
  readonly named: Readonly<Record<string, string | undefined>> | undefined
}

/** JavaScript's expressions may backtrack for years: how long one search may take. */
const LIMIT_MS = 250
/** A pattern that ran out of time this often is not tried again in this worker: it would stop the load. */
const MOST_TIMEOUTS = 3
/** Up to here a harmless pattern is searched without a watchdog, which costs about 0.1 ms each time. */
const SHORT_TEXT = 4096
const MOST_MATCHES = 10_000

const FIND = `(pattern, text, most) => {
  const found = []
  pattern.lastIndex = 0
  for (let match; found.length < most && (match = pattern.exec(text)) !== null; ) {
    found.push({ groups: [...match], named: match.groups })
    if (match[0] === '') pattern.lastIndex++
  }
  return found
}`

type Find = (pattern: RegExp, text: string, most: number) => PatternMatch[]

const findUnwatched = new Script(FIND).runInThisContext() as Find
const watched = createContext({ pattern: /./g, text: '', most: 1 }) as { pattern: RegExp; text: string; most: number }
const watchedScript = new Script(`(${FIND})(pattern, text, most)`)

/** A regular expression of a scenario that cannot hold the worker up, whatever a body does to it. */
export class GuardedPattern {
  /** Whether it has a group of its own. */
  readonly hasGroup: boolean
  private readonly pattern: RegExp
  private readonly harmless: boolean
  private timeouts = 0

  /** @throws SyntaxError */
  constructor(text: string) {
    const { source, flags } = readPattern(text)
    this.pattern = new RegExp(source, `${flags}g`)
    this.hasGroup = (new RegExp(`${source}|`, flags).exec('')?.length ?? 1) > 1
    this.harmless = isHarmless(source)
  }

  /** @returns the matches, at most 10,000, or why there is no answer */
  find(text: string, all = false): PatternMatch[] | string {
    const most = all ? MOST_MATCHES : 1
    if (this.harmless && text.length <= SHORT_TEXT) return findUnwatched(this.pattern, text, most)
    if (this.timeouts >= MOST_TIMEOUTS)
      return `the pattern was given up after ${MOST_TIMEOUTS} searches of ${LIMIT_MS} ms`
    Object.assign(watched, { pattern: this.pattern, text, most })
    try {
      return watchedScript.runInContext(watched, { timeout: LIMIT_MS }) as PatternMatch[]
    } catch (error) {
      // The error may come from the other context, where Error is another.
      if ((error as { code?: unknown } | null)?.code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error
      this.timeouts++
      return `the pattern takes longer than ${LIMIT_MS} ms: it backtracks`
    } finally {
      watched.text = ''
    }
  }
}

/** At most one repetition, of a single character or class: quadratic at worst, which is nothing for a short text. */
function isHarmless(source: string): boolean {
  const plain = source.replaceAll(/\\[^]/g, 'x').replaceAll(/\[[^\]]*\]/g, 'x')
  const repetitions = plain.match(/[*+{]/g)?.length ?? 0
  const options = plain.match(/[^*+}(]\?/g)?.length ?? 0
  return repetitions <= 1 && options <= 4 && !/\)[*+{?]/.test(plain) && !/\\[1-9k]/.test(source)
}
