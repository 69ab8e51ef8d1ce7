import { type SampleTarget, startSampleTarget } from '../src/core/sample-target/sampleTarget.ts'
import { expect, test } from './fixtures.ts'

let target: SampleTarget
test.beforeAll(async () => {
  target = await startSampleTarget({
    latencyScale: 0.1,
    ai: { firstTokenMs: 200, tokenRate: 200, minTokens: 20, maxTokens: 40, callsPerMinute: 30 },
  })
})
test.afterAll(() => target.close())

const scenario = (url: string) => `headroom: 1
name: AI and sockets
target: { baseUrl: '${url}' }
flows:
  talk:
    - post: /v1/chat/completions
      name: chat
      tags: { operation: AI }
      json: { model: sample, stream: true, messages: [{ role: user, content: 'Why {{uuid()}}?' }] }
      expect: { status: [200, 429] }
      stream: { format: openai }
    - get: /api/matches
      name: browse
    - websocket: /ws/echo
      name: room
      actions: [{ send: hello }, { expect: { text: hello } }, { think: 200ms }]
budgets: [{ match: { operation: AI }, rate: 10/s, whenSpent: wait }]
load: { users: { executor: constant-vus, vus: 4, duration: 6s, gracefulStop: 2s } }
thresholds:
  'stream_ttft{step:chat}': ['p(95)<2000']
  ws_failed: [rate==0]
`

test('streams and sockets have their figures in the live run and in the report', async ({ page }) => {
  await page.getByTestId('template-smoke').click()
  await page.getByTestId('editor').locator('.cm-content').click()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText(scenario(target.url))
  await expect(page.getByTestId('problem')).toHaveCount(0)
  await page.getByTestId('run-scenario').click()

  const rowOf = (name: string) => page.getByTestId('step-row').filter({ hasText: name })
  await expect(page.getByRole('columnheader', { name: 'First token P95' })).toBeVisible({ timeout: 20_000 })
  await expect(rowOf('room')).toContainText(/\d+, \d+/)
  await expect(page.getByTestId('verdict')).toHaveText('Passed', { timeout: 30_000 })

  await page.getByTestId('open-report').click()
  await expect(page.getByTestId('figure-ttft')).toContainText('ms')
  await expect(page.getByTestId('figure-budget-wait')).toBeVisible()
  await expect(page.getByTestId('figure-rate-limited')).toBeVisible()
  await expect(page.getByTestId('figure-sessions')).toContainText(/\d+/)
  await expect(page.getByRole('columnheader', { name: 'Messages out, in' })).toBeVisible()
  await expect(rowOf('chat')).toContainText('/s')
})
