import type { Scenario, Step, RequestStep, ExecutorConfig } from '../../../shared/scenario/types.ts'
import type { PrepareMessage } from '../protocol.ts'

/** Test support: scenarios and steps with every key filled in. */

export const COMMON = { flow: 'main', startTimeUs: 0, gracefulStopUs: 1e6, tags: {}, env: {} }

export function get(url: string, more: Partial<RequestStep> = {}): RequestStep {
  return {
    kind: 'request',
    method: 'GET',
    url,
    name: `GET ${url}`,
    tags: {},
    headers: {},
    query: {},
    expect: {},
    extract: {},
    ...more,
  }
}

export function scenarioOf(
  baseUrl: string,
  steps: readonly Step[],
  more: Partial<Omit<Scenario, 'load'>> & { executor?: ExecutorConfig } = {},
): Scenario {
  const { executor, ...rest } = more
  return {
    version: 1,
    name: 'test',
    target: { baseUrl, headers: {}, timeoutUs: 10e6 },
    variables: {},
    metrics: {},
    data: {},
    flows: { main: steps },
    load: { main: executor ?? { ...COMMON, executor: 'constant-vus', vus: 1, durationUs: 1e6 } },
    thresholds: [],
    guards: {},
    budgets: [],
    ...rest,
  }
}

export function prepareOf(scenario: Scenario, more: Partial<PrepareMessage> = {}): PrepareMessage {
  return {
    type: 'prepare',
    scenario,
    segment: { index: 0, count: 1 },
    data: {},
    seed: 1,
    secrets: [],
    maxSeries: 1000,
    ...more,
  }
}
