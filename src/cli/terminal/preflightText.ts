import type { Colors } from 'picocolors/types'
import type { PreflightFinding, PreflightReport } from '../../shared/preflight.ts'
import { formatDuration } from '../../shared/units.ts'

/** The look before the run, for people; when nobody wants progress only what speaks against it. */
export function preflightLines(
  { verdict, findings, durationMs }: PreflightReport,
  { quiet, json }: { quiet: boolean; json: boolean },
  colors: Colors,
): string[] {
  const isBrief = quiet || json
  const lines = findings
    .filter(({ level }) => !isBrief || level !== 'ok')
    .flatMap(({ level, text, hint }) => {
      const line = `  ${MARKS[level](colors)} ${text}`
      return hint === undefined ? [line] : [line, `    ${colors.dim(hint)}`]
    })
  const head =
    verdict === 'blocked'
      ? [`${colors.red('The preflight stops this run')}; --skip-preflight starts it anyway.`]
      : [
          `Preflight: ${verdict === 'ready' ? colors.green('ready') : colors.yellow('with warnings')}, ${formatDuration(durationMs * 1000)}.`,
        ]
  return lines.length === 0 && isBrief ? [] : [...head, ...lines]
}

const MARKS: Readonly<Record<PreflightFinding['level'], (colors: Colors) => string>> = {
  ok: (colors) => colors.green('✓'),
  warning: (colors) => colors.yellow('!'),
  error: (colors) => colors.red('✗'),
}
