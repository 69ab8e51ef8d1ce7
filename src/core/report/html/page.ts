import { createHash } from 'node:crypto'
import type { RunDetail } from '../../../shared/ipc.ts'
import type { Histogram } from '../../../shared/metrics/histogram.ts'
import type { RunSummary } from '../../../shared/summary.ts'
import { environmentFacts, headlineFigures } from '../../../shared/runFacts.ts'
import { formatClock } from '../../../shared/units.ts'
import { measurementReasons, verdictSentence } from '../../../shared/verdictText.ts'
import { type Chart, drawChart } from './chart.ts'
import { distributionCharts } from './distributionCharts.ts'
import { type Markup, NOTHING, markup, ownText } from './markup.ts'
import scriptFile from './report.js?raw'
import styleFile from './report.css?raw'
import { observedTimeCharts, timeCharts } from './runCharts.ts'
import {
  breakerTables,
  checkTable,
  eventTable,
  exemplarList,
  failureTable,
  stateTable,
  stepTable,
  thresholdTable,
} from './tables.ts'

// As browsers read them, whose hashes they must have: git may change line endings on a checkout.
const script = scriptFile.replaceAll('\r\n', '\n')
const styleSheet = styleFile.replaceAll('\r\n', '\n')

/** A stored run with the durations of all its requests, in microseconds. */
export type ReportedRun = Omit<RunDetail, 'plan'> & { durations: Histogram }

const TONES: Readonly<Record<RunSummary['run']['status'], { mark: string; tone: string }>> = {
  running: { mark: '…', tone: 'muted' },
  passed: { mark: '✓', tone: 'passed' },
  failed: { mark: '✗', tone: 'failed' },
  aborted: { mark: '!', tone: 'warning' },
  interrupted: { mark: '!', tone: 'warning' },
  error: { mark: '✗', tone: 'failed' },
}

/**
 * A run as one HTML file that needs nothing else: no network, no fonts. Its policy lets nothing in but its own style and
 * script, by their hashes, so that no text of a run could ever become either.
 */
export function htmlReport(run: ReportedRun): string {
  const { summary, baseUrl } = run
  const { status, name, scenario, startedAtMs, durationMs, id } = summary.run
  const { mark, tone } = TONES[status]
  const policy = `default-src 'none'; style-src '${hashOf(styleSheet)}'; script-src '${hashOf(script)}'; base-uri 'none'; form-action 'none'`
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta http-equiv="Content-Security-Policy" content="${policy}" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<title>${name}: ${status}</title>
<style>${ownText(styleSheet)}</style>
</head>
<body>
<header>
<p class="verdict ${tone}">${mark} ${status.charAt(0).toUpperCase()}${status.slice(1)}</p>
<h1>${name}</h1>
<p>${verdictSentence(summary)}</p>
<p class="muted">
${moment(startedAtMs)}, ${formatClock(durationMs)} against ${baseUrl}. Scenario ${scenario}, run ${id}.
</p>
</header>
${validity(summary)}
<dl class="figures">
${headlineFigures(summary).map(
  ([title, value]) =>
    markup`<div>
<dt>${title}</dt>
<dd>${value}</dd>
</div>`,
)}
</dl>
${section('Thresholds', thresholdTable(summary.thresholds))}
${section(`Circuit breaker${summary.breaker === undefined ? '' : `: ${summary.breaker.name}`}`, breakerTables(summary.breaker))}
${section('Over time', charts(timeCharts(run.points, summary.thresholds)))}
${section('States', stateTable(run))}
${section('Observed beside the load', charts(observedTimeCharts(run.points)))}
${section('Response times of the whole run', charts(distributionCharts(run.durations)))}
${section('Steps', stepTable(summary.steps))} ${section('Checks', checkTable(summary.checks))}
${section('Failed requests', failureTable(summary.failures))}
${section('Events', eventTable(run.events))}
${section('Failures that were kept', exemplarList(run.exemplars.filter(({ kind }) => kind === 'failed')))}
${section('Slowest requests that were kept', exemplarList(run.exemplars.filter(({ kind }) => kind === 'slow')))}
${section(
  'Environment',
  markup`<table class="words">
<tbody>
${environmentFacts(run).map(
  ([title, value]) =>
    markup`<tr>
<th scope="row">${title}</th>
<td>${value}</td>
</tr>`,
)}
</tbody>
</table>`,
)}
${section('Scenario as it was run', markup`<pre>${run.scenarioText}</pre>`)}
<script>${ownText(script)}</script>
</body>
    </html> `
  return page.html
}

function validity(summary: RunSummary): Markup {
  const { validity: word } = summary.run
  if (word === 'valid') return section('Measurement', markup`<p class="passed">✓ The measurement is valid.</p>`)
  const reasons = measurementReasons(summary).map((reason) => markup`<p>${reason}</p>`)
  return section(
    'Measurement',
    markup`<p class="warning">! The measurement is ${word}.</p>
      ${reasons}`,
  )
}

function charts(all: readonly Chart[]): Markup {
  const drawn = all.map(drawChart).filter(({ html }) => html !== '')
  return drawn.length === 0 ? NOTHING : markup`${drawn}`
}

/** Nothing to show: no section. */
function section(title: string, content: Markup): Markup {
  return content.html === ''
    ? NOTHING
    : markup`<section>
        <h2>${title}</h2>
        ${content}
      </section>`
}

/** The same wherever the report is made. */
function moment(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
