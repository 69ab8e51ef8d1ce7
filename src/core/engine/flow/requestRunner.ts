import type { ErrorDetail } from '../../../shared/errors.ts'
import { HeadroomError } from '../../../shared/errors.ts'
import type { GateWaiter } from '../budgets/gate.ts'
import type { Observed } from '../exemplars/exemplars.ts'
import type { HttpConnection, HttpRequest, HttpResult, ResponseHandler } from '../http/client.ts'
import { FAILURES } from '../http/failures.ts'
import type { RequestFailure } from '../http/failures.ts'
import type { Origin } from '../http/origin.ts'
import type { Check, CheckScope } from './checks.ts'
import type { FlowContext } from './context.ts'
import { Cookies } from './cookies.ts'
import { MAX_REDIRECTS, redirectOf } from './redirect.ts'
import type { RequestOp } from './requestOp.ts'
import type { StepSeries } from './requestSeries.ts'
import { ResponseBody } from './responseBody.ts'

/** The virtual user whose requests these are. */
export interface RequestOwner extends CheckScope {
  /** The step is over, whatever came of it. */
  stepEnded(endedAtUs: number): void
}

/** `pending`: the owner's `stepEnded` follows. `next`: the step is over already. `stop`: the iteration cannot go on. */
export type RequestStart = 'pending' | 'next' | 'stop'

type FailedCheck = Observed['checks'][number]

/**
 * Runs the request steps of one virtual user, one at a time: gates, sending, redirects, cookies, series, checks, exemplars.
 *
 *   idle -> start() -> at a gate -> in flight -> redirect -> in flight ... -> response or failure -> owner.stepEnded -> idle
 *                          |-> refused: skipped or failed -> owner.stepEnded
 *                          '----- interrupt() at any point: idle, nobody is called -----
 */
export class RequestRunner implements ResponseHandler, GateWaiter {
  private readonly owner: RequestOwner
  private readonly context: FlowContext
  readonly cookies = new Cookies()
  /** One per origin; nearly always there is one. */
  private readonly connections: HttpConnection[] = []
  private connection: HttpConnection | undefined
  private op: RequestOp | undefined
  private request: HttpRequest | undefined
  private series: StepSeries | undefined
  private cookie = ''
  /** Intended start: what a user waited is counted from here. */
  private dueUs = 0
  private redirects = 0
  private gateIndex = 0
  private gateSinceUs = 0
  private delayed = false
  private inFlight = false

  constructor(owner: RequestOwner, context: FlowContext) {
    this.owner = owner
    this.context = context
  }

  start(op: RequestOp, dueUs: number): RequestStart {
    this.op = op
    this.dueUs = dueUs
    this.redirects = 0
    try {
      this.request = op.template.make(this.owner)
      this.series = op.series.of(this.owner)
    } catch (error) {
      return this.notMade(op, error)
    }
    if (op.gates.length === 0) {
      this.send()
      return 'pending'
    }
    this.gateIndex = 0
    this.delayed = false
    this.gateSinceUs = this.context.clock.nowUs()
    return this.passGates(op)
  }

  interrupt(): void {
    const { op } = this
    if (!op) return
    if (this.inFlight) this.connection?.abort()
    else op.gates[this.gateIndex]?.leave(this)
    this.idle()
  }

  dispose(): void {
    for (const connection of this.connections) connection.close()
    this.connections.length = 0
    this.connection = undefined
  }

  /** Of the request that was answered last; only while its checks are made. */
  cookieValue(name: string): string | undefined {
    return this.request && this.cookies.valueFor(this.request, name)
  }

  granted(): void {
    const { op } = this
    if (!op) return
    this.gateIndex++
    if (this.passGates(op) === 'next') this.owner.stepEnded(this.context.clock.nowUs())
  }

  refused(): void {
    const { op } = this
    if (!op) return
    this.refuse(op)
    this.owner.stepEnded(this.context.clock.nowUs())
  }

  bodyLimit(status: number): number {
    return this.op?.bodyLimit(status) ?? 0
  }

  done(result: HttpResult): void {
    const { op, request, series } = this
    if (!op || !request || !series) return
    this.inFlight = false
    const { failure, status, endedAtUs } = result
    const next =
      failure === undefined && op.follows(status) && this.redirects < MAX_REDIRECTS
        ? redirectOf(request, result, this.context.origins)
        : undefined
    const expected = failure === undefined && (next !== undefined || op.expects(status))
    const outcome = failure ? series.ofFailure(failure) : series.ofStatus(status, expected)
    this.context.recorder.touch(outcome.set, endedAtUs)
    outcome.record(result, this.dueUs)
    series.headers?.record(result, this.context.recorder)
    if (result.header('set-cookie') !== undefined) this.cookies.keep(request, result.headers())
    if (next) {
      this.redirects++
      this.request = next
      this.dueUs = endedAtUs
      this.send()
      return
    }
    const failedChecks = op.checks.length > 0 ? this.check(op, result) : NONE
    if (!expected) this.observeFailure(op, failure?.name ?? `status ${status}`, result, failedChecks)
    else if (failedChecks.length > 0) {
      this.observeFailure(op, `check failed: ${failedChecks[0]?.name ?? ''}`, result, failedChecks)
    }
    const durationUs = result.sendingUs + result.waitingUs + result.receivingUs
    if (expected && durationUs > op.slowThresholdUs) {
      op.slowThresholdUs = this.context.exemplars.slow(op.name, durationUs, () => this.observed(op, result, NONE))
    }
    this.idle()
    this.owner.stepEnded(endedAtUs)
  }

  private passGates(op: RequestOp): RequestStart {
    for (; this.gateIndex < op.gates.length; this.gateIndex++) {
      const answer = op.gates[this.gateIndex]?.ask(this)
      if (answer === 'queued') {
        this.delayed = true
        return 'pending'
      }
      if (answer === 'refused') {
        this.refuse(op)
        return 'next'
      }
    }
    const { gateSeries } = op
    if (gateSeries) {
      const nowUs = this.context.clock.nowUs()
      const waitedUs = nowUs - this.gateSinceUs
      this.context.recorder.touch(gateSeries.set, nowUs)
      gateSeries.wait.add(waitedUs)
      if (this.delayed) gateSeries.limited.add(1)
    }
    this.send()
    return 'pending'
  }

  private send(): void {
    const request = this.request as HttpRequest
    const connection = this.connection?.origin === request.origin ? this.connection : this.connectionTo(request.origin)
    this.cookie = this.cookies.headerFor(request)
    this.inFlight = true
    connection.send(request, this.cookie, this)
  }

  private connectionTo(origin: Origin): HttpConnection {
    let connection = this.connections.find((each) => each.origin === origin)
    if (!connection) {
      connection = this.context.client.open(origin)
      this.connections.push(connection)
    }
    this.connection = connection
    return connection
  }

  private check(op: RequestOp, result: HttpResult): readonly FailedCheck[] {
    const body = new ResponseBody(result)
    let failed: FailedCheck[] | undefined
    this.context.recorder.touch(op.checkSet, result.endedAtUs)
    for (let index = 0; index < op.checks.length; index++) {
      const check = op.checks[index]
      if (!check) continue
      const actual = result.failure?.name ?? check.deviation(result, body, this.owner)
      op.checkRates[index]?.addSample(actual === undefined)
      if (actual !== undefined) (failed ??= []).push(failedCheck(check, actual))
    }
    return failed ?? NONE
  }

  /** A template without a value or data that are used up: the request is not sent, counts as failed, and ends the iteration. */
  private notMade(op: RequestOp, error: unknown): RequestStart {
    if (!(error instanceof HeadroomError)) throw error
    this.countNotSent(op, failureOfTemplate(error), error.toDetail())
    this.idle()
    return 'stop'
  }

  private refuse(op: RequestOp): void {
    const nowUs = this.context.clock.nowUs()
    const skips = op.gates[this.gateIndex]?.whenSpent === 'skip'
    if (op.gateSeries) {
      this.context.recorder.touch(op.gateSeries.set, nowUs)
      op.gateSeries.limited.add(1)
    }
    if (!skips) this.countNotSent(op, FAILURES.budgetSpent, undefined)
    this.idle()
  }

  private countNotSent(op: RequestOp, failure: RequestFailure, error: ErrorDetail | undefined): void {
    const { recorder, clock } = this.context
    const nowUs = clock.nowUs()
    const outcome = (this.series ?? op.series.fallback()).ofFailure(failure)
    recorder.touch(outcome.set, nowUs)
    outcome.recordNotSent()
    recorder.touch(op.checkSet, nowUs)
    const failed = op.checks.map((check, index) => {
      op.checkRates[index]?.addSample(false)
      return failedCheck(check, failure.name)
    })
    this.context.exemplars.failed(op.name, failure.name, () => ({
      ...this.observed(op, undefined, failed),
      error: error ?? { code: 'BUDGET_SPENT', message: 'The budget of this request was spent.' },
    }))
  }

  private observeFailure(op: RequestOp, reason: string, result: HttpResult, failed: readonly FailedCheck[]): void {
    this.context.exemplars.failed(op.name, reason, () => this.observed(op, result, failed))
  }

  private observed(op: RequestOp, result: HttpResult | undefined, checks: readonly FailedCheck[]): Observed {
    const failure = result?.failure
    return {
      step: op.name,
      flow: op.flow,
      vu: this.owner.vu,
      iteration: this.owner.iteration,
      request: this.request,
      cookie: this.cookie,
      result,
      error: failure && { code: String(failure.code), message: failure.name },
      checks,
      atUs: result?.endedAtUs ?? this.context.clock.nowUs(),
    }
  }

  private idle(): void {
    this.op = undefined
    this.series = undefined
    this.request = undefined
    this.inFlight = false
  }
}

const NONE: readonly FailedCheck[] = []

function failedCheck({ name, expected, where }: Check, actual: string): FailedCheck {
  return { name, expected, where, actual }
}

function failureOfTemplate(error: HeadroomError): RequestFailure {
  if (error.code === 'DATA_USED_UP') return FAILURES.dataUsedUp
  if (error.code === 'URL_INVALID') return FAILURES.invalidUrl
  return FAILURES.variableMissing
}
