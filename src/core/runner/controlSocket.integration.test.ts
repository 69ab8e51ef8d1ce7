import { afterEach, describe, expect, it } from 'vitest'
import { HeadroomError } from '../../shared/errors.ts'
import { type ControlServer, sendControl, serveControl } from './controlSocket.ts'
import type { ControlChange } from './runScenario.ts'

describe('control socket', () => {
  let server: ControlServer | undefined
  afterEach(() => server?.close())

  function serve(runId: string, control: (change: ControlChange) => void): void {
    server = serveControl({ runId, control }, (why) => expect.unreachable(why))
  }

  it('carries a change to the run', async () => {
    const changes: ControlChange[] = []
    serve('test-carries', (change) => changes.push(change))
    await sendControl('test-carries', { executor: 'hand', vus: 7 })
    await sendControl('test-carries', { executor: 'hand', paused: true })
    expect(changes).toEqual([
      { executor: 'hand', vus: 7 },
      { executor: 'hand', paused: true },
    ])
  })

  it("carries the run's refusal back with code and hint", async () => {
    serve('test-refuses', () => {
      throw new HeadroomError({ code: 'CONTROL_REFUSED', message: 'no such executor', hint: 'name one' })
    })
    const refusal = expect.objectContaining({ code: 'CONTROL_REFUSED', hint: 'name one' })
    await expect(sendControl('test-refuses', { executor: 'x' })).rejects.toThrow(refusal)
  })

  it('says that a run does not go on, also after its server was closed', async () => {
    const notRunning = expect.objectContaining({ code: 'RUN_NOT_RUNNING' })
    await expect(sendControl('test-nobody', { executor: 'x' })).rejects.toThrow(notRunning)
    serve('test-over', () => undefined)
    server?.close()
    await expect(sendControl('test-over', { executor: 'x' })).rejects.toThrow(notRunning)
  })

  it('does not let an id name a file outside its folder', async () => {
    const refusal = expect.objectContaining({ code: 'RUN_NOT_RUNNING' })
    await expect(sendControl('../../etc/passwd', { executor: 'x' })).rejects.toThrow(refusal)
  })
})
