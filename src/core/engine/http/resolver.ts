import { lookup as systemLookup } from 'node:dns'
import type { LookupAddress, LookupOptions } from 'node:dns'
import { isIP } from 'node:net'
import { HeadroomError } from '../../../shared/errors.ts'
import { createRandom } from '../random.ts'

/** k6's defaults: names are kept for five minutes, IPv4 comes first. */
const DNS_DEFAULTS: DnsOptions = { keepMs: 300_000, select: 'first', policy: 'any' }

/** What the file says of names: k6's `dns` and `hosts`. */
export interface DnsOptions {
  /** How long an answer is used; 0: each connection asks anew; Infinity: for the whole run. */
  readonly keepMs: number
  /** Which address of several a new connection tries first. */
  readonly select: 'first' | 'random' | 'roundRobin'
  /** Which kind of addresses come first, or alone. `any`: in the order of the system. */
  readonly policy: 'preferIPv4' | 'preferIPv6' | 'onlyIPv4' | 'onlyIPv6' | 'any'
}

export interface Route {
  readonly hostname: string
  readonly port: number
}

/** One entry of the file's `hosts`. */
export interface HostOverride {
  /** In lower case; `*.example.com` stands for all names below it. */
  readonly hostname: string
  /** Undefined: any. */
  readonly port: number | undefined
  readonly to: { readonly hostname: string; readonly port: number | undefined }
}

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
 * Resolves names for connections: once per name and `ttl` however many virtual users ask, and only to what the scenario's
 * guards allow: the name must be listed, or else the address. An address of `hosts` must be listed itself.
 */
export class GuardedResolver {
  private readonly allowed: ReadonlySet<string> | undefined
  private readonly system: SystemLookup
  private readonly dns: DnsOptions
  private readonly hosts: readonly HostOverride[]
  private readonly answers = new Map<string, { answer: Answer; untilMs: number }>()
  private readonly waiting = new Map<string, Listener[]>()
  private readonly random = createRandom(1)
  private turns = 0

  /**
   * @param allowed host names and addresses; undefined allows all. Names are compared in lower case.
   * @param hosts places that stand in for what name resolution would say
   */
  constructor(
    allowed: readonly string[] | undefined,
    system: SystemLookup = systemLookup,
    dns: DnsOptions = DNS_DEFAULTS,
    hosts: readonly HostOverride[] = [],
  ) {
    this.allowed = allowed && new Set(allowed.map(plainHost))
    this.system = system
    this.dns = dns
    this.hosts = hosts
  }

  /** Undefined when load may go to this host, as far as its name (or literal address) tells. */
  refusal(hostname: string): Error | undefined {
    return isIP(hostname) === 0 ? undefined : this.refusalOfName(hostname)
  }

  /** The same for a name that somebody else, a proxy, will resolve. */
  refusalOfName(hostname: string): Error | undefined {
    if (!this.allowed || this.allowed.has(plainHost(hostname))) return undefined
    return notAllowed('ADDRESS_NOT_ALLOWED', hostname)
  }

  /** Where a connection to that origin goes: to its own host, or where the file's `hosts` sends it. */
  route({ hostname, port }: Route): Route | Error {
    const name = plainHost(hostname)
    const found = this.hosts.find(
      (each) => (each.port === undefined || each.port === port) && matchesHost(name, each.hostname),
    )
    const to = found ? { hostname: found.to.hostname, port: found.to.port ?? port } : { hostname, port }
    // A name that is listed may go wherever the system's resolution says, not wherever a line of the file says.
    return (found ? this.refusalOfName(to.hostname) : this.refusal(to.hostname)) ?? to
  }

  readonly lookup: LookupFunction = (hostname, options, callback) => {
    this.resolve(hostname, (answer) => {
      if ('error' in answer) return callback(answer.error, [])
      const wanted = options.family === 4 || options.family === 6 ? options.family : undefined
      const usable = this.inOrder(
        wanted ? answer.addresses.filter(({ family }) => family === wanted) : answer.addresses,
      )
      const [first] = usable
      if (!first) return callback(Object.assign(new Error(`${hostname}: no address`), { code: 'ENOTFOUND' }), [])
      if (options.all) return callback(null, usable)
      return callback(null, first.address, first.family)
    })
  }

  /** The addresses as the file's `dns` wants them tried. */
  private inOrder(addresses: readonly LookupAddress[]): LookupAddress[] {
    const { policy, select } = this.dns
    const first = select === 'random' ? Math.floor(this.random() * addresses.length) : this.turns++
    const rotation = select === 'first' || addresses.length === 0 ? 0 : first % addresses.length
    const rotated = [...addresses.slice(rotation), ...addresses.slice(0, rotation)]
    if (policy === 'any') return rotated
    const family = policy.endsWith('IPv4') ? 4 : 6
    const preferred = rotated.filter((each) => each.family === family)
    return policy.startsWith('only') ? preferred : [...preferred, ...rotated.filter((each) => each.family !== family)]
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
      if (!error) this.answers.set(hostname, { answer, untilMs: performance.now() + this.dns.keepMs })
      const listeners = this.waiting.get(hostname) ?? []
      this.waiting.delete(hostname)
      for (const each of listeners) each(answer)
    })
  }

  private filter(hostname: string, addresses: readonly LookupAddress[]): Answer {
    const { allowed } = this
    if (!allowed || allowed.has(plainHost(hostname))) return { addresses }
    const listed = addresses.filter((address) => allowed.has(address.address.toLowerCase()))
    return listed.length > 0 ? { addresses: listed } : { error: notAllowed('HOST_NOT_ALLOWED', hostname) }
  }
}

export function plainHost(host: string): string {
  return host.toLowerCase().replace(/^\[|\]$|\.$/g, '')
}

/** Whether a name, as `plainHost` gives it, is the pattern or, for `*.example.com`, below it. */
export function matchesHost(name: string, pattern: string): boolean {
  return pattern.startsWith('*.') ? name.endsWith(pattern.slice(1)) : name === pattern
}

function notAllowed(code: string, hostname: string): Error {
  return new HeadroomError({
    code,
    message: `Load may not go to ${hostname}: the scenario's guards do not list it.`,
    hint: 'Add it under `guards.hosts` if the system there is yours to load.',
  })
}
