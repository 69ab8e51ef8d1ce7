import { parentPort, workerData } from 'node:worker_threads'
import type { Database } from 'better-sqlite3'
import { toErrorDetail } from '../../shared/errors.ts'
import { databaseError } from './databaseErrors.ts'
import type { JobAnswer, JobRequest, Jobs } from './databaseThread.ts'

/** The other end of DatabaseThread: does the jobs as they come. Those that pause let others go on meanwhile. */
export function serveThread(jobs: Jobs, open: (file: string) => Database): void {
  const { file } = workerData as { file: string }
  const port = parentPort
  if (port === null) throw new Error('This program is started by Headroom, not by hand.')
  let database = openEarly()

  port.on('message', (request: JobRequest) => {
    void answer(request).then((given) => port.postMessage(given))
  })

  /** Before the first question, so that it waits no longer than the later ones; what fails is tried, and told, again then. */
  function openEarly(): Database | undefined {
    try {
      return open(file)
    } catch {
      return undefined
    }
  }

  async function answer({ id, name, argument }: JobRequest): Promise<JobAnswer> {
    try {
      database ??= open(file)
      const job = jobs[name] as (database: Database, argument: unknown) => unknown
      return { id, ok: true, value: await job(database, argument) }
    } catch (thrown) {
      return { id, ok: false, error: toErrorDetail(databaseError(thrown, file)) }
    }
  }
}
