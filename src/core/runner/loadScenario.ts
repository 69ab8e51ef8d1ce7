import type { Problem } from '../../shared/ipc.ts'
import { resolveScenario } from '../../shared/scenario/resolve.ts'
import { shortened } from '../../shared/scenario/short.ts'
import type { Scenario } from '../../shared/scenario/types.ts'
import type { DataRows } from '../engine/protocol.ts'
import { readData } from './data/readData.ts'
import { withFiles } from './data/scenarioFiles.ts'
import { parseWithTargets } from './targets/addTargets.ts'

export interface LoadInput {
  text: string
  /** Absolute; data and targets files are relative to its folder. */
  file?: string
  /** The folder of the targets files that ship with the product; without it they are looked for beside `file` alone. */
  shippedTargets?: string
  /** Runs its short form: the same shape in less than 40 s. */
  short?: boolean
  /** Values of `${NAME}`. */
  env: Readonly<Record<string, string | undefined>>
  /** Values of `${secret:NAME}`. */
  secrets: Readonly<Record<string, string | undefined>>
}

/** A scenario that is ready to run. */
export interface LoadedScenario {
  scenario: Scenario
  text: string
  file?: string
  /** Values that must not be stored or shown. */
  secrets: readonly string[]
  data: Readonly<Record<string, DataRows>>
}

/** `loaded` is absent while there are errors; warnings may stand beside it. */
export interface LoadOutcome {
  loaded?: LoadedScenario
  problems: readonly Problem[]
}

/**
 * From a scenario's text to what a run takes: parsed, checked, references replaced, data read.
 * @throws HeadroomError DATA_*: a data file is missing, too large or malformed
 */
export async function loadScenario(input: LoadInput): Promise<LoadOutcome> {
  const { text, file, env, secrets, shippedTargets, short = false } = input
  const parsed = parseWithTargets(text, {
    ...(file === undefined ? {} : { file }),
    ...(shippedTargets === undefined ? {} : { shipped: shippedTargets }),
  })
  if (!parsed.scenario) return { problems: parsed.problems }
  const resolved = resolveScenario(parsed.scenario, { env, secrets }, text)
  const problems = [...parsed.problems, ...resolved.problems]
  if (!resolved.scenario) return { problems }
  const scenario = withFiles(short ? shortened(resolved.scenario) : resolved.scenario, file)
  const data = await readData(scenario, file)
  const loaded = { scenario, text, ...(file === undefined ? {} : { file }), secrets: resolved.secrets, data }
  return { loaded, problems }
}
