import { openDatabase } from '../database.ts'
import { RunWriter } from '../runWriter.ts'
import { counterPoint, livePoint, runStart, seriesOf, trendPoint } from './runData.ts'

// Writes a run until it is killed: a second every 20 ms, told to the parent in the same turn, before it is on disk.
const [file = '', runId = ''] = process.argv.slice(2)
const database = openDatabase(file)
const writer = new RunWriter(database)
writer.begin(runStart(runId))
writer.series([seriesOf(0, 'http_reqs'), seriesOf(1, 'http_req_duration'), seriesOf(2, 'http_req_waiting')])

let second = 0
setInterval(() => {
  const { histogram: _none, ...waiting } = trendPoint(2, [4000])
  const durations = trendPoint(1, [5000, 10_000])
  writer.window({ second, points: [counterPoint(0, 2), durations, waiting] })
  writer.live(livePoint(second))
  if (second % 10 === 9) {
    const tenSeconds = [5000, 10_000].flatMap((value) => Array.from({ length: 10 }, () => value))
    writer.rollup(10, {
      second: second - 9,
      points: [
        counterPoint(0, 20),
        trendPoint(1, tenSeconds),
        trendPoint(
          2,
          Array.from({ length: 10 }, () => 4000),
        ),
      ],
    })
  }
  process.send?.(second)
  second++
}, 20)
process.once('disconnect', () => process.exit(0))
