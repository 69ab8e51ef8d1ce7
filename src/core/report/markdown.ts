import { breakingPointSentence } from '../../shared/breakingPointText.ts'
import { headlineFigures } from '../../shared/runFacts.ts'
import type { RunSummary } from '../../shared/summary.ts'
import { thresholdText } from '../../shared/thresholds/format.ts'
import { thresholdState } from '../../shared/thresholds/state.ts'
import { formatClock, formatCount, formatPercent, formatRate, formatSpent } from '../../shared/units.ts'
import { measurementReasons, verdictSentence, verdictWord } from '../../shared/verdictText.ts'

const MARKS: Readonly<Record<RunSummary['run']['status'], string>> = {
  running: '⏳',
  passed: '✅',
  failed: '❌',
  aborted: '⚠️',
  interrupted: '⚠️',
  error: '❌',
}

/** Steps beyond it are told by their number: a comment on a pull request is limited to 65,536 characters. */
const MOST_STEPS = 50

/** The run in short, as a comment on a pull request (GitHub's and GitLab's Markdown). */
export function markdownReport(summary: RunSummary): string {
  const { run, thresholds, steps, checks, breakingPoints = [] } = summary
  const failedChecks = checks.filter(({ fails }) => fails > 0)
  const doubts =
    run.validity === 'valid'
      ? []
      : [`> **Measurement ${run.validity}.** ${plain(measurementReasons(summary.run).join(' '))}`]
  return [
    `### ${run.unjudged === true ? '➖' : MARKS[run.status]} ${verdictWord(run)}: ${plain(run.name)}`,
    plain(verdictSentence(summary)),
    ...doubts,
    table(
      headlineFigures(summary).map(({ name }) => name),
      [headlineFigures(summary).map(({ value }) => value)],
    ),
    ...breakingPoints.map(
      (each) => `**Breaking point of ${plain(each.executor)}:** ${plain(breakingPointSentence(each))}`,
    ),
    ...(thresholds.length === 0
      ? []
      : [table(['', 'Threshold', 'Value', 'Limit', 'Margin'], thresholds.map(thresholdRow))]),
    ...(failedChecks.length === 0
      ? []
      : [
          table(
            ['Check that did not hold', 'Passed', 'Failed'],
            failedChecks
              .slice(0, MOST_STEPS)
              .map(({ name, passes, fails }) => [name, formatCount(passes), formatCount(fails)]),
          ),
        ]),
    ...(steps.length === 0 ? [] : [folded(`Steps (${steps.length})`, stepTable(steps))]),
    `<sub>Run \`${run.id}\`, ${new Date(run.startedAtMs).toISOString().slice(0, 16).replace('T', ' ')} UTC, ${formatClock(run.durationMs)}. Made by Headroom.</sub>`,
    '',
  ].join('\n\n')
}

const THRESHOLD_MARKS = { met: '✅', missed: '❌', open: '–', unjudged: '❔' } as const

function thresholdRow(result: RunSummary['thresholds'][number]): string[] {
  const { limit, value, margin = '–' } = thresholdText(result)
  return [THRESHOLD_MARKS[thresholdState(result)], `${result.metric}: ${result.expression}`, value, limit, margin]
}

function stepTable(steps: RunSummary['steps']): string {
  const rows = steps
    .slice(0, MOST_STEPS)
    .map(({ name, count, rate, p50, p95, p99, failed }) => [
      name,
      formatCount(count),
      formatRate(rate),
      formatSpent(p50 * 1000),
      formatSpent(p95 * 1000),
      formatSpent(p99 * 1000),
      formatPercent(failed),
    ])
  const more = steps.length > MOST_STEPS ? `\n\n${steps.length - MOST_STEPS} more steps are in the report.` : ''
  return `${table(['Step', 'Requests', 'Rate', 'P50', 'P95', 'P99', 'Failed'], rows)}${more}`
}

function folded(title: string, content: string): string {
  return `<details><summary>${title}</summary>\n\n${content}\n\n</details>`
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(plain).join(' | ')} |`
  return [line(headings), `|${headings.map(() => ' --- |').join('')}`, ...rows.map(line)].join('\n')
}

/** A text of a run as text: no markup, no links, no mentions of people. */
function plain(text: string): string {
  return (
    text
      .replaceAll(/[\s\p{Cc}]+/gu, ' ')
      .replaceAll(/[\\`*_{}[\]<>#|~&]/g, String.raw`\$&`)
      // What is linked without any markup: people, issues, addresses.
      .replaceAll(/[@#]|:(?=\/\/)|www(?=\.)/gi, '$&\u200B')
  )
}
