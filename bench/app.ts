import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Load, type Measurement, measureWrk } from './contenders.ts'
import { startNginx } from './nginx.ts'
import { type ProductLoad, type ProductMeasurement, loadWithApp, loadWithCommandLine } from './productLoad.ts'
import { costOf, median, printCosts } from './rounds.ts'
import { electronOfClone } from './startedApp.ts'

/**
 * What a request costs in the app (utility process, window open, charts live) beside the command line, in turns: on Node, and on
 * the app's own Electron told to be plain Node, which tells the runtime's cost from the app's. Needs a built product and a display.
 * `npm run bench:app -- [--rounds 5] [--seconds 8] [--connections 50]`
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '8' },
    connections: { type: 'string', default: '50' },
  },
})
const APP = 'app'
const SAME_RUNTIME = 'command line on Electron'
const contenders: readonly [name: string, measure: (load: ProductLoad) => Promise<Measurement | ProductMeasurement>][] =
  [
    ['wrk', measureWrk],
    ['command line', (load) => loadWithCommandLine(load, process.execPath)],
    [SAME_RUNTIME, (load) => loadWithCommandLine(load, electronOfClone())],
    [APP, loadWithApp],
  ]

const server = await startNginx(1)
const load: Load = {
  url: server.url,
  connections: Number(values.connections),
  seconds: Number(values.seconds),
  core: 0,
}
const taken = new Map<string, (Measurement | ProductMeasurement)[]>(contenders.map(([name]) => [name, []]))
const folder = mkdtempSync(join(tmpdir(), 'headroom-bench-app-'))
try {
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [name, measure] of contenders) {
      const measurement = await measure({ ...load, folder: mkdtempSync(join(folder, 'run-')) })
      if (measurement.failed > 0) throw new Error(`${name}: ${measurement.failed} requests failed`)
      taken.get(name)?.push(measurement)
    }
  }
} finally {
  server.stop()
  rmSync(folder, { recursive: true, force: true })
}

printCosts(taken)
for (const [name, all] of taken) {
  const rest = all.flatMap((each) => ('restShare' in each ? [each.restShare] : []))
  if (rest.length > 0)
    process.stdout.write(`${name}: all but the load worker used ${Math.round(100 * median(rest))} % of a core\n`)
}
const cost = (name: string): number => 1 / costOf(taken.get(name) ?? [])
for (const name of ['command line', SAME_RUNTIME]) {
  process.stdout.write(
    `a request in the app costs ${(100 * (cost(APP) / cost(name) - 1)).toFixed(1)} % more than by ${name}\n`,
  )
}
