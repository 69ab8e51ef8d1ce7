import type { Readable, Writable } from 'node:stream'

/** A body that is too large for memory: read while it is sent, anew for each attempt. */
export interface UploadBody {
  readonly byteLength: number
  open(): Readable
}

/**
 * Passes a body on to a connection as fast as that takes it; the writer stays open.
 * @param done once, with whether just the announced bytes came; not after the source was destroyed
 */
export function pump(
  source: Readable,
  target: Writable,
  byteLength: number,
  passed: (bytes: number) => void,
  done: (whole: boolean) => void,
): void {
  let left = byteLength
  const resume = (): void => void source.resume()
  const end = (): void => {
    target.removeListener('drain', resume)
    if (left >= 0) done(left === 0)
    left = -1
  }
  source.on('data', (bytes: Buffer) => {
    if (bytes.length > left) {
      // More than was announced would be read as the next request.
      source.destroy()
      if (left >= 0) done(false)
      left = -1
      return
    }
    left -= bytes.length
    passed(bytes.length)
    if (!target.write(bytes)) source.pause()
  })
  target.on('drain', resume)
  source.once('end', end)
  source.once('error', () => {
    left = Math.max(left, 1)
    end()
  })
  source.once('close', () => target.removeListener('drain', resume))
}
