import { parseThreshold } from '../thresholds/parse.ts'
import { parseDuration } from '../units.ts'
import { mapValues } from './mapValues.ts'
import { buildBreaker } from './breaker.ts'
import { buildHttp } from './http.ts'
import { buildExecutor } from './buildExecutor.ts'
import { buildAuth, buildSteps } from './buildSteps.ts'
import type { ScenarioDocument } from './document.ts'
import type { DocumentPath } from './path.ts'
import { buildObservation } from './observe.ts'
import { BUDGET_RATE } from './schema.ts'
import type { ScenarioInput } from './schema.ts'
import type { Budget, DataSource, Scenario } from './types.ts'

const DEFAULT_TIMEOUT = '60s'

/** Maps of texts, numbers in them as they are written in the file: `1.10` stays `1.10`. */
export interface TextReader {
  texts(
    map: Readonly<Record<string, string | number | boolean>> | undefined,
    path: DocumentPath,
  ): Record<string, string>
}

export function textReader(document: Pick<ScenarioDocument, 'written'>): TextReader {
  return {
    texts: (map = {}, path) =>
      mapValues(map, (value, key) =>
        typeof value === 'string' ? value : (document.written([...path, key]) ?? String(value)),
      ),
  }
}

/** A document that passed the schema and every check, as the engine takes it: defaults filled in, durations as numbers. */
export function buildScenario(input: ScenarioInput, reader: TextReader): Scenario {
  const [onlyFlow = ''] = Object.keys(input.flows)
  return {
    version: 1,
    name: input.name,
    ...(input.description !== undefined && { description: input.description }),
    target: {
      baseUrl: input.target.baseUrl,
      headers: reader.texts(input.target.headers, ['target', 'headers']),
      timeoutUs: parseDuration(input.target.timeout ?? DEFAULT_TIMEOUT),
      ...(input.target.auth && { auth: buildAuth(input.target.auth, ['target', 'auth'], reader) }),
      ...(input.target.http && { http: buildHttp(input.target.http) }),
    },
    variables: reader.texts(input.variables, ['variables']),
    metrics: mapValues(input.metrics ?? {}, (metric) =>
      typeof metric === 'string'
        ? { kind: metric, unit: 'default' }
        : { kind: metric.kind, unit: metric.unit ?? 'default' },
    ),
    data: mapValues(input.data ?? {}, buildDataSource),
    flows: mapValues(input.flows, (steps, name) => buildSteps(steps, ['flows', name], reader)),
    load: mapValues(input.load, (executor, name) => buildExecutor(executor, onlyFlow, ['load', name], reader)),
    thresholds: Object.entries(input.thresholds ?? {}).flatMap(([metric, texts]) =>
      texts.map((text) => parseThreshold(metric, text)),
    ),
    ...(input.targets !== undefined && { targetsFile: input.targets }),
    ...(input.breaker !== undefined && { breaker: buildBreaker(input.breaker, reader) }),
    guards: input.guards ?? {},
    budgets: (input.budgets ?? []).map((budget, index) => buildBudget(budget, ['budgets', index], reader)),
    ...(input.observe === undefined
      ? {}
      : { observe: input.observe.map((one, index) => buildObservation(one, ['observe', index], reader)) }),
  }
}

type DataInput = NonNullable<ScenarioInput['data']>[string]

export function dataFormat(source: DataInput): DataSource['format'] | undefined {
  if (source.format) return source.format
  return FORMATS[/\.(\w+)$/.exec(source.file)?.[1]?.toLowerCase() ?? '']
}

const FORMATS: Readonly<Record<string, DataSource['format']>> = {
  csv: 'csv',
  json: 'json',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
}

function buildDataSource(source: DataInput): DataSource {
  const pick = source.pick ?? 'random'
  const whenUsedUp = source.whenUsedUp ?? (pick === 'unique' ? 'stop' : 'recycle')
  return { file: source.file, format: dataFormat(source) ?? 'csv', pick, whenUsedUp }
}

type BudgetInput = NonNullable<ScenarioInput['budgets']>[number]

function buildBudget(budget: BudgetInput, path: DocumentPath, reader: TextReader): Budget {
  return {
    match: reader.texts(budget.match, [...path, 'match']),
    ...budgetRate(budget.rate),
    whenSpent: budget.whenSpent ?? 'wait',
  }
}

/** `50/1m` or `10/s`. */
export function budgetRate(rate: string): { tokens: number; perUs: number } {
  const [, tokens = '', per = ''] = BUDGET_RATE.exec(rate) ?? []
  return { tokens: Number(tokens), perUs: parseDuration(/^\d/.test(per) ? per : `1${per}`) }
}
