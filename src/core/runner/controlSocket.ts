import { mkdirSync, rmSync } from 'node:fs'
import { type Server, type Socket, connect, createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { type ErrorDetail, HeadroomError, toErrorDetail } from '../../shared/errors.ts'
import type { ControlChange } from './runScenario.ts'

/** A change is a line of a few dozen bytes. */
const MAX_LINE = 4096
const ANSWER_LIMIT_MS = 5000

const changeSchema = z.strictObject({
  executor: z.string(),
  vus: z.int().min(0).optional(),
  rate: z.number().min(0).optional(),
  paused: z.boolean().optional(),
})

/** What a running run offers to the control socket. */
export interface Controllable {
  runId: string
  /** @throws HeadroomError CONTROL_REFUSED */
  control(change: ControlChange): void
}

export interface ControlServer {
  close(): void
}

/**
 * Lets other processes of the same user change a run's externally-controlled executors while it goes on: a socket in a
 * folder that only this user may enter (a named pipe on Windows), one JSON line in, one JSON line out.
 * A socket that cannot be made is no reason not to run: `failed` is told why.
 */
export function serveControl(run: Controllable, failed: (why: string) => void): ControlServer {
  const path = socketPath(run.runId)
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    readLine(socket, (line) => socket.end(`${JSON.stringify(answer(run, line))}\n`))
  })
  server.on('error', (error) => failed(error.message))
  server.listen(path)
  server.unref()
  return {
    close: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
      if (process.platform !== 'win32') rmSync(path, { force: true })
    },
  }
}

/**
 * Changes an executor of a run that another process makes.
 * @throws HeadroomError RUN_NOT_RUNNING, CONTROL_REFUSED, CONTROL_NO_ANSWER
 */
export async function sendControl(runId: string, change: ControlChange): Promise<void> {
  const error = await ask(runId, JSON.stringify(change))
  if (error) throw new HeadroomError(error)
}

function answer(run: Controllable, line: string): { error?: ErrorDetail } {
  try {
    const { executor, vus, rate, paused } = changeSchema.parse(JSON.parse(line))
    run.control({
      executor,
      ...(vus === undefined ? {} : { vus }),
      ...(rate === undefined ? {} : { rate }),
      ...(paused === undefined ? {} : { paused }),
    })
    return {}
  } catch (thrown) {
    return { error: toErrorDetail(thrown) }
  }
}

function ask(runId: string, line: string): Promise<ErrorDetail | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath(runId), () => socket.write(`${line}\n`))
    const fail = (code: string, message: string, hint: string): void => {
      socket.destroy()
      reject(new HeadroomError({ code, message, hint }))
    }
    socket.setTimeout(ANSWER_LIMIT_MS, () => {
      fail('CONTROL_NO_ANSWER', `The run ${runId} did not answer within 5 s.`, 'Look whether its process is busy.')
    })
    socket.once('error', () => {
      fail(
        'RUN_NOT_RUNNING',
        `No run ${runId} goes on at this moment.`,
        'A running run shows its id in its first line.',
      )
    })
    readLine(socket, (text) => {
      socket.destroy()
      resolve((JSON.parse(text) as { error?: ErrorDetail }).error)
    })
  })
}

/** The first line that comes; a longer one than any of ours ends the connection. */
function readLine(socket: Socket, done: (line: string) => void): void {
  let text = ''
  socket.setEncoding('utf8')
  socket.on('data', (data: string) => {
    text += data
    const end = text.indexOf('\n')
    if (end >= 0) {
      socket.removeAllListeners('data')
      done(text.slice(0, end))
    } else if (text.length > MAX_LINE) socket.destroy()
  })
}

/** Run ids are of our own making; anything else must not leave the folder. */
function socketPath(runId: string): string {
  const name = runId.replaceAll(/[^\w-]/g, '_').slice(0, 60)
  if (process.platform === 'win32') return `\\\\.\\pipe\\headroom-${name}`
  const folder = join(tmpdir(), `headroom-${userInfo().uid}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return join(folder, `${name}.sock`)
}
