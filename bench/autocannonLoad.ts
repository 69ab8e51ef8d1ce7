import { createRequire } from 'node:module'
import { join } from 'node:path'

/** What is used of autocannon's programming interface. */
interface Instance {
  on(event: 'tick', listener: (tick: { counter: number }) => void): void
}
interface Outcome {
  readonly errors: number
  readonly non2xx: number
}
type Autocannon = (
  options: { url: string; connections: number; duration: number },
  done: (error: Error | null, outcome: Outcome) => void,
) => Instance

/**
 * A process that loads a server with autocannon and then prints what it cost:
 * `autocannonLoad.js FOLDER URL CONNECTIONS SECONDS`, FOLDER being where it is installed. The first second is warm-up and does
 * not count, nor does start-up.
 */
const [folder = '', url = '', connections = '', seconds = ''] = process.argv.slice(2)
const autocannon = createRequire(join(folder, 'package.json'))('autocannon') as Autocannon

let ticks = 0
let requests = 0
let begun: NodeJS.CpuUsage | undefined
let cpuSeconds = 0
const options = { url: `${url}/api/items`, connections: Number(connections), duration: Number(seconds) + 2 }
const instance = autocannon(options, (error, { errors, non2xx }) => {
  if (error) throw error
  process.stdout.write(JSON.stringify({ requests, failed: errors + non2xx, cpuSeconds }))
})
instance.on('tick', ({ counter }) => {
  if (begun === undefined) {
    begun = process.cpuUsage()
    return
  }
  if (++ticks > Number(seconds)) return
  requests += counter
  const { user, system } = process.cpuUsage(begun)
  cpuSeconds = (user + system) / 1e6
})
