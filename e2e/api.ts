import type { ElectronApplication, Page } from '@playwright/test'
import type { Answer, AppApi, CallName, CallRequest, CallResponse } from '../src/shared/ipc.ts'

/** Calls main as the renderer does, past its screens. @throws Error with main's error */
export async function call<Name extends Exclude<CallName, 'importDropped'>>(
  page: Page,
  name: Name,
  request: CallRequest<Name>,
): Promise<CallResponse<Name>> {
  const answer = await page.evaluate(
    ([method, value]) => {
      const { headroom } = window as unknown as { headroom: AppApi }
      const answered: Promise<Answer<unknown>> = headroom[method](value as never)
      return answered
    },
    [name, request] as const,
  )
  if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`)
  return answer.value as CallResponse<Name>
}

/** What native dialogs are answered with from now on: the number of the button. */
export async function answerDialogs(app: ElectronApplication, button: number): Promise<void> {
  await app.evaluate(({ dialog }, response) => {
    dialog.showMessageBox = () => Promise.resolve({ response, checkboxChecked: false })
  }, button)
}

/** What native file dialogs are answered with from now on; cancelled where nothing is given. */
export async function answerFiles(app: ElectronApplication, { save = '', open = [] as string[] }): Promise<void> {
  await app.evaluate(
    ({ dialog }, given) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: given.save === '', filePath: given.save })
      dialog.showOpenDialog = () => Promise.resolve({ canceled: given.open.length === 0, filePaths: given.open })
    },
    { save, open },
  )
}

/** A scenario of two virtual users without pauses worth mentioning. */
export function scenarioText(baseUrl: string, duration: string): string {
  return `headroom: 1
name: Two users
target: { baseUrl: '${baseUrl}' }
flows:
  look:
    - get: /api/health
      name: health
    - think: 20ms
load:
  two: { executor: constant-vus, flow: look, vus: 2, duration: ${duration} }
thresholds:
  http_req_failed: ['rate<0.5']
`
}
