import { budgetRate, dataFormat } from '../build.ts'
import type { Report } from '../findings.ts'
import { HOST } from '../hosts.ts'
import { collectParts } from '../parts.ts'
import type { ScenarioParts } from '../parts.ts'
import { checkBreaker } from './breaker.ts'
import { checkFlows } from './flows.ts'
import { checkLoad } from './load.ts'
import { checkObserve } from './observe.ts'
import { checkRequests } from './requests.ts'
import { checkMatch, tagsOfBudget } from './tags.ts'
import { checkTexts } from './texts.ts'
import { checkThresholds } from './thresholds.ts'

/**
 * Everything that the schema cannot say: what the parts of a document say about each other and the machine.
 * @param workers load workers that it has
 */
export function checkMeaning(root: unknown, report: Report, workers: number): void {
  const parts = collectParts(root)
  checkTexts(root, parts, report)
  checkFlows(parts, report)
  checkRequests(parts, report)
  checkLoad(parts, report, workers)
  checkThresholds(parts, report)
  checkData(parts, report)
  checkGuards(parts, report)
  checkBudgets(parts, report)
  checkObserve(parts, report)
  checkBreakingPoint(parts, report)
  checkBreaker(parts, report)
}

function checkData(parts: ScenarioParts, report: Report): void {
  for (const { value: source, path } of parts.data) {
    if (!dataFormat(source)) {
      const message = `The ending of \`${source.file}\` does not tell its format.`
      report({ code: 'DATA_FORMAT', message, hint: 'Add format: csv, json or jsonl.', path: [...path, 'file'] })
    }
    if (source.whenUsedUp !== undefined && (source.pick ?? 'random') === 'random') {
      const message = 'Rows picked at random are never used up, so that whenUsedUp says nothing.'
      const hint = 'Set pick: sequential or unique.'
      report({ severity: 'warning', code: 'NO_EFFECT', message, hint, path: [...path, 'whenUsedUp'], at: 'key' })
    }
  }
}

function checkGuards(parts: ScenarioParts, report: Report): void {
  for (const [index, host] of (parts.guards.hosts ?? []).entries()) {
    if (HOST.test(host) || host.includes('${') || host.includes('{{')) continue
    const hint = 'Write host names or addresses alone: shop.example.com, 10.0.0.7.'
    const message = `\`${host}\` is not a host name.`
    report({ code: 'VALUE_INVALID', message, hint, path: ['guards', 'hosts', index] })
  }
}

function checkBudgets(parts: ScenarioParts, report: Report): void {
  const known = tagsOfBudget(parts)
  for (const { value: budget, path } of parts.budgets) {
    checkMatch(budget.match, (tag) => ({ path: [...path, 'match', tag] }), known, report)
    const { tokens, perUs } = budgetRate(budget.rate)
    if (tokens > 0 && perUs > 0) continue
    report({ code: 'VALUE_INVALID', message: 'A budget of nothing lets no request through.', path: [...path, 'rate'] })
  }
}

function checkBreakingPoint(parts: ScenarioParts, report: Report): void {
  if (parts.thresholds.length > 0 || parts.hasTargetsFile) return
  for (const { value: config, path } of parts.executors) {
    if (config.executor !== 'breaking-point') continue
    const message = 'A breaking point is where a threshold fails; there are no thresholds.'
    report({ code: 'THRESHOLDS_MISSING', message, hint: 'Add one under `thresholds`.', path: [...path, 'executor'] })
  }
}
