const QUOTE = '"'

/**
 * Splits CSV into records as RFC 4180 has it, fed in pieces of any size. Quotes that do not begin a field stand for themselves.
 * Own code, since a file of results has a hundred million fields and csv-parse takes a microsecond for each.
 */
export class CsvSplitter {
  private readonly delimiter: string
  private rest = ''

  constructor(delimiter: string) {
    this.delimiter = delimiter
  }

  /** How much text waits for the end of its record. */
  get waiting(): number {
    return this.rest.length
  }

  /** The records that end in this piece; empty lines are none. */
  push(piece: string): string[][] {
    const text = this.rest + piece
    const records: string[][] = []
    let from = 0
    for (let end = text.indexOf('\n', from); end !== -1; end = text.indexOf('\n', from)) {
      const line = text.slice(from, text[end - 1] === '\r' ? end - 1 : end)
      if (!line.includes(QUOTE)) {
        if (line !== '') records.push(line.split(this.delimiter))
        from = end + 1
        continue
      }
      const found = this.quoted(text, from)
      if (found === undefined) break
      records.push(found.cells)
      from = found.next
    }
    this.rest = text.slice(from)
    return records
  }

  /** The record that the text ends in without a line end, if any. */
  end(): string[] | undefined {
    const rest = this.rest.replace(/\r$/, '')
    if (rest === '') return undefined
    return this.quoted(`${rest}\n`, 0)?.cells ?? []
  }

  /** The record that begins here, whose fields may hold line ends; undefined when it does not end in this text. */
  private quoted(text: string, from: number): { cells: string[]; next: number } | undefined {
    const cells: string[] = []
    let at = from
    for (;;) {
      let cell = ''
      if (text[at] === QUOTE) {
        const close = this.closing(text, at + 1)
        if (close === -1) return undefined
        cell = text.slice(at + 1, close).replaceAll('""', QUOTE)
        at = close + 1
      }
      const delimiter = indexOr(text, this.delimiter, at)
      const lineEnd = indexOr(text, '\n', at)
      if (delimiter === lineEnd) return undefined
      const end = Math.min(delimiter, lineEnd)
      cells.push(cell + text.slice(at, end === lineEnd && text[end - 1] === '\r' && end > at ? end - 1 : end))
      at = end + 1
      if (end === lineEnd) return { cells, next: at }
    }
  }

  private closing(text: string, from: number): number {
    let at = text.indexOf(QUOTE, from)
    while (at !== -1 && text[at + 1] === QUOTE) at = text.indexOf(QUOTE, at + 2)
    return at
  }
}

function indexOr(text: string, wanted: string, from: number): number {
  const at = text.indexOf(wanted, from)
  return at === -1 ? Infinity : at
}
