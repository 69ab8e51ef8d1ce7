import { connect, type Socket } from 'node:net'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { startSampleTarget } from './sampleTarget.ts'
import { startTestTarget } from './testTarget.ts'

async function openConnection(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

it('takes a free port by itself and the stated one when asked', async () => {
  const { target } = await startTestTarget()
  expect(target.url).toBe(`http://127.0.0.1:${target.port}`)
  const { port } = target
  await target.close()
  const again = await startTestTarget({ port })
  expect(again.target.port).toBe(port)
})

it('says when the port is in use, and how to choose another', async () => {
  const { target } = await startTestTarget()
  await expect(startSampleTarget({ port: target.port })).rejects.toMatchObject({
    code: 'TARGET_PORT_IN_USE',
    message: expect.stringContaining(String(target.port)),
    hint: expect.stringContaining('--port'),
  })
})

it('says when it cannot listen on a host', async () => {
  await expect(startSampleTarget({ host: '192.0.2.1' })).rejects.toMatchObject({ code: 'TARGET_CANNOT_LISTEN' })
})

it.each([
  [{ port: 70_000 }, /port/],
  [{ latencyScale: -1 }, /latencyScale/],
  [{ latencyScale: Number.NaN }, /latencyScale/],
  [{ latency: { browse: { sigma: -1 } } }, /latency\.browse\.sigma/],
  [{ freeze: { everyMs: 100, forMs: 100 } }, /freeze/],
])('refuses the options %j', async (options, reason) => {
  await expect(startSampleTarget(options)).rejects.toMatchObject({
    code: 'TARGET_OPTIONS_INVALID',
    message: expect.stringMatching(reason),
  })
})

it('closes with open, silent, half-sent and frozen connections in bounded time, and twice', async () => {
  const { get, target } = await startTestTarget()
  await get('/api/health')
  const silent = await openConnection(target.port)
  const halfSent = await openConnection(target.port)
  halfSent.write('POST /api/feedback HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{')
  target.faults.set({ freeze: true })
  const frozen = await openConnection(target.port)
  frozen.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
  await get('/admin/faults')
  const ended = [silent, halfSent, frozen].map((socket) => once(socket, 'close'))
  const startedMs = performance.now()
  await Promise.all([target.close(), target.close()])
  expect(performance.now() - startedMs).toBeLessThan(5000)
  await Promise.all(ended)
  await expect(get('/api/health')).rejects.toThrow('fetch failed')
})

it('lets an answer under way finish when it closes', async () => {
  const { get, target } = await startTestTarget({
    latencyScale: 1,
    latency: { browse: { medianMs: 200, sigma: 0, tailShare: 0 } },
  })
  const underWay = get('/api/matches')
  await get('/admin/faults')
  const [answer] = await Promise.all([underWay, target.close()])
  expect(answer.status).toBe(200)
})

it('survives clients that go away in the middle', async () => {
  const { get, target } = await startTestTarget({ latencyScale: 1, latency: { homepage: { medianMs: 30, sigma: 0 } } })
  for (let client = 0; client < 20; client++) {
    const socket = await openConnection(target.port)
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\nPOST /api/saved HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{')
    socket.resetAndDestroy()
  }
  expect((await get('/')).status).toBe(200)
})

it('answers requests sent back to back on one connection in their order', async () => {
  const { target } = await startTestTarget()
  const socket = await openConnection(target.port)
  socket.write(
    'GET /api/matches/match-0001 HTTP/1.1\r\nHost: x\r\n\r\nGET /api/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  )
  let text = ''
  for await (const chunk of socket) text += String(chunk)
  expect(text.indexOf('match-0001')).toBeGreaterThan(0)
  expect(text.indexOf('healthy')).toBeGreaterThan(text.indexOf('match-0001'))
})

it('holds many connections at once', async () => {
  const { target } = await startTestTarget()
  const sockets = await Promise.all(Array.from({ length: 500 }, () => openConnection(target.port)))
  const answers = sockets.map(async (socket) => {
    socket.write('GET /api/health HTTP/1.1\r\nHost: x\r\n\r\n')
    const [chunk] = (await once(socket, 'data')) as [Buffer]
    return chunk.toString().startsWith('HTTP/1.1 200')
  })
  expect((await Promise.all(answers)).filter(Boolean)).toHaveLength(500)
  for (const socket of sockets) socket.destroy()
})
