import { onTestFinished } from 'vitest'
import type { SampleTargetOptions } from './options.ts'
import { startSampleTarget, type SampleTarget } from './sampleTarget.ts'

interface Answer {
  status: number
  headers: Headers
  text: string
  json: unknown
}

export interface TestTarget {
  target: SampleTarget
  get: (path: string) => Promise<Answer>
  send: (method: string, path: string, body?: unknown) => Promise<Answer>
}

/** A target of the test's own, without latency unless asked for, closed when the test ends. */
export async function startTestTarget(options: SampleTargetOptions = {}): Promise<TestTarget> {
  const target = await startSampleTarget({ latencyScale: 0, ...options })
  onTestFinished(() => target.close())
  const send = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    return readAnswer(await fetch(target.url + path, { method, ...(text === undefined ? {} : { body: text }) }))
  }
  return { target, send, get: (path) => send('GET', path) }
}

async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text()
  const isJson = response.headers.get('content-type') === 'application/json' && text !== ''
  const json: unknown = isJson ? JSON.parse(text) : undefined
  return { status: response.status, headers: response.headers, text, json }
}
