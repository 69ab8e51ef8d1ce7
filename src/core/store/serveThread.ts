import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import type { Database } from 'better-sqlite3'
import { cancelledError, toErrorDetail } from '../../shared/errors.ts'
import { databaseError } from './databaseErrors.ts'
import type { JobAnswer, JobRequest, JobWatch, Jobs } from './databaseThread.ts'

/** The other end of DatabaseThread: does the jobs as they come. Those that pause let others go on meanwhile. */
export function serveThread(jobs: Jobs, open: (file: string) => Database): void {
  const { file } = workerData as { file: string }
  const port = ownPort()
  let database = openEarly()
  const underWay = new Map<number, AbortController>()

  port.on('message', (request: JobRequest) => {
    if ('cancel' in request) underWay.get(request.id)?.abort(cancelledError())
    else void answer(request).then((given) => port.postMessage(given))
  })

  /** Before the first question, so that it waits no longer than the later ones; what fails is tried, and told, again then. */
  function openEarly(): Database | undefined {
    try {
      return open(file)
    } catch {
      return undefined
    }
  }

  async function answer({ id, name, argument }: Exclude<JobRequest, { cancel: true }>): Promise<JobAnswer> {
    const controller = new AbortController()
    underWay.set(id, controller)
    try {
      database ??= open(file)
      const job = jobs[name] as (database: Database, argument: unknown, watch: JobWatch) => unknown
      const onProgress = (progress: unknown): void => port.postMessage({ id, progress } satisfies JobAnswer)
      return { id, ok: true, value: await job(database, argument, { signal: controller.signal, onProgress }) }
    } catch (thrown) {
      return { id, ok: false, error: toErrorDetail(databaseError(thrown, file)) }
    } finally {
      underWay.delete(id)
    }
  }
}

function ownPort(): MessagePort {
  if (parentPort === null) throw new Error('This program is started by Headroom, not by hand.')
  return parentPort
}
