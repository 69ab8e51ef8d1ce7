import { connect, createServer as createTcpServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { describe, expect, it, onTestFinished } from 'vitest'
import { CERTIFICATE, KEY } from '../testing/certificate.ts'
import { begin, createTestClient, open, originOf, startScriptedServer } from './conformanceHarness.ts'
import type { Outcome } from './conformanceHarness.ts'
import { ConnectSlots } from './connectSlots.ts'
import { GuardedResolver } from './resolver.ts'

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n'
const DELAY_MS = 60
const WITHIN_US = 2_000
/** Public-key mathematics on both sides of a handshake. */
const TLS_US = 25_000
const ROUNDS = 7

const PHASES = [
  'blockedUs',
  'lookingUpUs',
  'connectingUs',
  'tlsHandshakingUs',
  'sendingUs',
  'waitingUs',
  'receivingUs',
] as const
type Phase = (typeof PHASES)[number]

/** How long the server really took: timers come late, and that is not the client's fault. */
let tookUs = 0
function later(action: () => void): void {
  const since = performance.now()
  setTimeout(() => {
    tookUs = (performance.now() - since) * 1e3
    action()
  }, DELAY_MS)
}

/**
 * Measures several times and expects that the delay is in that phase within 2 ms, and no other phase has as much. Whatever else the
 * machine does only adds to a phase, so the least of the rounds is what the client itself makes of it.
 */
async function expectDelay(
  phase: Phase,
  measure: () => Promise<Outcome>,
  more: Partial<Record<Phase, number>> = {},
): Promise<void> {
  const least = Object.fromEntries(PHASES.map((each) => [each, Infinity])) as Record<Phase, number>
  let most = -Infinity
  for (let round = 0; round < ROUNDS; round++) {
    const outcome = await measure()
    expect(outcome.failure).toBeUndefined()
    most = Math.max(most, outcome[phase] - tookUs)
    for (const each of PHASES) {
      least[each] = Math.min(least[each], outcome[each] - (each === phase ? tookUs : 0))
    }
  }
  const beyond = PHASES.filter((each) => least[each] > (more[each] ?? WITHIN_US))
  expect(beyond, JSON.stringify(least)).toEqual([])
  expect(most).toBeGreaterThan(-WITHIN_US)
}

async function listen(accept: (socket: Socket) => void, pauseOnConnect = false): Promise<number> {
  const sockets: Socket[] = []
  const server = createTcpServer({ pauseOnConnect }, (socket) => {
    sockets.push(socket)
    socket.on('error', () => {})
    accept(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

const answering = (isSecure = false) => startScriptedServer((socket) => void socket.write(`${HEAD}ok`), isSecure)

describe('a delay shows in its own phase', () => {
  it('of the name server', async () => {
    const server = await answering()
    const origin = originOf(`http://shop.example:${server.origin.port}`)
    await expectDelay('lookingUpUs', () => {
      const resolver = new GuardedResolver(undefined, (_name, _options, callback) => {
        later(() => callback(null, [{ address: '127.0.0.1', family: 4 }]))
      })
      return begin(open(createTestClient({}, resolver), origin)).outcome
    })
  })

  it('of a slot to connect', async () => {
    const server = await answering()
    await expectDelay('blockedUs', () => {
      const slots = new ConnectSlots(1)
      slots.take({ slotGranted: () => {} })
      const connection = open(createTestClient({}, undefined, slots), server.origin)
      later(() => slots.release())
      return begin(connection).outcome
    })
  })

  it('of a proxy that opens the tunnel', async () => {
    const server = await answering(true)
    const port = await listen((socket) => {
      socket.once('data', () => {
        const up = connect(server.origin.port, '127.0.0.1')
        up.on('error', () => {})
        later(() => {
          socket.write('HTTP/1.1 200 OK\r\n\r\n')
          socket.pipe(up).pipe(socket)
        })
      })
    })
    const client = createTestClient({ proxyFor: () => ({ hostname: '127.0.0.1', port, authorization: undefined }) })
    await expectDelay('connectingUs', () => begin(open(client, server.origin)).outcome, { tlsHandshakingUs: TLS_US })
  })

  it('of a server that is slow to accept, and so to shake hands', async () => {
    const secure = createTlsServer({ cert: CERTIFICATE, key: KEY }, (socket) => {
      socket.on('error', () => {})
      socket.on('data', () => socket.write(`${HEAD}ok`))
    })
    const port = await listen((socket) => later(() => secure.emit('connection', socket)), true)
    const origin = originOf(`https://127.0.0.1:${port}`)
    const measure = () => begin(open(createTestClient(), origin)).outcome
    await expectDelay('tlsHandshakingUs', measure, { tlsHandshakingUs: TLS_US })
  })

  it('of a plain server that is slow to accept: the system has connected long before', async () => {
    const port = await listen((socket) => {
      later(() => {
        socket.on('data', () => socket.write(`${HEAD}ok`))
        socket.resume()
      })
    }, true)
    const origin = originOf(`http://127.0.0.1:${port}`)
    await expectDelay('waitingUs', () => begin(open(createTestClient(), origin)).outcome)
  })

  it.each([
    ['HTTP', false],
    ['TLS', true],
  ])('of the first byte and of the body over %s', async (_name, isSecure) => {
    let slow: 'no' | 'head' | 'body' = 'no'
    const server = await startScriptedServer((socket) => {
      if (slow === 'head') return later(() => socket.write(`${HEAD}ok`))
      socket.write(HEAD)
      if (slow === 'body') later(() => socket.write('ok'))
      else socket.write('ok')
    }, isSecure)
    const connection = open(createTestClient(), server.origin)
    await begin(connection).outcome
    slow = 'head'
    await expectDelay('waitingUs', () => begin(connection).outcome)
    slow = 'body'
    await expectDelay('receivingUs', () => begin(connection).outcome)
  })

  it('of a server that does not read the request', async () => {
    const size = 20_000_000
    const port = await listen((socket) => {
      let left = size
      socket.on('data', (bytes: Buffer) => {
        left -= bytes.length
        if (left > 0) return
        left = Infinity
        setTimeout(() => socket.write(`${HEAD}ok`), DELAY_MS)
      })
      setTimeout(() => socket.resume(), DELAY_MS)
    }, true)
    const connection = open(createTestClient(), originOf(`http://127.0.0.1:${port}`))
    const outcome = await begin(connection, { method: 'POST', body: Buffer.alloc(size, 'x') }).outcome
    expect(outcome.failure).toBeUndefined()
    // What the kernel holds counts as sent: some of the time in which the server has not read yet is waiting.
    expect(outcome.sendingUs).toBeGreaterThan(DELAY_MS * 1e3 - WITHIN_US)
    expect(outcome.waitingUs).toBeGreaterThan(DELAY_MS * 1e3 - WITHIN_US)
    expect(outcome.receivingUs).toBeLessThan(DELAY_MS * 1e3)
  })
})
