import { Client as UndiciClient } from 'undici'
import type { Dispatcher } from 'undici'
import type { Clock } from '../src/core/engine/clock.ts'
import type { HttpClient, HttpRequest, HttpResult, ResponseHandler } from '../src/core/engine/http/client.ts'
import { createScenarioClient } from '../src/core/engine/http/scenarioClient.ts'
import { Origins } from '../src/core/engine/http/origin.ts'
import { createMonotonicClock } from '../src/core/engine/monotonicClock.ts'

/**
 * A process that loads a server through one of the bare clients, without think time, and then prints what it cost:
 * `clientLoad.js plain|undici URL CONNECTIONS SECONDS`. The first second is warm-up and does not count.
 */
const [name = '', url = '', connections = '', seconds = ''] = process.argv.slice(2)
const clock = createMonotonicClock()
const origin = new Origins().of(new URL(url))
if (!origin) throw new Error(`no such origin: ${url}`)
const client = name === 'undici' ? createUndiciClient(clock) : createScenarioClient(clock, [origin.hostname])
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

/** undici's dispatch with the least that a handler can do. */
function createUndiciClient(time: Clock): HttpClient {
  return {
    connector() {
      throw new Error('only requests are measured')
    },
    open(to) {
      const undici = new UndiciClient(to.text, { pipelining: 1 })
      const result = { status: 0 } as HttpResult & { status: number }
      let current: ResponseHandler | undefined
      const link: Dispatcher.DispatchHandler = {
        onRequestStart: () => void time.nowUs(),
        onResponseStart: (_controller, status) => {
          result.status = status
        },
        onResponseData: () => {},
        onResponseEnd: () => current?.done(result),
        onResponseError: (_controller, error) => {
          throw error
        },
      }
      return {
        origin: to,
        send: ({ path, method, headers: sent }, _cookie, handler) => {
          current = handler
          undici.dispatch({ path, method, headers: sent as string[] }, link)
        },
        abort: () => {},
        leave: () => {},
        close: () => void undici.close(),
      }
    },
  }
}
