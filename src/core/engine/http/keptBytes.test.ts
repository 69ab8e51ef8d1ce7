import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KeptBytes } from './keptBytes.ts'

describe('kept bytes', () => {
  it('points at a single piece, also when it grows in place', () => {
    const source = Buffer.from('0123456789')
    const kept = new KeptBytes()
    kept.clear(100)
    kept.append(source, 2, 4)
    kept.append(source, 4, 6)
    expect(kept).toMatchObject({ source, start: 2, length: 4 })
  })

  it('keeps what it detached when the source is used again', () => {
    const source = Buffer.from('0123456789')
    const kept = new KeptBytes()
    kept.clear(100)
    kept.append(source, 0, 3)
    kept.detach()
    source.fill('x')
    kept.append(source, 3, 5)
    expect(Buffer.from(kept.bytes()).toString()).toBe('012xx')
  })

  it('keeps the beginning of any pieces up to its limit', () => {
    const pieces = fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 30 })
    fc.assert(
      fc.property(pieces, fc.integer({ min: 1, max: 500 }), fc.boolean(), (all, limit, detaches) => {
        const kept = new KeptBytes()
        kept.clear(limit)
        for (const piece of all) {
          kept.append(piece, 0, piece.length)
          if (detaches) kept.detach()
        }
        const whole = Buffer.concat(all)
        expect(Buffer.from(kept.bytes())).toEqual(whole.subarray(0, limit))
        expect(kept.truncated).toBe(whole.length > limit)
      }),
    )
  })
})
