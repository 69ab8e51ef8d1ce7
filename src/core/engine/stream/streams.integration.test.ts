import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { setTimeout as later } from 'node:timers/promises'
import { createGzip } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { playRealRun } from '../testing/realRun.ts'
import { TestServers } from '../testing/servers.ts'
import { prepareYaml } from '../testing/yamlScenario.ts'

const servers = new TestServers()
afterEach(() => servers.closeAll())

const EVENTS = { 'content-type': 'text/event-stream' }
/** Writes without end, but leaves the machine some time for other tests. */
async function pour(response: ServerResponse, text: string): Promise<void> {
  while (!response.destroyed) {
    if (!response.write(text)) await Promise.race([once(response, 'drain'), once(response, 'close')])
    await later(2)
  }
}

describe('streams over real sockets', () => {
  const play = (url: string, steps: string) => playRealRun(prepareYaml(url, steps))

  it('leaves one that never ends and goes on over a new connection', async () => {
    const closed: string[] = []
    const url = await servers.http((request, response) => {
      if (request.url === '/after') return void response.end('ok')
      response.on('close', () => closed.push('endless'))
      response.writeHead(200, EVENTS)
      void pour(response, 'data: {"n":1}\n\n'.repeat(50))
    })
    const log = await play(url, '    - { get: /endless, stream: { until: { count: 1000 } } }\n    - { get: /after }')
    for (let time = 0; closed.length === 0 && time < 100; time++) await later(10)
    expect(closed).toEqual(['endless'])
    expect(log.total('stream_events', {}).sum).toBe(1000)
    expect(log.total('checks', {})).toMatchObject({ count: 1, sum: 1 })
    expect(log.total('http_req_failed', {})).toMatchObject({ count: 2, sum: 0 })
    expect(log.total('streams', { finish: 'left' }).sum).toBe(1)
  })

  it('reads for a time, and keeps nothing of what passes', async () => {
    const url = await servers.http((_request, response) => {
      response.writeHead(200, EVENTS)
      void pour(response, `data: ${'x'.repeat(60_000)}\n\n`)
    })
    const before = process.memoryUsage().rss
    const log = await play(url, '    - { get: /endless, stream: { until: { time: 800ms } } }')
    expect(log.total('stream_bytes', {}).sum).toBeGreaterThan(5e6)
    // Buffered, it would have grown by what was read; the server of the test lives in this process too.
    expect(process.memoryUsage().rss - before).toBeLessThan(Math.max(60e6, log.total('stream_bytes', {}).sum / 2))
    expect(log.total('http_req_duration', {}).max).toBeLessThan(2_000_000)
  })

  it('gives an event that never ends its name, and leaves it', async () => {
    const url = await servers.http((_request, response) => {
      response.writeHead(200, EVENTS).write('data: ')
      void pour(response, 'x'.repeat(10_000))
    })
    const log = await play(url, '    - { get: /huge, stream: { maxEvent: 100kB } }')
    expect(log.total('http_req_failed', { error_code: '1810' }).sum).toBe(1)
  })

  it('counts a server that closes in the middle as failed', async () => {
    const url = await servers.http((_request, response) => {
      response.writeHead(200, EVENTS).write('data: 1\n\n')
      setTimeout(() => response.destroy(), 50)
    })
    const log = await play(url, '    - { get: /cut, stream: true }')
    expect(log.total('http_req_failed', {})).toMatchObject({ count: 1, sum: 1 })
    expect(log.total('streams', { finish: 'failed' }).sum).toBe(1)
    expect(log.total('stream_events', {}).sum).toBe(1)
  })

  it('takes events out of a compressed stream as they come', async () => {
    const url = await servers.http((_request, response) => {
      response.writeHead(200, { ...EVENTS, 'content-encoding': 'gzip' })
      const gzip = createGzip()
      gzip.pipe(response)
      let n = 0
      const timer = setInterval(() => {
        gzip.write(`data: {"n":${++n}}\n\n`)
        gzip.flush()
        if (n < 5) return
        clearInterval(timer)
        gzip.end()
      }, 40)
    })
    const log = await play(url, '    - { get: /gzip, stream: { expect: { events: 5 } } }')
    expect(log.total('checks', {})).toMatchObject({ count: 1, sum: 1 })
    expect(log.total('stream_event_gap', {}).count).toBe(4)
    expect(log.total('stream_event_gap', {}).sum).toBeGreaterThan(120_000)
  })
})
