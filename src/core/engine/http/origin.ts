/** Where a request goes: scheme, host and port. One object per origin and worker, so that origins compare by identity. */
export interface Origin {
  readonly protocol: 'http:' | 'https:'
  /** Without brackets for IPv6. */
  readonly hostname: string
  readonly port: number
  /** The host header: port left out when it is the scheme's own. */
  readonly host: string
  /** `http://host:port`. */
  readonly text: string
}

/** Hands out one Origin object per origin. */
export class Origins {
  private readonly known = new Map<string, Origin>()

  /** Undefined when the URL's scheme is neither http nor https. */
  of(url: URL): Origin | undefined {
    const found = this.known.get(url.origin)
    if (found) return found
    const { protocol } = url
    if (protocol !== 'http:' && protocol !== 'https:') return undefined
    const origin: Origin = {
      protocol,
      hostname: url.hostname.replace(/^\[|\]$/g, ''),
      port: Number(url.port) || (protocol === 'https:' ? 443 : 80),
      host: url.host,
      text: url.origin,
    }
    this.known.set(url.origin, origin)
    return origin
  }
}
