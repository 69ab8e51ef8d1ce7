import { createWriteStream, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { root } from '../scripts/bootstrap/runtimeRecord.mjs'
import { answerFiles } from './api.ts'
import { expect, test } from './fixtures.ts'
import { jmeterResults } from './library.ts'

const ARTILLERY = join(root, 'src/core/importers/results/testing/artillery-endpoints.json')

test('an import says what its source cannot tell, and the report shows nothing that nobody can tell', async ({
  app,
  page,
}, info) => {
  await page.getByTestId('nav-runs').click()
  await answerFiles(app, { open: [ARTILLERY] })
  await page.getByTestId('import-runs').click()
  const notice = page.getByRole('alert').filter({ hasText: 'Imported artillery-endpoints.json.' })
  await expect(notice).toContainText('cannot tell how the run went second by second')
  await expect(notice).toContainText('its times end at the first byte')
  await expect(notice).toContainText('or not judged')

  await page.getByTestId('run-row').click()
  const report = page.getByTestId('report')
  await expect(report).toContainText('Artillery JSON cannot tell how the run went second by second')
  await expect(report.getByTestId('why')).toContainText('Results of Artillery, imported: nothing was judged')
  await expect(report.getByTestId('figure-p999').locator('dd')).toHaveText('–')
  await expect(report.getByTestId('figure-p999')).toHaveAttribute('title', 'Artillery JSON does not tell it.')
  await expect(report.getByTestId('figure-p95')).toHaveAttribute('title', 'To the first byte of the response.')
  await expect(report.getByTestId('chart-latency')).toContainText('Response time as Artillery tells it')
  await expect(report.getByTestId('chart-vus')).toHaveCount(0)
  await expect(page.getByRole('slider', { name: 'Range begins' })).toHaveCount(0)

  // A summary has no course at all.
  const file = info.outputPath('summary.json')
  const metrics = {
    http_reqs: { count: 40, rate: 4 },
    http_req_duration: { avg: 3, min: 1, med: 2, max: 9, 'p(95)': 6 },
  }
  writeFileSync(file, JSON.stringify({ metrics }))
  await page.getByTestId('nav-runs').click()
  await answerFiles(app, { open: [file] })
  await page.getByTestId('import-runs').click()
  await page.getByTestId('run-row').filter({ hasText: 'summary.json' }).click()
  await expect(page.getByTestId('untold')).toContainText('k6 summary does not tell how the run went over time.')
  await expect(report).not.toContainText('before its first second')
  await expect(report.getByTestId('figure-p95').locator('dd')).toHaveText('6.00 ms')
  await expect(report.getByTestId('figure-p99').locator('dd')).toHaveText('–')
  await expect(report.getByTestId('figure-errors').locator('dd')).toHaveText('–')
})

test('a long import shows how far it is, and nothing is left of one that is cancelled', async ({ app, page }, info) => {
  test.slow()
  // So many samples that no machine has read them before the notice is there and answered.
  const file = info.outputPath('long.jtl')
  const stream = createWriteStream(file)
  const [head = '', ...rows] = jmeterResults(Date.now() - 3_600_000, 900).split('\n')
  stream.write(`${head}\n`)
  const block = `${rows.join('\n')}\n`
  for (let count = 0; count < 900; count++) if (!stream.write(block)) await once(stream, 'drain')
  stream.end()
  await once(stream, 'finish')

  await page.getByTestId('nav-runs').click()
  await answerFiles(app, { open: [file] })
  await page.getByTestId('import-runs').click()
  const progress = page.getByTestId('work-progress')
  await expect(progress).toContainText(/Reading long\.jtl: \d+(\.\d)? %/)
  await page.getByTestId('cancel-work').click()
  await expect(progress).toHaveCount(0)
  await expect(page.getByText('No run yet')).toBeVisible()
  await expect(page.getByTestId('run-row')).toHaveCount(0)

  // The next one goes through.
  const short = info.outputPath('short.jtl')
  writeFileSync(short, jmeterResults(Date.now() - 60_000, 10))
  await answerFiles(app, { open: [short] })
  await page.getByTestId('import-runs').click()
  await expect(page.getByTestId('run-row')).toContainText('short.jtl')
})
