import type { z } from 'zod'
import { asRecord } from './path.ts'
import type { DocumentPath } from './path.ts'
import { budgetSchema, dataSchema, guardsSchema, metricSchema } from './schema.ts'
import { breakerSchema } from './schema/breaker.ts'
import { executorSchema } from './schema/executors.ts'
import { observationSchema } from './schema/observe.ts'
import { stepSchema } from './schema/steps.ts'
import { thresholdSchema } from './schema/thresholds.ts'

/** A part of the document that keeps to its schema, by itself. */
export interface Part<Value> {
  /** The key, or the index, that it stands under. */
  name: string
  path: DocumentPath
  value: Value
}

/** A step, wherever it stands; the steps of a group come as steps of their own. */
export type StepPart = Part<z.output<typeof stepSchema>> & { flow: string }
export type ExecutorPart = Part<z.output<typeof executorSchema>>

/**
 * The parts of a document that keep to the schema, so that a mistake in one does not hide those in the others, nor make up
 * new ones. Names are all that stand there: what is wrong inside of a flow does not make it unknown.
 */
export interface ScenarioParts {
  names: Readonly<Record<'flows' | 'load' | 'data' | 'metrics' | 'variables', readonly string[]>>
  baseUrl: string | undefined
  steps: readonly StepPart[]
  executors: readonly ExecutorPart[]
  data: readonly Part<z.output<typeof dataSchema>>[]
  metrics: readonly Part<z.output<typeof metricSchema>>[]
  budgets: readonly Part<z.output<typeof budgetSchema>>[]
  observe: readonly Part<z.output<typeof observationSchema>>[]
  thresholds: readonly { metric: string; texts: readonly Part<z.output<typeof thresholdSchema>>[] }[]
  breaker: z.output<typeof breakerSchema> | undefined
  /** Whether a file adds thresholds. */
  hasTargetsFile: boolean
  guards: { hosts?: readonly string[]; maxVUs?: number; maxRps?: number }
  /** False when hosts are listed but not in a way that can be read. */
  hostsKnown: boolean
}

export function collectParts(root: unknown): ScenarioParts {
  const top = asRecord(root) ?? {}
  const keysOf = (section: string) => Object.keys(asRecord(top[section]) ?? {})
  const guards = asRecord(top['guards']) ?? {}
  const hosts = guardsSchema.shape.hosts.safeParse(guards['hosts'])
  const maxVUs = guardsSchema.shape.maxVUs.safeParse(guards['maxVUs'])
  const maxRps = guardsSchema.shape.maxRps.safeParse(guards['maxRps'])
  const baseUrl = asRecord(top['target'])?.['baseUrl']
  return {
    names: {
      flows: keysOf('flows'),
      load: keysOf('load'),
      data: keysOf('data'),
      metrics: keysOf('metrics'),
      variables: keysOf('variables'),
    },
    baseUrl: typeof baseUrl === 'string' && baseUrl !== '' ? baseUrl : undefined,
    steps: Object.entries(asRecord(top['flows']) ?? {}).flatMap(([flow, steps]) =>
      collectSteps(flow, steps, ['flows', flow]),
    ),
    executors: collect(executorSchema, top['load'], ['load']),
    data: collect(dataSchema, top['data'], ['data']),
    metrics: collect(metricSchema, top['metrics'], ['metrics']),
    budgets: collect(budgetSchema, top['budgets'], ['budgets']),
    observe: collect(observationSchema, top['observe'], ['observe']),
    thresholds: Object.entries(asRecord(top['thresholds']) ?? {}).map(([metric, texts]) => ({
      metric,
      texts: collect(thresholdSchema, texts, ['thresholds', metric]),
    })),
    breaker: breakerSchema.safeParse(top['breaker']).data,
    hasTargetsFile: top['targets'] !== undefined,
    guards: {
      ...(hosts.data && { hosts: hosts.data }),
      ...(maxVUs.data !== undefined && { maxVUs: maxVUs.data }),
      ...(maxRps.data !== undefined && { maxRps: maxRps.data }),
    },
    hostsKnown: guards['hosts'] === undefined || hosts.success,
  }
}

/** The entries of a map or list that keep to a schema. */
function collect<Schema extends z.ZodType>(
  schema: Schema,
  entries: unknown,
  path: DocumentPath,
): Part<z.output<Schema>>[] {
  if (typeof entries !== 'object' || entries === null) return []
  return Object.entries(entries).flatMap(([name, entry]: [string, unknown]) => {
    const parsed = schema.safeParse(entry)
    const at = [...path, Array.isArray(entries) ? Number(name) : name]
    return parsed.success ? [{ name, path: at, value: parsed.data }] : []
  })
}

function collectSteps(flow: string, steps: unknown, path: DocumentPath): StepPart[] {
  if (!Array.isArray(steps)) return []
  return steps.flatMap((entry: unknown, index): StepPart[] => {
    const at = [...path, index]
    const nested = collectSteps(flow, asRecord(entry)?.['steps'], [...at, 'steps'])
    const parsed = stepSchema.safeParse(entry)
    return parsed.success ? [{ flow, name: String(index), path: at, value: parsed.data }, ...nested] : nested
  })
}
