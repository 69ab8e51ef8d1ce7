// Every project that compiles this file needs the declaration, and a script's declaration cannot be imported.
// oxlint-disable-next-line typescript/triple-slash-reference
/// <reference path="./inlineScript.d.ts" />
import { createHash } from 'node:crypto'
import type { RunDetail } from '../../../shared/ipc.ts'
import type { Histogram } from '../../../shared/metrics/histogram.ts'
import type { HeatMap, PhaseRow, TagRow } from '../../../shared/report.ts'
import type { RunSummary } from '../../../shared/summary.ts'
import { courseOf, tellsSeconds } from '../../../shared/origin.ts'
import { environmentFacts } from '../../../shared/runFacts.ts'
import { formatClock, formatDuration } from '../../../shared/units.ts'
import { measurementReasons, verdictSentence, verdictWord } from '../../../shared/verdictText.ts'
import { drawHeatMap } from './heatMap.ts'
import { type Markup, NOTHING, markup, ownText } from './markup.ts'
import { type Figures, RANGE_PARTS, charts } from './parts.ts'
import type { PackedRange } from './range/fitRange.ts'
// The plugin gives it one: scripts/inlineScript.mjs.
// oxlint-disable-next-line import/default
import scriptFile from './script/main.ts?inline-script'
import styleFile from './report.css?raw'
import { observedTimeCharts, timeCharts } from './runCharts.ts'
import { breakerPart, breakingPointPart, statePart } from './states.ts'
import { table } from './table.ts'
import { eventTable, phaseTable } from './tables.ts'
import { exemplarList } from './exemplars.ts'

// As browsers read them, whose hashes they must have: git may change line endings on a checkout.
const script = scriptFile.replaceAll('\r\n', '\n')
const styleSheet = styleFile.replaceAll('\r\n', '\n')

/** A stored run with the durations of all its requests, in microseconds. */
export type ReportedRun = Omit<RunDetail, 'plan'> & {
  durations: Histogram
  tags: readonly TagRow[]
  phases: readonly PhaseRow[]
  /** Null when no request was finished, or nobody can tell when. */
  heatMap: HeatMap | null
  /** What figures of a range are made of; absent where they cannot be told. */
  ranges?: PackedRange | undefined
}

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
  const { status, unjudged, name, scenario, startedAtMs, durationMs, id } = summary.run
  const { mark, tone } = unjudged === true ? { mark: '–', tone: 'muted' } : TONES[status]
  const verdict = verdictWord(summary.run)
  const policy = `default-src 'none'; style-src '${hashOf(styleSheet)}'; script-src '${hashOf(script)}'; base-uri 'none'; form-action 'none'`
  const figures: Figures = run
  const part = (key: keyof typeof RANGE_PARTS): Markup => {
    const content = RANGE_PARTS[key](figures)
    return content.html === '' ? NOTHING : markup`<div data-part="${key}">${content}</div>`
  }
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta http-equiv="Content-Security-Policy" content="${policy}" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<title>${name}: ${verdict.toLowerCase()}</title>
<style>${ownText(styleSheet)}</style>
</head>
<body>
<header>
<p class="verdict ${tone}">${mark} ${verdict}</p>
<h1>${name}</h1>
<p>${verdictSentence(summary)}</p>
<p class="muted">
${moment(startedAtMs)}, ${formatClock(durationMs)}${baseUrl === '' ? '' : ` against ${baseUrl}`}. Scenario ${scenario}, run ${id}.
</p>
</header>
${validity(summary)}
${rangeBar(run)}
${part('figures')}
${section('Thresholds', part('thresholds'))}
${section(`Circuit breaker${summary.breaker === undefined ? '' : `: ${summary.breaker.name}`}`, breakerPart(summary.breaker, durationMs))}
${section('Breaking point', breakingPointPart(summary.breakingPoints))}
${section('Over time', overTime(run))}
${section('States', statePart(run))}
${section('Observed beside the load', charts(observedTimeCharts(run.points)))}
${section('Response times', part('durations'))}
${section('Response times over time', run.heatMap === null ? NOTHING : drawHeatMap(run.heatMap))}
${section('Steps', part('steps'))}
${section('By tag', part('tags'))}
${section('Phases of requests, of the whole run', phaseTable(run.phases))}
${section('Checks', part('checks'))}
${section('Failed requests', part('failures'))}
${section('Events', eventTable(run.events))}
${section('Failures that were kept', exemplarList(run.exemplars.filter(({ kind }) => kind === 'failed')))}
${section('Slowest requests that were kept', exemplarList(run.exemplars.filter(({ kind }) => kind === 'slow')))}
${section('Environment', table(['What', 'Value'], environmentFacts(run), 'words'))}
${section('Scenario as it was run', run.scenarioText === '' ? NOTHING : markup`<pre>${run.scenarioText}</pre>`)}
${rangeData(run.ranges)}
<script>${ownText(script)}</script>
</body>
    </html> `
  return page.html
}

function overTime({ points, summary: { run, thresholds } }: ReportedRun): Markup {
  const { untold } = courseOf(run.origin, points)
  return untold === undefined
    ? charts(timeCharts(points, thresholds, run.origin))
    : markup`<p class="muted">${untold}</p>`
}

function validity(summary: RunSummary): Markup {
  const { validity: word } = summary.run
  if (word === 'valid') return section('Measurement', markup`<p class="passed">✓ The measurement is valid.</p>`)
  const reasons = measurementReasons(summary.run).map((reason) => markup`<p>${reason}</p>`)
  return section(
    'Measurement',
    markup`<p class="warning">! The measurement is ${word}.</p>
      ${reasons}`,
  )
}

/**
 * Chooses the part of the run that the page shows; hidden until the page's script, without which it can do nothing, has
 * begun. It says how finely a range can be chosen, and where the figures do not follow it.
 */
function rangeBar({ points, ranges, summary }: ReportedRun): Markup {
  if (points.length === 0 || !tellsSeconds(summary.run.origin)) return NOTHING
  const { durationMs } = summary.run
  const follows =
    ranges === undefined
      ? 'Charts over time follow it; figures stay those of the whole run, of which this file holds no parts.'
      : `Charts and figures follow it, exactly, in steps of ${formatDuration(ranges.windowSeconds * 1e6)}.`
  return markup`<form
class="range"
data-last-second="${Math.max(0, Math.ceil(durationMs / 1000) - 1)}"
data-duration-ms="${durationMs}"
data-window-seconds="${ranges?.windowSeconds ?? 1}"
hidden
>
<b>Whole run</b>
<label for="from">from</label><input id="from" size="7" value="${formatClock(0)}" autocomplete="off" />
<label for="to">to</label><input id="to" size="7" value="${formatClock(durationMs)}" autocomplete="off" />
<button type="submit">Show</button><button type="button" id="whole">Whole run</button>
<span class="muted">Type a range, or drag over a chart. ${follows}</span>
</form>`
}

/** Base64 of compressed bytes: no text of a run can end the element. */
function rangeData(ranges: PackedRange | undefined): Markup {
  if (ranges === undefined) return NOTHING
  return markup`<script type="application/octet-stream" id="range-data">${Buffer.from(ranges.bytes).toString('base64')}</script>`
}

/** Nothing to show: no section. */
function section(title: string, content: Markup): Markup {
  return content.html === ''
    ? NOTHING
    : markup`<section>
        <h2>${title}<span class="range-name"></span></h2>
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
