import type { Comparability, ScenarioDifference } from '../../../shared/comparison.ts'
import type { MachineFacts, RunRecord } from '../../../shared/run.ts'
import { parseScenario } from '../../../shared/scenario/parse.ts'

/** What decides whether two runs can be compared, apart from their numbers. */
export interface RunFacts {
  record: RunRecord
  scenarioText: string
  baseUrl: string
  workers: number
  machine: MachineFacts
}

const KEPT_LINES = 20
const MOST_LINES = 2000

/** Whether and with what caution a run can be compared with one run of the baseline, and why. */
export function comparability(base: RunFacts, run: RunFacts): { level: Comparability; reasons: string[] } {
  const against: string[] = []
  const careful: string[] = []
  for (const { record } of [base, run]) {
    if (record.validity === 'invalid') against.push(`Run ${record.id} is invalid: its numbers cannot be trusted.`)
    else if (record.validity === 'doubtful') careful.push(`Run ${record.id} is doubtful.`)
    if (record.status === 'running' || record.status === 'error') {
      against.push(`Run ${record.id} has no result: its status is ${record.status}.`)
    } else if (record.status === 'aborted' || record.status === 'interrupted') {
      careful.push(`Run ${record.id} was ${record.status}: only the seconds that both have are compared.`)
    }
  }
  const [baseLoad, runLoad] = [loadOf(base.scenarioText), loadOf(run.scenarioText)]
  if (baseLoad === undefined || runLoad === undefined) {
    if (base.scenarioText !== run.scenarioText) careful.push('The load of a scenario is not known: it may differ.')
  } else if (baseLoad !== runLoad) against.push(`Run ${base.record.id} was under another load.`)
  if (base.record.scenario !== run.record.scenario) careful.push(`Run ${base.record.id} is of another scenario.`)
  if (base.baseUrl !== run.baseUrl) careful.push(`Run ${base.record.id} was against another target.`)
  if (machineOf(base) !== machineOf(run)) careful.push(`Run ${base.record.id} was made on another machine.`)
  const level = against.length > 0 ? 'not-comparable' : careful.length > 0 ? 'caution' : 'comparable'
  return { level, reasons: [...against, ...careful] }
}

/** Sentences of what is not the same, beyond the scenario's text. */
export function changesBetween(base: RunFacts, run: RunFacts): string[] {
  const changes: string[] = []
  const compare = (what: string, from: string, to: string): void => {
    if (from !== to) changes.push(`${what}: ${from} -> ${to}`)
  }
  compare('target', base.baseUrl, run.baseUrl)
  compare('machine', machineOf(base), machineOf(run))
  compare('system', base.machine.os, run.machine.os)
  compare('load workers', String(base.workers), String(run.workers))
  const [from, to] = [base.machine.versions, run.machine.versions]
  for (const name of ['headroom', 'node', 'electron', 'undici', 'sqlite'] as const) {
    compare(name, from[name] ?? 'none', to[name] ?? 'none')
  }
  return changes
}

/** The lines of a text that went and came: a longest common subsequence between common beginning and end. */
export function differenceOf(before: string, after: string): ScenarioDifference {
  const [old, fresh] = [before.split('\n'), after.split('\n')]
  let start = 0
  while (start < old.length && start < fresh.length && old[start] === fresh[start]) start++
  let end = 0
  while (end < Math.min(old.length, fresh.length) - start && old.at(-1 - end) === fresh.at(-1 - end)) end++
  const kept = commonLines(old.slice(start, old.length - end), fresh.slice(start, fresh.length - end))
  const changed = (lines: readonly string[], same: ReadonlySet<number>): string[] =>
    lines.flatMap((line, index) =>
      index < start || index >= lines.length - end || same.has(index - start) ? [] : [`${index + 1}: ${line}`],
    )
  const [removed, added] = [changed(old, kept.old), changed(fresh, kept.fresh)]
  return {
    removed: removed.slice(0, KEPT_LINES),
    added: added.slice(0, KEPT_LINES),
    removedCount: removed.length,
    addedCount: added.length,
  }
}

function commonLines(old: readonly string[], fresh: readonly string[]): { old: Set<number>; fresh: Set<number> } {
  const found = { old: new Set<number>(), fresh: new Set<number>() }
  // Beyond it a diff says nothing to people: all lines count as changed.
  if (old.length > MOST_LINES || fresh.length > MOST_LINES) return found
  const width = fresh.length + 1
  const longest = new Uint16Array((old.length + 1) * width)
  const at = (row: number, column: number): number => longest[row * width + column] ?? 0
  for (let row = old.length - 1; row >= 0; row--) {
    for (let column = fresh.length - 1; column >= 0; column--) {
      longest[row * width + column] =
        old[row] === fresh[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1))
    }
  }
  let [row, column] = [0, 0]
  while (row < old.length && column < fresh.length) {
    if (old[row] === fresh[column]) {
      found.old.add(row++)
      found.fresh.add(column++)
    } else if (at(row + 1, column) >= at(row, column + 1)) row++
    else column++
  }
  return found
}

function loadOf(text: string): string | undefined {
  const { scenario } = parseScenario(text)
  return scenario === undefined ? undefined : JSON.stringify(scenario.load)
}

function machineOf({ machine }: RunFacts): string {
  return `${machine.hostname}, ${machine.cores} x ${machine.cpu}`
}
