import type { ErrorDetail } from '../../../shared/errors.ts'
import { HeadroomError } from '../../../shared/errors.ts'
import type { Observed } from '../exemplars/exemplars.ts'
import type { HttpConnection, HttpRequest, HttpResult, ResponseHandler } from '../http/client.ts'
import { FAILURES } from '../http/failures.ts'
import type { RequestFailure } from '../http/failures.ts'
import type { Origin } from '../http/origin.ts'
import type { Check, CheckScope } from './checks.ts'
import type { FlowContext } from './context.ts'
import { Cookies } from './cookies.ts'
import { DigestSession } from './digestSession.ts'
import type { Credentials } from './digest.ts'
import { GatePass } from './gatePass.ts'
import type { GatePasser } from './gatePass.ts'
import { graphqlProblem } from './graphql.ts'
import { redirectOf } from './redirect.ts'
import type { RequestOp } from './requestOp.ts'
import type { StepSeries } from './requestSeries.ts'
import { ResponseBody } from './responseBody.ts'
import { StreamHandler } from '../stream/streamHandler.ts'
import type { StreamOwner } from '../stream/streamHandler.ts'
import type { StreamReader } from '../stream/streamReader.ts'

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
export class RequestRunner implements ResponseHandler, GatePasser, StreamOwner {
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
  private readonly gates: GatePass
  private stream: StreamHandler | undefined
  private digests: DigestSession | undefined
  /** Of a step that answers digest challenges. */
  private credentials: Credentials | undefined
  /** A challenge was answered: a second one says that the answer was wrong. */
  private challengeAnswered = false
  private inFlight = false

  constructor(owner: RequestOwner, context: FlowContext) {
    this.owner = owner
    this.context = context
    this.gates = new GatePass(this, context.clock, context.recorder)
  }

  start(op: RequestOp, dueUs: number): RequestStart {
    this.op = op
    this.dueUs = dueUs
    this.redirects = 0
    this.challengeAnswered = false
    try {
      this.credentials = op.digest?.render(this.owner)
      this.request = op.template.make(this.owner)
      this.series = op.series.of(this.owner)
    } catch (error) {
      return this.notMade(op, error)
    }
    const answer = this.gates.ask(op.gates, op.gateSeries)
    if (answer === 'granted') this.send()
    if (answer !== 'refused') return 'pending'
    this.refuse(op)
    return 'next'
  }

  interrupt(): void {
    const { op } = this
    if (!op) return
    this.stream?.cancel()
    if (this.inFlight) this.connection?.abort()
    else this.gates.leave()
    this.idle()
  }

  /** As k6 does at the start of each iteration. */
  iterationStarts(): void {
    this.cookies.clear()
    if (this.context.scenario.target.http?.noVUConnectionReuse) this.dispose()
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

  passed(): void {
    if (this.op) this.send()
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

  streams(status: number): boolean {
    return this.op?.streams(status) ?? false
  }

  done(result: HttpResult): void {
    this.answered(result, undefined)
  }

  answered(result: HttpResult, stream: StreamReader | undefined): void {
    const { op, request, series } = this
    if (!op || !request || !series) return
    this.inFlight = false
    this.stream = undefined
    const { failure, status, endedAtUs } = result
    const next =
      failure === undefined && op.follows(status) && this.redirects < op.maxRedirects
        ? redirectOf(request, result, this.context.origins)
        : undefined
    const isChallenge = this.credentials !== undefined && !this.challengeAnswered && this.isChallenge(request, result)
    const goesOn = next !== undefined || isChallenge
    const isRight = failure === undefined && (goesOn || op.expects(status))
    const body = op.checks.length > 0 || stream ? new ResponseBody(result, stream) : undefined
    const fault = isRight && !goesOn && body ? faultOf(op, body) : undefined
    const expected = isRight && fault === undefined
    const { host } = request.origin
    const outcome = failure
      ? series.ofFailure(failure, host)
      : fault
        ? series.ofFault(status, fault.failure, host)
        : series.ofStatus(status, expected, host)
    this.context.recorder.touch(outcome.set, endedAtUs)
    outcome.record(result, this.dueUs)
    series.headers?.record(result, this.context.recorder)
    if (result.lookingUpUs > 0) outcome.recordLookup(this.context.recorder, result)
    if (result.header('set-cookie') !== undefined) this.cookies.keep(request, result.headers())
    if (next || isChallenge) {
      if (next) {
        this.redirects++
        this.request = next
        if (next.origin !== request.origin) this.credentials = undefined
      }
      this.challengeAnswered = isChallenge
      this.dueUs = endedAtUs
      this.send()
      return
    }
    const failedChecks = body && op.checks.length > 0 ? this.check(op, result, body, expected) : NONE
    if (fault) this.observeFailure(op, fault.failure.name, result, failedChecks, fault)
    else if (!expected) this.observeFailure(op, failure?.name ?? `status ${status}`, result, failedChecks)
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

  private send(): void {
    const request = this.request as HttpRequest
    const connection = this.connection?.origin === request.origin ? this.connection : this.connectionTo(request.origin)
    this.cookie = this.cookies.headerFor(request)
    this.inFlight = true
    const signed = (this.credentials && this.digests?.sign(request, this.credentials)) ?? request
    connection.send(signed, this.cookie, this.handlerFor(connection))
  }

  private isChallenge(request: HttpRequest, result: HttpResult): boolean {
    if (result.status !== 401) return false
    this.digests ??= new DigestSession()
    return this.digests.challenged(request, result)
  }

  private handlerFor(connection: HttpConnection): ResponseHandler {
    const { stream: plan, streamSeries } = this.op as RequestOp
    if (!plan || !streamSeries) return this
    const { clock } = this.context
    return (this.stream = new StreamHandler(this, plan, streamSeries.of(this.owner), this.owner, connection, clock))
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

  private check(op: RequestOp, result: HttpResult, body: ResponseBody, expected: boolean): readonly FailedCheck[] {
    let failed: FailedCheck[] | undefined
    this.context.recorder.touch(op.checkSet, result.endedAtUs)
    for (let index = 0; index < op.checks.length; index++) {
      const check = op.checks[index]
      if (!check || (check.ofStream && expected && !body.stream)) continue
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
    if (!this.gates.skips) this.countNotSent(op, FAILURES.budgetSpent, undefined)
    this.idle()
  }

  private countNotSent(op: RequestOp, failure: RequestFailure, error: ErrorDetail | undefined): void {
    const { recorder, clock } = this.context
    const nowUs = clock.nowUs()
    const outcome = (this.series ?? op.series.fallback()).ofFailure(failure, this.request?.origin.host)
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

  private observeFailure(
    op: RequestOp,
    reason: string,
    result: HttpResult,
    failed: readonly FailedCheck[],
    fault?: Fault,
  ): void {
    this.context.exemplars.failed(op.name, reason, () => ({
      ...this.observed(op, result, failed),
      ...(fault && { error: errorOf(fault) }),
    }))
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
    this.stream = undefined
    this.inFlight = false
  }
}

const NONE: readonly FailedCheck[] = []

function failedCheck({ name, expected, where }: Check, actual: string): FailedCheck {
  return { name, expected, where, actual }
}

/** What makes a whole response with the right status count as failed. */
interface Fault {
  failure: RequestFailure
  detail: string
}

function faultOf(op: RequestOp, body: ResponseBody): Fault | undefined {
  const { stream } = body
  if (stream?.failure) return { failure: stream.failure, detail: stream.problem }
  const detail = op.failsByErrors ? graphqlProblem(body) : undefined
  return detail === undefined ? undefined : { failure: FAILURES.graphqlErrors, detail }
}

function errorOf({ failure: { code, name, hint }, detail }: Fault): ErrorDetail {
  return { code: String(code), message: detail === '' ? name : `${name}: ${detail}`, hint }
}

export function failureOfTemplate(error: HeadroomError): RequestFailure {
  if (error.code === 'DATA_USED_UP') return FAILURES.dataUsedUp
  if (error.code === 'URL_INVALID') return FAILURES.invalidUrl
  return FAILURES.variableMissing
}
