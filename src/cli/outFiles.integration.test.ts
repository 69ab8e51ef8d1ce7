import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { openDatabase } from '../core/store/database.ts'
import { readSummary } from '../core/store/queries/runDetail.ts'
import { RunWriter } from '../core/store/runWriter.ts'
import { temporaryFolder } from '../core/store/testing/folders.ts'
import { livePoint, runFinish, runStart, seriesOf, trendPoint } from '../core/store/testing/runData.ts'
import { parseOutFile, writeOutFile } from './outFiles.ts'

const RUN = 'abc-1'
let folder: string
let database: Database

/** A failed run of one second, stored. */
beforeEach(() => {
  folder = temporaryFolder()
  database = openDatabase(join(folder, 'headroom.db'))
  onTestFinished(() => {
    database.close()
  })
  const writer = new RunWriter(database)
  writer.begin(runStart(RUN, { name: 'Smoke & <more>' }))
  writer.series([
    seriesOf(0, 'http_req_duration'),
    seriesOf(1, 'checks', { check: 'home: status is 200' }),
    seriesOf(2, 'http_req_waiting'),
  ])
  writer.live(livePoint(0, { p50Us: 1500, p95Us: null, requestRate: 2, failedShare: 0, vus: 3, droppedIterations: 0 }))
  writer.totals([
    trendPoint(0, [1000, 2000, 31_400]),
    { series: 1, count: 10, sum: 9, min: 0, max: 1 },
    trendPoint(2, [900_000]),
  ])
  writer.finish(
    runFinish({
      durationMs: 2500,
      status: 'failed',
      thresholds: [
        { metric: 'http_req_duration', expression: 'p(95)<20', value: 31.4, limit: 20, ok: false, aborted: false },
        { metric: 'http_req_failed', expression: 'rate<0.01', value: 0, limit: 0.01, ok: true, aborted: false },
      ],
    }),
  )
})

async function written(option: string): Promise<string> {
  const file = join(folder, 'deep', 'result')
  await writeOutFile(parseOutFile(`${option}=${file}`), database, RUN)
  return readFileSync(file, 'utf8')
}

describe('--out', () => {
  it('writes JSON that reads back as the summary', async () => {
    expect(JSON.parse(await written('json'))).toEqual(readSummary(database, RUN))
  })

  it('writes JUnit XML with a case per threshold and check, and says what was wanted and what came', async () => {
    const xml = await written('junit')
    expect(xml).toContain('tests="3" failures="2" errors="0" time="2.500"')
    expect(xml).toContain('<property name="validity" value="valid"/>')
    expect(xml).toContain('name="Smoke &amp; &lt;more&gt;"')
    expect(xml).toContain('message="P95 was 31.4 ms, wanted &lt; 20.0 ms"')
    expect(xml).toContain('message="1 of 10 did not hold"')
  })

  it('writes a CSV row per second, empty where there is no value', async () => {
    const lines = (await written('csv')).split('\r\n')
    expect(lines[1]).toBe('0,1.5,,,2,0,3,3,,0')
    expect(lines[0]?.split(',')).toHaveLength(10)
  })

  it('writes an HTML report whose percentiles are those of the durations of all requests alone', async () => {
    const page = await written('html')
    expect(page).toContain('<h1>Smoke &amp; &lt;more&gt;</h1>')
    const [, percentiles = ''] = page.split('<h3>Percentiles</h3>')
    const chart = percentiles.slice(0, percentiles.indexOf('</figure>'))
    expect(chart).toContain('<td>31.4 ms</td>')
    // Of the wait for the first byte, a phase.
    expect(chart).not.toContain('900 ms')
    expect(page).toContain('900 ms')
  })

  it('says where a file cannot be written, and that the run is stored', async () => {
    const file = join(folder, 'taken')
    writeFileSync(file, '')
    const within = parseOutFile(`json=${join(file, 'x')}`)
    await expect(writeOutFile(within, database, RUN)).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' })
  })

  it('refuses a run that is not there', async () => {
    const outFile = parseOutFile(`html=${join(folder, 'x')}`)
    await expect(writeOutFile(outFile, database, 'nope')).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' })
  })

  it.each(['html', 'json', '=x', 'xml=a'])('refuses %s before anything runs', (text) => {
    expect(() => parseOutFile(text)).toThrow(expect.objectContaining({ code: 'USAGE' }))
  })
})
