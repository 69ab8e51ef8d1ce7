import type { BreakerResult } from '../src/shared/breaker.ts'
import { call } from './api.ts'
import { expectClean } from './axe.ts'
import { expect, test } from './fixtures.ts'
import { type StoredRun, storeRuns } from './storedRuns.ts'

test.setTimeout(120_000)

const SECONDS = 120
const HOUR_MS = 3_600_000

const breaker: BreakerResult = {
  name: 'AI provider',
  spans: [
    { state: 'CLOSED', fromMs: 0, toMs: 39_500 },
    { state: 'OPEN', fromMs: 40_000, toMs: 69_500 },
    { state: 'HALF_OPEN', fromMs: 70_000, toMs: 79_500 },
    { state: 'CLOSED', fromMs: 80_000, toMs: 120_000 },
  ],
  faults: [{ name: 'the provider fails', fromMs: 35_000, toMs: 65_000 }],
  seconds: [{ second: 38, failed: 5, refused: 0 }],
  probes: 240,
  unanswered: 0,
  verdicts: [{ assertion: 'order', ok: true, expected: 'CLOSED, OPEN', seen: 'CLOSED, OPEN' }],
  ok: true,
}

function runOf(id: string, medianMs: number, finish: StoredRun['finish']): StoredRun {
  return {
    id,
    scenario: 'Chat',
    scenarioText: 'headroom: 1\nname: Chat\n',
    startedAtMs: Date.now() - HOUR_MS,
    seconds: SECONDS,
    steps: { ask: medianMs, list: 20 },
    ...(finish && { finish }),
  }
}

test('a run is presented slide by slide: its circuit breaker as it was, its keys, without accessibility faults', async ({
  profile,
  launch,
}) => {
  storeRuns(profile, [runOf('before', 40, {}), runOf('chat', 80, { breaker })])
  const app = await launch()
  const page = await app.firstWindow()
  await call(page, 'setBaseline', { scenario: 'Chat', runIds: ['before'] })
  await page.getByTestId('nav-runs').click()
  await page.locator('[data-testid="run-row"][data-run="chat"]').click()
  await page.getByTestId('present-run').click()
  const slide = page.getByTestId('slide-title')
  await expect(page.getByTestId('present')).toContainText('1 of 8')
  for (const title of [
    'Verdict',
    'Response time',
    'Load and errors',
    'How response times spread',
    'Steps',
    'Circuit breaker',
    'Beside the baseline',
  ]) {
    await expect(slide).toHaveText(title)
    if (title === 'Circuit breaker') await expect(page.getByTestId('breaker-verdict')).toHaveCount(1)
    if (title === 'Beside the baseline') await expect(page.getByTestId('present-judgement')).toContainText('Slower')
    await expectClean(page, `slide ${title}`)
    await page.keyboard.press('ArrowRight')
  }

  // While the keys are listed they do nothing; Escape closes the list, not the presentation.
  await expect(slide).toHaveText('Replay')
  await page.keyboard.press('1')
  await page.keyboard.press('?')
  const help = page.getByRole('dialog', { name: 'Keys of a presentation' })
  await expect(help).toContainText('Play or pause')
  await expectClean(page, 'keys of a presentation')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Escape')
  await expect(help).toHaveCount(0)
  await expect(slide).toHaveText('Replay')

  // The breaker is as it was at that moment, and judged at the end alone.
  const replay = page.getByTestId('replay')
  const states = page.getByTestId('breaker').getByRole('list', { name: 'State' }).getByRole('listitem')
  await page.keyboard.press(' ')
  for (let step = 0; step < SECONDS / 10; step++) await page.keyboard.press(',')
  await expect(replay).toHaveAttribute('data-elapsed', '0')
  await expect(states).toHaveText(['CLOSED'])
  for (let step = 0; step < 5; step++) await page.keyboard.press('.')
  await expect(replay).toHaveAttribute('data-elapsed', '50000')
  await expect(states).toHaveText(['CLOSED', 'OPEN'])
  await expect(page.getByTestId('breaker')).toContainText('judged when the run is over')
  await expect(page.getByTestId('breaker-verdict')).toHaveCount(0)
  await expectClean(page, 'replay')
  for (let step = 0; step < 7; step++) await page.keyboard.press('.')
  await expect(states).toHaveText(['CLOSED', 'OPEN', 'HALF-OPEN', 'CLOSED'])
  await expect(page.getByTestId('breaker-verdict')).toHaveCount(1)
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('report')).toBeVisible()
})
