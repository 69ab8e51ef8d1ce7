import type { Tags } from '../../../shared/metrics/series.ts'
import { MAX_REDIRECTS } from '../../../shared/scenario/http.ts'
import type { RequestStep, Target } from '../../../shared/scenario/types.ts'
import type { Gate } from '../budgets/gate.ts'
import { EXCERPT_BYTES } from '../exemplars/exemplars.ts'
import { SeriesSet } from '../metrics/recorder.ts'
import type { RateSeries } from '../metrics/series.ts'
import { compileChecks, isExpected } from './checks.ts'
import type { Check } from './checks.ts'
import type { FlowContext } from './context.ts'
import { digestTemplate } from './digestSession.ts'
import type { DigestTemplate } from './digestSession.ts'
import type { ExecutorSeries } from './executorSeries.ts'
import { compileStream } from '../stream/streamPlan.ts'
import type { StreamPlan } from '../stream/streamPlan.ts'
import { StreamSeries } from '../stream/streamSeries.ts'
import { GateSeries } from './gatePass.ts'
import { compileRequest } from './requestTemplate.ts'
import type { RequestTemplate } from './requestTemplate.ts'
import { StepSeries } from './requestSeries.ts'
import { BODY_LIMIT_BYTES } from './responseBody.ts'
import { TaggedSeries } from './taggedSeries.ts'

/** Tags that everything of one step carries besides its own. @param group k6's notation, `::checkout`; '' outside of groups */
export function placeTags(executor: ExecutorSeries, group: string, step: string): Tags {
  return { ...executor.tags, ...(group === '' ? {} : { group }), step }
}

/** A request step, compiled for one executor and group. Shared by all virtual users of the worker. */
export class RequestOp {
  readonly kind = 'request'
  readonly name: string
  readonly flow: string
  readonly template: RequestTemplate
  readonly series: TaggedSeries<StepSeries>
  readonly checks: readonly Check[]
  readonly checkSet: SeriesSet
  /** checkRates[i] belongs to checks[i]. */
  readonly checkRates: readonly RateSeries[]
  readonly gates: readonly Gate[]
  readonly maxRedirects: number
  readonly digest: DigestTemplate | undefined
  /** Only when there are gates. */
  readonly gateSeries: GateSeries | undefined
  /** Set when responses are read as streams. */
  readonly stream: StreamPlan | undefined
  readonly streamSeries: TaggedSeries<StreamSeries> | undefined
  /** A GraphQL answer with errors counts as failed. */
  readonly failsByErrors: boolean
  /** Durations beyond it are offered to the slowest requests. */
  slowThresholdUs = -Infinity
  private readonly expect: RequestStep['expect']
  private readonly needsBody: boolean

  /** @param group k6's notation, `::checkout`; '' outside of groups */
  constructor(step: RequestStep, flow: string, group: string, executor: ExecutorSeries, context: FlowContext) {
    const { registry, scenario } = context
    const wantedHeaders = scenario.observe?.find((one) => one.kind === 'headers')
    const place = placeTags(executor, group, step.name)
    this.name = step.name
    this.flow = flow
    this.expect = step.expect
    this.template = compileRequest(withTimeOfStream(step, scenario.target), scenario.target, context.origins)
    this.series = new TaggedSeries(
      { ...step.tags, ...place, method: step.method },
      context.maxSeries,
      (tags) => new StepSeries(registry, tags, executor, wantedHeaders),
    )
    this.checks = compileChecks(step)
    this.failsByErrors = step.graphqlErrors === 'absent'
    this.needsBody = this.checks.some((check) => check.needsBody)
    this.stream = step.stream && compileStream(step.stream)
    this.streamSeries =
      step.stream &&
      new TaggedSeries(
        { ...step.tags, ...place },
        context.maxSeries,
        (tags) => new StreamSeries(registry, context.recorder, tags),
      )
    this.checkRates = this.checks.map((check) => registry.rate('checks', { ...place, check: check.name }))
    this.checkSet = new SeriesSet(this.checkRates)
    this.maxRedirects = step.maxRedirects ?? scenario.target.http?.maxRedirects ?? MAX_REDIRECTS
    this.digest = digestTemplate(step.auth ?? scenario.target.auth)
    this.gates = context.gatesFor({ ...step.tags, ...place })
    this.gateSeries = this.gates.length > 0 ? new GateSeries(registry, place) : undefined
  }

  /** Whether the scenario wants this status. */
  expects(status: number): boolean {
    return isExpected(this.expect, status)
  }

  /** A redirect is followed unless its status is itself what the step expects. */
  follows(status: number): boolean {
    return status >= 300 && status < 400 && !(this.expect.status && this.expects(status))
  }

  /** Whether a response with this status is read as a stream: what was expected but is no success (a 429) is not one. */
  streams(status: number): boolean {
    return this.stream !== undefined && status >= 200 && status < 300 && this.expects(status)
  }

  /** How much of a body is kept: all for the checks, an excerpt to show of what was not expected, otherwise nothing. */
  bodyLimit(status: number): number {
    if (this.needsBody) return BODY_LIMIT_BYTES
    return this.expects(status) ? 0 : EXCERPT_BYTES * 2
  }
}

/** A stream that is to be read for some time may take that besides the time of any response. */
function withTimeOfStream(step: RequestStep, target: Target): RequestStep {
  const timeUs = step.stream?.until.timeUs
  return timeUs === undefined || step.timeoutUs !== undefined ? step : { ...step, timeoutUs: target.timeoutUs + timeUs }
}
