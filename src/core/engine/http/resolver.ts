import { lookup as systemLookup } from 'node:dns'
import type { LookupAddress, LookupOptions } from 'node:dns'
import { isIP } from 'node:net'
import { HeadroomError } from '../../../shared/errors.ts'

/** k6 keeps names for five minutes as well. */
const KEEP_MS = 300_000

type Answer = { error: Error } | { addresses: readonly LookupAddress[] }
type Listener = (answer: Answer) => void
type SystemLookup = (
  hostname: string,
  options: { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/** As `net.connect` wants it. */
export type LookupFunction = (
  hostname: string,
  options: LookupOptions,
  callback: (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void,
) => void

/**
 * Resolves names for connections: once per name and five minutes however many virtual users ask, and only to what the scenario's
 * guards allow: the name must be listed, or else the address.
 */
export class GuardedResolver {
  private readonly allowed: ReadonlySet<string> | undefined
  private readonly system: SystemLookup
  private readonly answers = new Map<string, { answer: Answer; untilMs: number }>()
  private readonly waiting = new Map<string, Listener[]>()

  /** @param allowed host names and addresses; undefined allows all. Names are compared in lower case. */
  constructor(allowed: readonly string[] | undefined, system: SystemLookup = systemLookup) {
    this.allowed = allowed && new Set(allowed.map((host) => host.toLowerCase().replace(/^\[|\]$/g, '')))
    this.system = system
  }

  /** Undefined when load may go to this host, as far as its name (or literal address) tells. */
  refusal(hostname: string): Error | undefined {
    if (!this.allowed || this.allowed.has(hostname.toLowerCase()) || isIP(hostname) === 0) return undefined
    return notAllowed('ADDRESS_NOT_ALLOWED', hostname)
  }

  readonly lookup: LookupFunction = (hostname, options, callback) => {
    this.resolve(hostname, (answer) => {
      if ('error' in answer) return callback(answer.error, [])
      const wanted = options.family === 4 || options.family === 6 ? options.family : undefined
      const usable = wanted ? answer.addresses.filter((address) => address.family === wanted) : [...answer.addresses]
      const [first] = usable
      if (!first) return callback(Object.assign(new Error(`${hostname}: no address`), { code: 'ENOTFOUND' }), [])
      if (options.all) return callback(null, usable)
      return callback(null, first.address, first.family)
    })
  }

  private resolve(hostname: string, listener: Listener): void {
    const known = this.answers.get(hostname)
    if (known && known.untilMs > performance.now()) {
      queueMicrotask(() => listener(known.answer))
      return
    }
    const others = this.waiting.get(hostname)
    if (others) {
      others.push(listener)
      return
    }
    this.waiting.set(hostname, [listener])
    this.system(hostname, { all: true }, (error, addresses) => {
      const answer = error ? { error } : this.filter(hostname, addresses)
      // A failed look-up is not kept: the next request tries again.
      if (!error) this.answers.set(hostname, { answer, untilMs: performance.now() + KEEP_MS })
      const listeners = this.waiting.get(hostname) ?? []
      this.waiting.delete(hostname)
      for (const each of listeners) each(answer)
    })
  }

  private filter(hostname: string, addresses: readonly LookupAddress[]): Answer {
    const { allowed } = this
    if (!allowed || allowed.has(hostname.toLowerCase())) return { addresses }
    const listed = addresses.filter((address) => allowed.has(address.address.toLowerCase()))
    return listed.length > 0 ? { addresses: listed } : { error: notAllowed('HOST_NOT_ALLOWED', hostname) }
  }
}

function notAllowed(code: string, hostname: string): Error {
  return new HeadroomError({
    code,
    message: `Load may not go to ${hostname}: the scenario's guards do not list it.`,
    hint: 'Add it under `guards.hosts` if the system there is yours to load.',
  })
}
