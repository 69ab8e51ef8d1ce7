import { join } from 'node:path'
import { type ElectronApplication, type Page, test as base } from '@playwright/test'
import { answerDialogs } from './api.ts'
import { launchApp } from './launch.ts'

/** Starts the built app; called again, on the same profile, it is a restart; on another, another laptop. */
export type Launch = (options?: { env?: Record<string, string>; profile?: string }) => Promise<ElectronApplication>

interface Fixtures {
  /** The folder of this test's own profile: nothing of the user's, nothing of another test's. */
  profile: string
  launch: Launch
  app: ElectronApplication
  page: Page
}

export const test = base.extend<Fixtures>({
  profile: async ({}, use, info) => {
    await use(info.outputPath('profile'))
  },

  launch: async ({ profile }, use, info) => {
    const running: ElectronApplication[] = []
    let stderr = ''
    await use(async (options = {}) => {
      const app = await launchApp(options.profile ?? profile, options.env)
      app.process().stderr?.on('data', (data: Buffer) => (stderr += data.toString()))
      await app.context().tracing.start({ screenshots: true, snapshots: true })
      running.push(app)
      app.once('close', () => running.splice(running.indexOf(app), 1))
      return app
    })
    const hasFailed = info.status !== info.expectedStatus
    for (const [index, app] of [...running].entries()) {
      if (hasFailed) await keepEvidence(app, info, index)
      // A run may go on: the app asks before it ends it.
      await answerDialogs(app, 0).catch(() => undefined)
      await app.close()
    }
    if (hasFailed) await info.attach('stderr', { body: stderr, contentType: 'text/plain' })
  },

  app: async ({ launch }, use) => {
    await use(await launch())
  },

  page: async ({ app }, use) => {
    await use(await app.firstWindow())
  },
})

/** Playwright does this by itself only for browsers that it started. */
async function keepEvidence(
  app: ElectronApplication,
  info: ReturnType<typeof test.info>,
  index: number,
): Promise<void> {
  for (const [number, window] of app.windows().entries()) {
    const path = info.outputPath(`app-${index}-window-${number}.png`)
    // The window may be what broke.
    await window.screenshot({ path, timeout: 5_000 }).catch(() => undefined)
    info.attachments.push({ name: `app ${index}, window ${number}`, path, contentType: 'image/png' })
  }
  const trace = join(info.outputDir, `trace-${index}.zip`)
  await app.context().tracing.stop({ path: trace })
  info.attachments.push({ name: `trace ${index}`, path: trace, contentType: 'application/zip' })
}

export { expect } from '@playwright/test'
