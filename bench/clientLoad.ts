import type { HttpRequest, ResponseHandler } from '../src/core/engine/http/client.ts'
import { Origins } from '../src/core/engine/http/origin.ts'
import { PlainHttpClient } from '../src/core/engine/http/plain/plainClient.ts'
import { GuardedResolver } from '../src/core/engine/http/resolver.ts'
import { createUndiciClient } from '../src/core/engine/http/undici.ts'
import { createMonotonicClock } from '../src/core/engine/monotonicClock.ts'

/**
 * A process that loads a server through one of the bare clients, without think time, and then prints what it cost:
 * `clientLoad.js plain|undici URL CONNECTIONS SECONDS`. The first second is warm-up and does not count.
 */
const [name = '', url = '', connections = '', seconds = ''] = process.argv.slice(2)
const clock = createMonotonicClock()
const resolver = new GuardedResolver(undefined)
const client = name === 'undici' ? createUndiciClient(clock, resolver) : new PlainHttpClient(clock, resolver)
const origin = new Origins().of(new URL(url))
if (!origin) throw new Error(`no such origin: ${url}`)
const headers = ['user-agent', 'headroom', 'accept', '*/*']
const request: HttpRequest = {
  method: 'GET',
  origin,
  path: '/api/items',
  headers,
  body: undefined,
  timeoutUs: 60e6,
  encoded: undefined,
}

let requests = 0
let failed = 0
for (let index = 0; index < Number(connections); index++) {
  const connection = client.open(origin)
  const handler: ResponseHandler = {
    bodyLimit: () => 0,
    done: (result) => {
      requests++
      if (result.status !== 200) failed++
      connection.send(request, '', handler)
    },
  }
  connection.send(request, '', handler)
}

setTimeout(() => {
  const before = requests
  const cpu = process.cpuUsage()
  setTimeout(
    () => {
      const { user, system } = process.cpuUsage(cpu)
      const measurement = JSON.stringify({ requests: requests - before, failed, cpuSeconds: (user + system) / 1e6 })
      // Timers of cancelled time limits would hold the process for a minute.
      process.stdout.write(measurement, () => process.exit())
    },
    Number(seconds) * 1e3,
  )
}, 1e3)
