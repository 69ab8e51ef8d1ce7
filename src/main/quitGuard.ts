import { type BrowserWindow, app } from 'electron'
import { askUser } from './askUser.ts'
import type { RunCoordinator } from './runCoordinator.ts'

/** What a run may take to end gracefully when the user wants to leave. */
const PATIENCE_MS = 5000

/**
 * Leaving while a run goes on: the user is asked, then the run is ended and its results are kept.
 *
 *   open -close or quit while a run goes on-> asking -keep running-> open
 *                                             asking -stop and quit-> ending -results stored-> app.quit()
 */
export class QuitGuard {
  private readonly runs: RunCoordinator
  private state: 'open' | 'asking' | 'ending' = 'open'

  constructor(runs: RunCoordinator) {
    this.runs = runs
  }

  /** For the window's `close` and the app's `before-quit`. */
  check(event: { preventDefault(): void }, window: BrowserWindow | undefined): void {
    if (!this.runs.isRunning) return
    event.preventDefault()
    if (this.state === 'open') void this.ask(window)
  }

  private async ask(window: BrowserWindow | undefined): Promise<void> {
    this.state = 'asking'
    const question = {
      type: 'question' as const,
      message: 'A run is going on.',
      detail: 'Stop it and quit? What it has measured so far is kept.',
      buttons: ['Stop and quit', 'Keep running'],
      defaultId: 1,
      cancelId: 1,
    }
    if (!(await askUser(question, window))) {
      this.state = 'open'
      return
    }
    this.state = 'ending'
    await this.runs.endRun(PATIENCE_MS)
    app.quit()
  }
}
