import type { Tags } from '../../../shared/metrics/series.ts'
import { compileTemplate } from '../../../shared/scenario/template.ts'
import type { ChooseStep, ExecutorConfig, RecordStep, Step } from '../../../shared/scenario/types.ts'
import { SeriesSet } from '../metrics/recorder.ts'
import type { FlowContext } from './context.ts'
import { customSeries } from './customSeries.ts'
import { ExecutorSeries } from './executorSeries.ts'
import type { ChooseOp, Flow, GroupEndOp, Op, RecordOp } from './ops.ts'
import { RequestOp } from './requestOp.ts'
import { WebSocketOp } from '../websocket/webSocketOp.ts'
import { TaggedSeries } from './taggedSeries.ts'

/** What one executor's iterations run. */
export interface ExecutorProgram {
  readonly flow: Flow
  readonly series: ExecutorSeries
  /** The scenario's variables with the executor's own over them. */
  readonly variables: ReadonlyMap<string, unknown>
}

/**
 * Compiles the flow of one executor. The same step in two executors or groups is two ops, because their series differ.
 * @throws HeadroomError TEMPLATE_INVALID, JSONPATH_INVALID, URL_INVALID
 */
export function compileExecutor(name: string, config: ExecutorConfig, context: FlowContext): ExecutorProgram {
  const series = new ExecutorSeries(context.registry, context.recorder, name, config.tags)
  return {
    flow: new FlowCompiler(series, context).flow(config.flow, ''),
    series,
    variables: new Map(Object.entries({ ...context.scenario.variables, ...config.env })),
  }
}

class FlowCompiler {
  private readonly executor: ExecutorSeries
  private readonly context: FlowContext
  private readonly flows = new Map<string, Flow>()

  constructor(executor: ExecutorSeries, context: FlowContext) {
    this.executor = executor
    this.context = context
  }

  flow(name: string, group: string): Flow {
    const key = `${name}\n${group}`
    const known = this.flows.get(key)
    if (known) return known
    const flow: Flow = { name, ops: [] }
    this.flows.set(key, flow)
    const steps = this.context.scenario.flows[name] ?? []
    flow.ops = steps.flatMap((step) => this.ops(step, name, group))
    return flow
  }

  private ops(step: Step, flow: string, group: string): Op[] {
    switch (step.kind) {
      case 'request':
        return [new RequestOp(step, flow, group, this.executor, this.context)]
      case 'websocket':
        return [new WebSocketOp(step, flow, group, this.executor, this.context)]
      case 'think':
        return [{ kind: 'think', minUs: step.minUs, maxUs: step.maxUs }]
      case 'choose':
        return [this.choose(step, group)]
      case 'flow':
        return [{ kind: 'call', flow: this.flow(step.flow, group) }]
      case 'record':
        return [this.record(step, group)]
      case 'group': {
        const inner = `${group}::${step.name}`
        return [
          { kind: 'groupStart' },
          ...step.steps.flatMap((each) => this.ops(each, flow, inner)),
          this.groupEnd(inner),
        ]
      }
    }
  }

  private choose(step: ChooseStep, group: string): ChooseOp {
    const total = step.branches.reduce((sum, branch) => sum + branch.weight, 0)
    let sum = 0
    const limits = step.branches.map((branch) => (sum += branch.weight) / total)
    return { kind: 'choose', limits, branches: step.branches.map((branch) => this.flow(branch.flow, group)) }
  }

  private groupEnd(group: string): GroupEndOp {
    const duration = this.context.registry.trend('group_duration', this.tags(group))
    return { kind: 'groupEnd', set: new SeriesSet([duration]), duration }
  }

  private record(step: RecordStep, group: string): RecordOp {
    const { registry, scenario, maxSeries } = this.context
    const shape = scenario.metrics[step.metric]
    if (!shape) throw new Error(`no such metric: ${step.metric}`)
    return {
      kind: 'record',
      metric: step.metric,
      value: compileTemplate(step.value),
      series: new TaggedSeries({ ...step.tags, ...this.tags(group) }, maxSeries, (tags) =>
        customSeries(registry, step.metric, shape, tags),
      ),
    }
  }

  private tags(group: string): Tags {
    return group === '' ? this.executor.tags : { ...this.executor.tags, group }
  }
}
