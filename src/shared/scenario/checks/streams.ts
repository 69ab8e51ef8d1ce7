import type { RequestInput } from '../buildSteps.ts'
import type { Report } from '../findings.ts'
import type { DocumentPath } from '../path.ts'
import { checkJsonExpectation, checkJsonPath } from './expectations.ts'

/** What needs a whole body, which a stream never has. */
const OF_WHOLE_BODIES = ['contains', 'lacks', 'matches', 'json', 'css', 'size'] as const

/** JSONPaths of a stream, and what is asked of its body elsewhere. */
export function checkStream(step: RequestInput, path: DocumentPath, report: Report): void {
  const { stream, expect = {}, extract = {} } = step
  if (stream === undefined) return
  const hint = 'A stream is read event by event: use `stream.expect` and `stream.extract`.'
  for (const key of OF_WHOLE_BODIES) {
    if (expect[key] === undefined) continue
    const message = `\`${key}\` needs the whole body, and a stream is never kept whole.`
    report({ code: 'STREAM_BODY', message, hint, path: [...path, 'expect', key], at: 'key' })
  }
  for (const [variable, source] of Object.entries(extract)) {
    if (typeof source === 'object' && ('header' in source || 'cookie' in source)) continue
    const message = `\`${variable}\` needs the whole body, and a stream is never kept whole.`
    report({ code: 'STREAM_BODY', message, hint, path: [...path, 'extract', variable], at: 'key' })
  }
  if (stream === true) return
  const at = [...path, 'stream']
  for (const key of ['content', 'finish', 'tokens'] as const) {
    const text = stream[key]
    if (text !== undefined) checkJsonPath(text, [...at, key], 'value', report)
  }
  checkJsonExpectation(stream.until?.json, [...at, 'until', 'json'], report)
  for (const [variable, source] of Object.entries(stream.extract ?? {})) {
    const place = [...at, 'extract', variable]
    if (typeof source === 'string') checkJsonPath(source, place, 'value', report)
    else if ('json' in source) checkJsonPath(source.json, [...place, 'json'], 'value', report)
  }
}
