import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { onCore } from './cores.ts'
import type { FromTimedServer, Pattern, ToTimedServer } from './timedServer.ts'

/** The server that knows the truth, in a process on a core of its own. */
export interface TrueServer {
  readonly url: string
  begin(pattern: Pattern): void
  /** How long each request since `begin` took it, in microseconds, rising. */
  truth(): Promise<Float64Array>
  stop(): void
}

export async function startTrueServer(core: number): Promise<TrueServer> {
  const [command, ...args] = onCore(core, [process.execPath, join(import.meta.dirname, 'timedServer.js')])
  const child = spawn(command, args, { serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const post = (message: ToTimedServer): void => void child.send(message)
  const next = async (): Promise<FromTimedServer> => ((await once(child, 'message')) as [FromTimedServer])[0]
  const listening = await next()
  if (listening.type !== 'listening') throw new Error('the server does not listen')
  return {
    url: listening.url,
    begin: (pattern) => post({ type: 'begin', pattern }),
    truth: async () => {
      const answer = next()
      post({ type: 'report' })
      const message = await answer
      if (message.type !== 'truth') throw new Error('the server does not tell the truth')
      return message.durationsUs.toSorted()
    },
    stop: () => void child.kill('SIGKILL'),
  }
}

/** The smallest value that this share of the values does not exceed, as the engine's histogram has it. */
export function percentileOf(sorted: Float64Array, percent: number): number {
  return sorted[Math.max(1, Math.ceil((percent / 100) * sorted.length - 1e-9)) - 1] ?? NaN
}
