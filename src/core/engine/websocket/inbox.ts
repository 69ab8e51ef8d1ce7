import { shorten } from '../flow/matchers.ts'
import { ResponseBody } from '../flow/responseBody.ts'

/** Messages that no action has waited for yet: as many as this, and as many bytes. */
const MOST_MESSAGES = 100
const MOST_BYTES = 1_000_000

/** One message as checks read it: parsed at most once. */
export class Message {
  readonly bytes: Buffer
  readonly isBinary: boolean
  readonly body: ResponseBody

  constructor(bytes: Buffer, isBinary: boolean) {
    this.bytes = bytes
    this.isBinary = isBinary
    this.body = new ResponseBody({ bodyTruncated: false, body: () => bytes, header: () => undefined })
  }

  get text(): string {
    return this.bytes.toString('utf8')
  }
}

/** Keeps what came and was not taken, oldest first; the oldest goes when it is full. */
export class Inbox {
  private messages: Message[] = []
  private bytes = 0

  /** @returns false when an older one was lost for it */
  add(message: Message): boolean {
    this.messages.push(message)
    this.bytes += message.bytes.length
    let kept = true
    // The newest stays, however large: its size has a limit of its own.
    while (this.messages.length > 1 && (this.messages.length > MOST_MESSAGES || this.bytes > MOST_BYTES)) {
      this.bytes -= this.messages.shift()?.bytes.length ?? 0
      kept = false
    }
    return kept
  }

  /** The oldest that fits; it is taken out. */
  take(fits: (message: Message) => boolean): Message | undefined {
    const index = this.messages.findIndex(fits)
    if (index < 0) return undefined
    const [found] = this.messages.splice(index, 1)
    this.bytes -= found?.bytes.length ?? 0
    return found
  }

  /** What it holds, for a message to people. */
  get description(): string {
    const last = this.messages.at(-1)
    if (!last) return 'no message is left unread'
    const shown = last.isBinary ? `${last.bytes.length} bytes` : shorten(last.text)
    return `${this.messages.length} unread, the last: ${shown}`
  }

  clear(): void {
    this.messages = []
    this.bytes = 0
  }
}
