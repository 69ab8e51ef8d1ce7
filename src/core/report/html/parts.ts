import type { Histogram } from '../../../shared/metrics/histogram.ts'
import { headlineFigures } from '../../../shared/runFacts.ts'
import type { TagRow } from '../../../shared/report.ts'
import type { RunSummary } from '../../../shared/summary.ts'
import { type Chart, drawChart } from './chart.ts'
import { distributionCharts } from './distributionCharts.ts'
import { type Markup, NOTHING, markup } from './markup.ts'
import { checkTable, failureTable, stepTable, tagTable, thresholdTable } from './tables.ts'

/** What the page shows of a run or of a range of it. */
export interface Figures {
  summary: RunSummary
  /** Of all requests, in microseconds. */
  durations: Histogram
  tags: readonly TagRow[]
}

/**
 * The parts of the page whose figures follow from a range of the run, by the name that the page marks them with
 * (`data-part`). The page is made of them, and its own script makes them again when a range is chosen.
 */
export const RANGE_PARTS = {
  figures: ({ summary }) => headlines(summary),
  thresholds: ({ summary }) => thresholdTable(summary),
  durations: ({ durations }) => charts(distributionCharts(durations)),
  steps: ({ summary }) => stepTable(summary.steps),
  tags: ({ tags }) => tagTable(tags),
  checks: ({ summary }) => checkTable(summary.checks),
  failures: ({ summary }) => failureTable(summary.failures),
} as const satisfies Record<string, (figures: Figures) => Markup>

export function charts(all: readonly Chart[]): Markup {
  const drawn = all.map(drawChart).filter(({ html }) => html !== '')
  return drawn.length === 0 ? NOTHING : markup`${drawn}`
}

function headlines(summary: RunSummary): Markup {
  return markup`<dl class="figures">
    ${headlineFigures(summary).map(
      ({ name, value, id, why = '' }) =>
        markup`<div data-figure="${id}" title="${why}">
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`
}
