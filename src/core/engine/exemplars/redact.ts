const MASK = '***'
/** Headers that carry credentials whether or not the scenario calls them secret. */
const MASKED_HEADERS = new Set(['authorization', 'proxy-authorization', 'cookie', 'set-cookie'])

/** Takes the run's secrets out of whatever is shown or stored. */
export class Redactor {
  private readonly secrets: readonly string[]

  constructor(secrets: readonly string[]) {
    // Longest first: a secret may contain another. In forms and JSON texts they stand encoded.
    const forms = secrets.flatMap((secret) =>
      secret === '' ? [] : [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)],
    )
    this.secrets = [...new Set(forms)].toSorted((a, b) => b.length - a.length)
  }

  text(text: string): string {
    let clean = text
    for (const secret of this.secrets) clean = clean.replaceAll(secret, MASK)
    return clean
  }

  /** A URL encodes a secret in ways that depend on where it stands: what still shows one when decoded is given decoded. */
  url(text: string): string {
    const clean = this.text(text)
    const decoded = decode(clean)
    const cleanDecoded = this.text(decoded)
    return cleanDecoded === decoded ? clean : cleanDecoded
  }

  /** @param flat name, value, name, value ...; repeated names are joined by a comma */
  headers(flat: readonly string[]): Record<string, string> {
    const clean: Record<string, string> = {}
    for (let index = 0; index + 1 < flat.length; index += 2) {
      const name = (flat[index] ?? '').toLowerCase()
      const value = MASKED_HEADERS.has(name) ? MASK : this.text(flat[index + 1] ?? '')
      clean[name] = clean[name] === undefined ? value : `${clean[name]}, ${value}`
    }
    return clean
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
