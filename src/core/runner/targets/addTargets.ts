import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { Problem } from '../../../shared/ipc.ts'
import { readDocument } from '../../../shared/scenario/document.ts'
import { type Finding, sortProblems, toProblems } from '../../../shared/scenario/findings.ts'
import { type ParsedScenario, parseScenario } from '../../../shared/scenario/parse.ts'
import { defaultWorkers } from '../workerHost.ts'
import { parseTargetsFile } from '../../../shared/scenario/targetsFile.ts'

const MOST_BYTES = 1_000_000

export interface TargetPlaces {
  /** The scenario's own file, absolute: targets are relative to its folder. */
  file?: string
  /** The folder of the targets that ship with the product; for scenarios without a file, and names that are not beside it. */
  shipped?: string
}

/**
 * Reads a scenario's text and the file of targets that it refers to: their thresholds come after its own. What is wrong with that
 * file is told at the scenario's `targets` key, with its place there.
 */
export function parseWithTargets(text: string, places: TargetPlaces): ParsedScenario {
  const parsed = parseScenario(text, defaultWorkers())
  const { scenario } = parsed
  if (scenario?.targetsFile === undefined) return parsed
  const place = findTargets(scenario.targetsFile, places)
  const read = place === undefined ? undefined : readTargets(place)
  if (place === undefined || read === undefined) {
    const hint =
      places.file === undefined
        ? 'A scenario without a file can name those that ship with Headroom: mission.targets.yaml. Save it to name your own.'
        : `Looked for beside the scenario, in ${dirname(places.file)}, and among those that ship with Headroom.`
    const message = `The targets file \`${scenario.targetsFile}\` cannot be read.`
    return withProblems(parsed, text, [{ code: 'TARGETS_UNREADABLE', message, hint, path: ['targets'] }])
  }
  const { thresholds, problems } = parseTargetsFile(read, scenario.metrics)
  const findings = problems.map((problem) => atTargetsKey(problem, place))
  if (thresholds.length === 0) return withProblems(parsed, text, findings)
  const widened = { ...scenario, thresholds: [...scenario.thresholds, ...thresholds] }
  return { ...withProblems(parsed, text, findings), scenario: widened }
}

function findTargets(name: string, { file, shipped }: TargetPlaces): string | undefined {
  const beside = file === undefined ? undefined : resolve(dirname(file), name)
  if (beside !== undefined && existsSync(beside)) return beside
  // Only a plain name: nothing else of the product's folders can be reached by it.
  const among = shipped === undefined || basename(name) !== name ? undefined : join(shipped, name)
  return among !== undefined && existsSync(among) ? among : undefined
}

function readTargets(file: string): string | undefined {
  try {
    return statSync(file).size > MOST_BYTES ? undefined : readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

function atTargetsKey({ severity, code, message, hint, line, column }: Problem, file: string): Finding {
  const place = `${basename(file)}:${line}:${column}`
  return { severity, code, message: `${place}: ${message}`, hint, path: ['targets'] }
}

function withProblems(parsed: ParsedScenario, text: string, findings: readonly Finding[]): ParsedScenario {
  if (findings.length === 0) return parsed
  const problems = sortProblems([...parsed.problems, ...toProblems(findings, readDocument(text))])
  const hasErrors = problems.some(({ severity }) => severity === 'error')
  return hasErrors || parsed.scenario === undefined ? { problems } : { scenario: parsed.scenario, problems }
}
