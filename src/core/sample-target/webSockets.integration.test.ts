import { once } from 'node:events'
import { expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { startTestTarget } from './testTarget.ts'

it('echoes texts and bytes', async () => {
  const { target } = await startTestTarget()
  const client = new WebSocket(`${target.url.replace('http', 'ws')}/ws/echo`, ['first', 'second'])
  await once(client, 'open')
  expect(client.protocol).toBe('first')
  for (const sent of ['hello', Buffer.from([1, 2, 3])]) {
    const answer = once(client, 'message')
    client.send(sent)
    const [data, isBinary] = (await answer) as [Buffer, boolean]
    expect(isBinary ? data : data.toString()).toEqual(sent)
  }
  client.close()
  await once(client, 'close')
})

it('feeds matches at the stated pace, as many as asked for, then closes', async () => {
  const { target } = await startTestTarget()
  const client = new WebSocket(`${target.url.replace('http', 'ws')}/ws/feed?every=20&count=3`)
  const messages: unknown[] = []
  client.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString())))
  const startedMs = performance.now()
  const [code] = (await once(client, 'close')) as [number]
  expect(performance.now() - startedMs).toBeGreaterThan(55)
  expect(code).toBe(1005)
  expect(messages).toMatchObject(
    [1, 2, 3].map((number) => ({ type: 'match', number, match: { id: expect.stringContaining('match-') } })),
  )
})

it('answers 404 elsewhere, and ends with the target', async () => {
  const { target } = await startTestTarget()
  const lost = new WebSocket(`${target.url.replace('http', 'ws')}/ws/nothing`)
  const [error] = (await once(lost, 'error')) as [Error]
  expect(error.message).toContain('404')
  const client = new WebSocket(`${target.url.replace('http', 'ws')}/ws/feed`)
  await once(client, 'open')
  const closed = once(client, 'close')
  await target.close()
  await closed
})
