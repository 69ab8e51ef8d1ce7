import type { ErrorDetail } from '../../../shared/errors.ts'
import type { Exemplar } from '../../../shared/run.ts'
import type { HttpRequest, HttpResult } from '../http/client.ts'
import type { Redactor } from './redact.ts'
import { FailureReservoir, Highest } from './reservoir.ts'

export const EXCERPT_BYTES = 2048
const SLOWEST_PER_STEP = 10

/** One exchange as the virtual user saw it. */
export interface Observed {
  step: string
  flow: string
  vu: number
  iteration: number
  /** Absent when the request could not be made. */
  request: HttpRequest | undefined
  cookie: string
  /** Absent when it was not sent. */
  result: HttpResult | undefined
  error: ErrorDetail | undefined
  checks: Exemplar['checks']
  atUs: number
}

/** A bounded choice of what went wrong and of the slowest requests; everything in it is free of secrets. */
export class Exemplars {
  private readonly failures = new Map<string, FailureReservoir<Exemplar>>()
  private readonly slowest = new Map<string, Highest<Exemplar>>()
  private readonly redactor: Redactor
  private readonly random: () => number
  private readonly post: (exemplar: Exemplar) => void
  private originUs = 0

  constructor(redactor: Redactor, random: () => number, post: (exemplar: Exemplar) => void) {
    this.redactor = redactor
    this.random = random
    this.post = post
  }

  begin(originUs: number): void {
    this.originUs = originUs
  }

  /** @param observe called only when this failure is chosen */
  failed(step: string, reason: string, observe: () => Observed): void {
    const key = `${step}\n${reason}`
    let reservoir = this.failures.get(key)
    if (!reservoir) {
      reservoir = new FailureReservoir(this.random)
      this.failures.set(key, reservoir)
    }
    const chosen = reservoir.offer(() => this.build('failed', reason, observe()))
    if (chosen) this.post(chosen)
  }

  /** @returns what a duration in microseconds must exceed to be among the slowest of that step from now on */
  slow(step: string, durationUs: number, observe: () => Observed): number {
    let highest = this.slowest.get(step)
    if (!highest) {
      highest = new Highest(SLOWEST_PER_STEP)
      this.slowest.set(step, highest)
    }
    if (durationUs > highest.threshold) highest.add(durationUs, this.build('slow', 'slow', observe()))
    return highest.threshold
  }

  /** Sends what was kept for the end of the run. */
  finish(): void {
    for (const reservoir of this.failures.values()) for (const exemplar of reservoir.drain()) this.post(exemplar)
    for (const highest of this.slowest.values()) for (const exemplar of highest.values()) this.post(exemplar)
  }

  private build(kind: Exemplar['kind'], reason: string, seen: Observed): Exemplar {
    const { request, result, error } = seen
    return {
      atMs: Math.round((seen.atUs - this.originUs) / 1e3),
      kind,
      reason: this.redactor.text(reason),
      step: seen.step,
      flow: seen.flow,
      vu: seen.vu,
      iteration: seen.iteration,
      request: request ? this.requestPart(request, seen.cookie) : { method: '', url: '', headers: {} },
      ...(result && result.status > 0 ? { response: this.responsePart(result) } : {}),
      ...(error ? { error: { ...error, message: this.redactor.text(error.message) } } : {}),
      checks: seen.checks.map((check) => ({ ...check, actual: this.redactor.text(check.actual) })),
      timings: timingsOf(result),
    }
  }

  private requestPart(request: HttpRequest, cookie: string): Exemplar['request'] {
    const headers = cookie === '' ? request.headers : [...request.headers, 'cookie', cookie]
    return {
      method: request.method,
      url: this.redactor.url(request.origin.text + request.path),
      headers: { host: request.origin.host, ...this.redactor.headers(headers) },
      ...(request.body === undefined ? {} : { bodyExcerpt: this.excerpt(request.body) }),
    }
  }

  private responsePart(result: HttpResult): NonNullable<Exemplar['response']> {
    const body = result.body()
    return {
      status: result.status,
      headers: this.redactor.headers(result.headers()),
      ...(body.length === 0 ? {} : { bodyExcerpt: this.excerpt(body) }),
    }
  }

  /** Redacted before it is cut, so that no half of a secret stays. */
  private excerpt(body: NonNullable<HttpRequest['body']>): string {
    if (typeof body !== 'string' && !(body instanceof Uint8Array)) return `(${body.byteLength} bytes from files)`
    const head = body.slice(0, EXCERPT_BYTES * 2)
    const text = typeof head === 'string' ? head : Buffer.from(head).toString('utf8')
    return this.redactor.text(text).slice(0, EXCERPT_BYTES)
  }
}

function timingsOf(result: HttpResult | undefined): Exemplar['timings'] {
  if (!result) {
    return { blocked: 0, connecting: 0, tlsHandshaking: 0, sending: 0, waiting: 0, receiving: 0, duration: 0 }
  }
  const { blockedUs, connectingUs, tlsHandshakingUs, sendingUs, waitingUs, receivingUs } = result
  return {
    blocked: Math.round(blockedUs),
    connecting: Math.round(connectingUs),
    tlsHandshaking: Math.round(tlsHandshakingUs),
    sending: Math.round(sendingUs),
    waiting: Math.round(waitingUs),
    receiving: Math.round(receivingUs),
    duration: Math.round(sendingUs + waitingUs + receivingUs),
  }
}
