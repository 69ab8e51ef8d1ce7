import { createParser } from 'eventsource-parser'

export type EventFormat = 'events' | 'lines' | 'chunks'

export interface EventListener {
  /** @param name of a server-sent event, `message` when it has none; '' in other formats */
  event(name: string, data: string): void
  tooLarge(): void
}

/**
 * Cuts a body into events as it comes: server-sent events (WHATWG HTML, 9.2), lines, or the pieces as they are. What it holds is at most one
 * event, and no more than the limit of that.
 */
export class EventReader {
  private readonly text = new TextDecoder('utf-8')
  private readonly feed: (text: string) => void
  private readonly endLine: () => void = () => {}
  private over = false

  constructor(format: EventFormat, maxCharacters: number, listener: EventListener) {
    const tooLarge = (): void => {
      if (this.over) return
      this.over = true
      listener.tooLarge()
    }
    const event = (name: string, data: string): void => {
      if (this.over) return
      if (data.length > maxCharacters) tooLarge()
      else listener.event(name, data)
    }
    if (format === 'events') {
      const parser = createParser({
        maxBufferSize: maxCharacters,
        onEvent: (message) => event(message.event ?? 'message', message.data),
        onError: (error) => {
          if (error.type === 'max-buffer-size-exceeded') tooLarge()
        },
      })
      this.feed = (text) => parser.feed(text)
    } else if (format === 'lines') {
      const lines = new LineCutter(maxCharacters, (line) => event('', line), tooLarge)
      this.feed = (text) => lines.feed(text)
      this.endLine = () => lines.end()
    } else {
      this.feed = (text) => event('', text)
    }
  }

  write(bytes: Uint8Array): void {
    if (this.over) return
    const text = this.text.decode(bytes, { stream: true })
    if (text !== '') this.feed(text)
  }

  /** The body has ended. A server-sent event that is not complete is none. */
  end(): void {
    if (this.over) return
    const text = this.text.decode()
    if (text !== '') this.feed(text)
    this.endLine()
  }

  /** Nothing more is told, whatever comes. */
  stop(): void {
    this.over = true
  }
}

class LineCutter {
  private readonly most: number
  private readonly onLine: (line: string) => void
  private readonly tooLarge: () => void
  /** Pieces of a line that is not complete. */
  private pieces: string[] = []
  private length = 0

  constructor(most: number, onLine: (line: string) => void, tooLarge: () => void) {
    this.most = most
    this.onLine = onLine
    this.tooLarge = tooLarge
  }

  feed(text: string): void {
    let from = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      this.pieces.push(text.slice(from, end))
      this.end()
      from = end + 1
    }
    if (from === text.length) return
    this.pieces.push(text.slice(from))
    this.length += text.length - from
    if (this.length > this.most) this.tooLarge()
  }

  end(): void {
    const line = this.pieces.join('').replace(/\r$/, '')
    this.pieces = []
    this.length = 0
    if (line !== '') this.onLine(line)
  }
}
