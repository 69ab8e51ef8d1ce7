import type { RunDetail } from '../../shared/ipc.ts'
import { formatBytes, formatCount, formatDuration, formatPercent } from '../../shared/units.ts'
import classes from './report.module.css'

/** Where the load came from, and how the load generator itself fared. */
export function Environment({ detail }: { detail: RunDetail }) {
  const { machine, summary } = detail
  const { load } = summary
  const { versions } = machine
  const facts: readonly (readonly [name: string, value: string])[] = [
    ['Machine', machine.hostname],
    ['System', `${machine.os}, ${machine.arch}`],
    ['Processor', `${machine.cpu}, ${formatCount(machine.cores)} ${machine.cores === 1 ? 'core' : 'cores'}`],
    ['Memory', formatBytes(machine.memoryBytes)],
    ['Headroom', versions.headroom],
    ['Runtime', `Node ${versions.node}${versions.electron === undefined ? '' : `, Electron ${versions.electron}`}`],
    ['Load workers', formatCount(load.workers)],
    ['Busiest worker', `${formatPercent(load.cpuShareMax)} of a core`],
    ['Loop delay of workers, P99', formatDuration(load.loopDelayP99Ms * 1000)],
    ['Lateness of starts, P99', formatDuration(load.timerLatenessP99Ms * 1000)],
    ['Loop delay of the app, P99', formatDuration(load.coordinatorLoopDelayP99Ms * 1000)],
    ['Dropped iterations', formatCount(load.droppedIterations)],
    ['Run id', summary.run.id],
  ]
  return (
    <dl className={classes['facts']}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
