import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { playRealRun } from './testing/realRun.ts'
import { prepareFile } from './testing/yamlScenario.ts'

const docs = readFileSync(new URL('../../../docs/scenario-format.md', import.meta.url), 'utf8')

/** The examples under one heading. */
function examplesOf(heading: string): string[] {
  const from = docs.indexOf(`\n${heading}\n`)
  const rest = docs.slice(from + 1)
  const section = rest.slice(0, rest.indexOf('\n#', 2))
  return [...section.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, text = '']) => text)
}

const PAGE = `<html><head><title>Shop</title></head><body><!-- build 0abc123 of 2026-07 --><form id="login"><input name="csrf" value="t1"></form>
<ul><li class="item">one</li><li class="item">two</li></ul><a class="next" href="/shop?page=2">next</a></body></html>`

const chunk = (delta: object, finish: string | null = null) =>
  `data: ${JSON.stringify({ model: 'sample', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`

const CHAT = `${chunk({ role: 'assistant', content: '' })}${chunk({ content: 'Because.' })}${chunk({}, 'stop')}data: [DONE]\n\n`
const MESSAGES = [
  { type: 'message_start', message: {} },
  { type: 'content_block_delta', delta: { type: 'text_delta', text: 'Because.' } },
  { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 2 } },
  { type: 'message_stop' },
]
  .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
  .join('')

/** The server that the examples are written for. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  const path = request.url?.split('?')[0]
  const events = { 'content-type': 'text/event-stream' }
  if (path === '/shop') {
    const headers = { 'content-type': 'text/html', 'x-cache': 'Hit', 'set-cookie': 'session=s1; Path=/' }
    response.writeHead(200, headers).end(PAGE)
  } else if (path === '/shop/items') {
    const body = {
      items: [
        { id: 'a', price: 1.5 },
        { id: 'b', price: 2 },
      ],
      state: 'open',
      since: '2026-07',
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  } else if (path === '/v1/chat/completions') response.writeHead(200, events).end(CHAT)
  else if (path === '/v1/messages') response.writeHead(200, events).end(MESSAGES)
  else if (path === '/ticks') {
    response.writeHead(200, events)
    let n = 0
    const timer = setInterval(() => response.write(`data: {"n":${++n}}\n\n`), 5)
    response.on('close', () => clearInterval(timer))
  } else if (path === '/lines') {
    for (let n = 1; n <= 200; n++) response.write(`{"response":"${n}"}\n`)
    response.end('{"done_reason":"stop","eval_count":200}\n')
  } else if (path === '/graphql') answerGraphql(request, response)
  else response.writeHead(404).end()
}

function answerGraphql(request: IncomingMessage, response: ServerResponse): void {
  const pieces: Buffer[] = []
  request.on('data', (piece: Buffer) => pieces.push(piece))
  request.on('end', () => {
    const { operationName, variables } = JSON.parse(Buffer.concat(pieces).toString('utf8')) as {
      operationName?: string
      variables?: { id?: number }
    }
    const known = operationName === 'Match' && variables?.id !== undefined
    const body = known
      ? { data: { match: { title: 'Final' } } }
      : { errors: [{ message: 'Cannot query field "nothing"' }] }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
}

/** Joins with a seat, then sends back what comes. */
function chat(socket: WebSocket): void {
  socket.on('message', (data: Buffer, isBinary) => {
    const text = data.toString('utf8')
    if (text.includes('"join"')) socket.send('{"type":"joined","seat":7}')
    else socket.send(data, { binary: isBinary })
  })
}

describe('the examples of docs/scenario-format.md, run', () => {
  const http = createServer(answer)
  const sockets = new WebSocketServer({ server: http })
  sockets.on('connection', chat)

  beforeAll(async () => {
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  })

  afterAll(() => {
    sockets.close()
    http.closeAllConnections()
    http.close()
  })

  it.each(['#### What a value must be', '### Extractions', '### Streams', '### GraphQL', '### WebSocket'])(
    '%s',
    async (heading) => {
      const examples = examplesOf(heading)
      expect(examples.length).toBeGreaterThan(0)
      for (const example of examples) {
        const base = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
        const text = `headroom: 1\nname: Docs\ntarget: { baseUrl: '${base}' }\nload: { main: { executor: shared-iterations } }\n${example}`
        // The budget's bucket is the runner's: without one nothing would be let through.
        const prepared = prepareFile(text)
        const log = await playRealRun({ ...prepared, scenario: { ...prepared.scenario, budgets: [] } })
        const failed = log.exemplars.filter(({ kind }) => kind === 'failed')
        expect(failed.map(({ step, reason, checks, error }) => ({ step, reason, checks, error }))).toEqual([])
        const checks = log.total('checks', {})
        expect(checks.count).toBeGreaterThan(0)
        expect(checks.sum).toBe(checks.count)
        expect(log.total('iterations', {}).sum).toBe(1)
      }
    },
  )
})
