import { asRecord } from './path.ts'
import type { DocumentPath } from './path.ts'
import { scenarioSchema } from './schema.ts'
import type { ScenarioInput } from './schema.ts'
import { executorSchema } from './schema/executors.ts'
import type { ExecutorInput } from './schema/executors.ts'
import { stepSchema } from './schema/steps.ts'
import type { StepInput } from './schema/steps.ts'

/** A step that keeps to the schema, wherever it stands; the steps of a group come as steps of their own. */
export interface StepPart {
  flow: string
  path: DocumentPath
  step: StepInput
}

export interface ExecutorPart {
  name: string
  path: DocumentPath
  config: ExecutorInput
}

const SECTIONS = ['target', 'data', 'metrics', 'guards', 'budgets'] as const

/**
 * The parts of a document that keep to the schema, so that a mistake in one does not hide those in the others. Names are all
 * that stand there: what is wrong inside of a flow does not make it unknown.
 */
export interface ScenarioParts {
  names: Readonly<Record<'flows' | 'load' | 'data' | 'metrics' | 'variables', readonly string[]>>
  steps: readonly StepPart[]
  executors: readonly ExecutorPart[]
  sections: { [Name in (typeof SECTIONS)[number]]?: ScenarioInput[Name] }
  /** Every threshold's expression, also where another one is wrong. */
  thresholds: readonly { metric: string; path: DocumentPath; text: unknown }[]
}

export function collectParts(root: unknown): ScenarioParts {
  const top = asRecord(root) ?? {}
  const keysOf = (name: string) => Object.keys(asRecord(top[name]) ?? {})
  const sections = SECTIONS.flatMap((name) => {
    const parsed = scenarioSchema.shape[name].safeParse(top[name])
    return parsed.success && parsed.data !== undefined ? [[name, parsed.data] as const] : []
  })
  return {
    names: {
      flows: keysOf('flows'),
      load: keysOf('load'),
      data: keysOf('data'),
      metrics: keysOf('metrics'),
      variables: keysOf('variables'),
    },
    steps: Object.entries(asRecord(top['flows']) ?? {}).flatMap(([flow, steps]) =>
      collectSteps(flow, steps, ['flows', flow]),
    ),
    executors: Object.entries(asRecord(top['load']) ?? {}).flatMap(([name, value]) => {
      const parsed = executorSchema.safeParse(value)
      return parsed.success ? [{ name, path: ['load', name], config: parsed.data }] : []
    }),
    sections: Object.fromEntries(sections),
    thresholds: Object.entries(asRecord(top['thresholds']) ?? {}).flatMap(([metric, texts]) =>
      (Array.isArray(texts) ? texts : []).map((text: unknown, index) => ({
        metric,
        path: ['thresholds', metric, index],
        text,
      })),
    ),
  }
}

function collectSteps(flow: string, steps: unknown, path: DocumentPath): StepPart[] {
  if (!Array.isArray(steps)) return []
  return steps.flatMap((value: unknown, index): StepPart[] => {
    const at = [...path, index]
    const nested = collectSteps(flow, asRecord(value)?.['steps'], [...at, 'steps'])
    const parsed = stepSchema.safeParse(value)
    return parsed.success ? [{ flow, path: at, step: parsed.data }, ...nested] : nested
  })
}
