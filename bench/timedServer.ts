import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { createMonotonicClock } from '../src/core/engine/monotonicClock.ts'
import { createRandom } from '../src/core/engine/random.ts'

/** How long the server takes for an answer. */
export type Pattern = 'log-normal' | 'bimodal' | 'freezes' | 'bursts'

export type ToTimedServer = { type: 'begin'; pattern: Pattern } | { type: 'report' }
export type FromTimedServer = { type: 'listening'; url: string } | { type: 'truth'; durationsUs: Float64Array }

/**
 * A server that knows the truth: it answers after times of a known distribution and keeps, for each request, how long it
 * really took from the request read to the response written, on the machine's monotonic clock. Bare sockets, so that little
 * of its own time lies outside of what it measures. A process of its own: `timedServer.js`.
 */
const RESPONSE = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 11\r\n\r\n{"ok":true}'
/** Requests for this are answered at once and are no part of the truth. */
const WARM_UP = ' /warm-up '
const FREEZE_EVERY_US = 2e6
const FREEZE_US = 600e3
/** The answers held during a freeze leave at this distance; those of a burst all at once. */
const THAW_EACH_US = 150
/** So many drawn times, used again and again: two loads of the same pattern meet the same distribution. */
const DRAWN = 4999
const BACKLOG = 16_384

const clock = createMonotonicClock()
const random = createRandom(7)
const usual = drawn(() => logNormal(10_000, 0.3))
const answerAtUs: Record<Pattern, (arrivedAtUs: number) => number> = {
  'log-normal': later(drawn(() => logNormal(20_000, 0.6))),
  // 8 percent are slow: the cliff lies between the percentiles that are compared.
  bimodal: later(drawn(() => (random() < 0.08 ? logNormal(200_000, 0.2) : logNormal(10_000, 0.3)))),
  freezes: (arrivedAtUs) => afterFreeze(arrivedAtUs + usual(), THAW_EACH_US),
  bursts: (arrivedAtUs) => afterFreeze(arrivedAtUs + usual(), 0),
}

let pattern: Pattern = 'log-normal'
let durationsUs: number[] = []
let thawedUntilUs = 0

function logNormal(medianUs: number, sigma: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  return medianUs * Math.exp(sigma * normal)
}

function drawn(draw: () => number): () => number {
  const values = Array.from({ length: DRAWN }, draw)
  let next = 0
  return () => values[next++ % DRAWN] ?? 0
}

function later(durationUs: () => number): (arrivedAtUs: number) => number {
  return (arrivedAtUs) => arrivedAtUs + durationUs()
}

/** What would be answered during a freeze is answered after it. @param eachUs distance of one answer from the next */
function afterFreeze(dueUs: number, eachUs: number): number {
  const intoUs = dueUs % FREEZE_EVERY_US
  if (intoUs >= FREEZE_US) return dueUs
  thawedUntilUs = Math.max(thawedUntilUs, dueUs - intoUs + FREEZE_US) + eachUs
  return thawedUntilUs
}

function serve(socket: Socket): void {
  socket.setNoDelay(true)
  socket.on('error', () => {})
  // A virtual user has one request in flight, a small one: what comes is all of it.
  socket.on('data', (bytes) => {
    if (bytes.includes(WARM_UP)) {
      socket.write(RESPONSE, 'latin1')
      return
    }
    const arrivedAtUs = clock.nowUs()
    clock.at(answerAtUs[pattern](arrivedAtUs), () => {
      if (socket.destroyed) return
      socket.write(RESPONSE, 'latin1')
      durationsUs.push(clock.nowUs() - arrivedAtUs)
    })
  })
}

function tell(message: FromTimedServer): void {
  process.send?.(message)
}

process.on('disconnect', () => process.exit(0))
process.on('message', (content) => {
  const message = content as ToTimedServer
  if (message.type === 'begin') {
    pattern = message.pattern
    durationsUs = []
  } else tell({ type: 'truth', durationsUs: Float64Array.from(durationsUs) })
})
const server = createServer(serve)
server.listen({ port: 0, host: '127.0.0.1', backlog: BACKLOG }, () => {
  tell({ type: 'listening', url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
})
