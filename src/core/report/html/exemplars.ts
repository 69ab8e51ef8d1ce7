import type { Exemplar } from '../../../shared/run.ts'
import { formatClock, formatSpent } from '../../../shared/units.ts'
import { type Markup, NOTHING, markup } from './markup.ts'

/** Kept exchanges, folded; secrets were taken out when they were kept. */
export function exemplarList(exemplars: readonly Exemplar[]): Markup {
  if (exemplars.length === 0) return NOTHING
  return markup`${exemplars.map(exemplarDetails)}`
}

function exemplarDetails({ atMs, step, reason, request, response, checks, error, timings }: Exemplar): Markup {
  const answer =
    response === undefined
      ? markup`<p class="muted">No response came.</p>`
      : markup`<pre>${message(`Status ${response.status}`, response.headers, response.bodyExcerpt)}</pre>`
  const failed = checks.map(
    ({ name, expected, actual, where }) =>
      markup`<p class="failed">${name}: expected ${expected}, got ${actual}${where === undefined ? '' : ` (${where})`}</p>`,
  )
  return markup`<details>
    <summary>${formatClock(atMs)}, ${step}: ${reason}, ${formatSpent(timings.duration)}</summary>
    ${error === undefined ? NOTHING : markup`<p class="failed">${error.message}</p>`}${failed}
    <pre>${message(`${request.method} ${request.url}`, request.headers, request.bodyExcerpt)}</pre>
    ${answer}
  </details>`
}

function message(head: string, headers: Readonly<Record<string, string>>, body = ''): string {
  const lines = [head, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)]
  return `${lines.join('\n')}${body === '' ? '' : `\n\n${body}`}`
}
