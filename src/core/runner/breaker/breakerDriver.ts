import { compile } from 'json-p3'
import { BREAKER_STATES, type BreakerState } from '../../../shared/breaker.ts'
import type { BreakerPlan, PlainCall } from '../../../shared/scenario/breaker.ts'
import { allowedHosts } from '../../../shared/scenario/hosts.ts'
import type { Scenario } from '../../../shared/scenario/types.ts'
import type { TimerHandle } from '../../engine/clock.ts'
import { GuardedResolver } from '../../engine/http/resolver.ts'
import { GuardedGet, type Looked } from '../observers/guardedGet.ts'
import type { Observer, ObserverContext } from '../observers/observer.ts'
import type { BreakerTimeline } from '../../analysis/breaker/breakerTimeline.ts'

/** As the metric breaker_state has them. */
const STATE_VALUES: Readonly<Record<BreakerState, number>> = { CLOSED: 0, HALF_OPEN: 1, OPEN: 2 }
/** Switching a fault takes a moment; one that hangs must not hold the run. */
const SWITCH_LIMIT_MS = 5000
/** What a run that is over waits for its faults to end. */
const UNDO_LIMIT_MS = 1500

/** Sends one of the plan's requests. Rejects when there is no whole answer in time. */
export type BreakerCaller = (call: PlainCall, timeoutMs: number) => Promise<Looked>

/**
 * Switches a plan's faults at their times and watches the breaker's state, one question at a time. A fault that is on when the run
 * ends is switched off then.
 */
export class BreakerDriver implements Observer {
  readonly name: string
  private readonly plan: BreakerPlan
  private readonly timeline: BreakerTimeline
  private readonly send: BreakerCaller
  private readonly close: () => void
  private readonly timers = new Set<TimerHandle>()
  private readonly active = new Map<BreakerPlan['faults'][number], Promise<void>>()
  private asking = false
  private stopped = false

  constructor(plan: BreakerPlan, timeline: BreakerTimeline, send: BreakerCaller, close: () => void = () => {}) {
    this.name = plan.name
    this.plan = plan
    this.timeline = timeline
    this.send = send
    this.close = close
  }

  start(context: ObserverContext): void {
    const originUs = context.clock.nowUs() - context.nowMs() * 1000
    this.watch(context, originUs, 0)
    for (const fault of this.plan.faults) {
      this.later(context, originUs + fault.atMs * 1000, () => {
        this.active.set(fault, this.begin(context, fault))
      })
      this.later(context, originUs + (fault.atMs + fault.forMs) * 1000, () => {
        void this.end(context, fault, SWITCH_LIMIT_MS)
      })
    }
  }

  async stop(): Promise<void> {
    this.stopped = true
    const { context } = this
    if (context !== undefined) {
      for (const timer of this.timers) context.clock.cancel(timer)
      await Promise.all([...this.active.keys()].map(async (fault) => this.end(context, fault, UNDO_LIMIT_MS)))
    }
    this.close()
  }

  private context: ObserverContext | undefined

  private later(context: ObserverContext, atUs: number, callback: () => void): void {
    this.context = context
    const timer = context.clock.at(atUs, () => {
      this.timers.delete(timer)
      if (!this.stopped) callback()
    })
    this.timers.add(timer)
  }

  private watch(context: ObserverContext, originUs: number, number: number): void {
    this.later(context, originUs + number * this.plan.probe.everyMs * 1000, () => {
      // Times that have passed meanwhile, say while the machine slept, are left out.
      const passed = Math.floor((context.clock.nowUs() - originUs) / (this.plan.probe.everyMs * 1000))
      this.watch(context, originUs, Math.max(number, passed) + 1)
      if (!this.asking) void this.ask(context)
    })
  }

  /** Never rejects. */
  private async ask(context: ObserverContext): Promise<void> {
    this.asking = true
    const { call, timeoutMs } = this.plan.probe
    const state = await this.send(call, timeoutMs).then(
      (answer) => stateOf(this.plan.probe, answer),
      () => null,
    )
    this.asking = false
    if (this.stopped) return
    const atMs = context.nowMs()
    const before = this.timeline.seen(state, atMs)
    if (state !== null) {
      context.sample({ metric: 'breaker_state', tags: { breaker: this.name }, value: STATE_VALUES[state], atMs })
    }
    if (before === undefined) return
    const now = state ?? 'unknown: the probe does not tell it'
    const level = state === 'CLOSED' ? 'info' : 'warning'
    context.event(level, `The breaker of ${this.name} is ${now}${before === null ? '' : `, was ${before}`}.`)
  }

  private async begin(context: ObserverContext, fault: BreakerPlan['faults'][number]): Promise<void> {
    this.timeline.faultBegan(fault.name, context.nowMs())
    context.event('warning', `Fault switched on: ${fault.name}.`)
    await this.switchFault(context, fault.name, fault.start, SWITCH_LIMIT_MS)
  }

  private async end(context: ObserverContext, fault: BreakerPlan['faults'][number], limitMs: number): Promise<void> {
    const begun = this.active.get(fault)
    if (begun === undefined) return
    this.active.delete(fault)
    await begun
    if (fault.end !== undefined) await this.switchFault(context, fault.name, fault.end, limitMs)
    this.timeline.faultEnded(fault.name, context.nowMs())
    context.event('info', `Fault switched off: ${fault.name}.`)
  }

  private async switchFault(context: ObserverContext, name: string, call: PlainCall, limitMs: number): Promise<void> {
    const why = await this.send(call, limitMs).then(
      ({ status }) => (status < 400 ? undefined : `status ${status}`),
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    )
    if (why === undefined) return
    const text = `${call.method} ${call.url} for the fault ${name} failed: ${why}`
    this.timeline.trouble(text)
    context.event('error', `${text}.`)
  }
}

/** What the probe's answer says; null when it says nothing that is known. */
export function stateOf({ state, values }: BreakerPlan['probe'], answer: Looked): BreakerState | null {
  const said = saidBy(state, answer)
  if (said === undefined) return null
  const named = values[said] ?? BREAKER_STATES.find((one) => plain(one) === plain(said))
  return named ?? null
}

function saidBy(state: BreakerPlan['probe']['state'], { status, headers, body }: Looked): string | undefined {
  if (state.from === 'status') return String(status)
  if (state.from === 'header') {
    const value = headers[state.name]
    return Array.isArray(value) ? value[0] : value
  }
  try {
    const [value] = compile(state.path)
      .query(JSON.parse(body) as never)
      .values()
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : undefined
  } catch {
    return undefined
  }
}

/** `half-open`, `halfOpen` and `HALF_OPEN` are one. */
function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z]/g, '')
}

/** The driver of a scenario's breaker over real HTTP: guarded hosts, connections of its own. */
export function createBreakerDriver(
  plan: BreakerPlan,
  timeline: BreakerTimeline,
  { target, guards }: Scenario,
): BreakerDriver {
  const resolver = new GuardedResolver(allowedHosts(guards))
  const clients = new Map<PlainCall, GuardedGet>()
  const clientOf = (call: PlainCall): GuardedGet => {
    const known = clients.get(call)
    if (known !== undefined) return known
    const isPath = call.url.startsWith('/')
    const body = call.json === undefined ? undefined : JSON.stringify(call.json)
    const headers = {
      ...(isPath ? target.headers : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...call.headers,
    }
    const url = isPath ? `${target.baseUrl.replace(/\/$/, '')}${call.url}` : call.url
    const client = new GuardedGet(url, headers, resolver, {
      method: call.method,
      ...(body === undefined ? {} : { body }),
    })
    clients.set(call, client)
    return client
  }
  const send: BreakerCaller = async (call, timeoutMs) => clientOf(call).get(AbortSignal.timeout(timeoutMs))
  return new BreakerDriver(plan, timeline, send, () => {
    for (const client of clients.values()) client.close()
  })
}
