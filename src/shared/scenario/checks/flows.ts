import { senderOf } from '../buildSteps.ts'
import type { Report } from '../findings.ts'
import type { ScenarioParts, StepPart } from '../parts.ts'
import { NAME } from '../schema/common.ts'
import { thinkRange } from '../schema/think.ts'
import { nearest } from '../suggest.ts'
import type { DocumentPath } from '../path.ts'

/** Flows that are called but not there, that call themselves, or that nothing runs. */
export function checkFlows(parts: ScenarioParts, report: Report): void {
  const { flows } = parts.names
  const unknown = (flow: string, path: DocumentPath, at?: 'key') => {
    if (flows.includes(flow)) return
    const close = nearest(flow, flows)
    const hint = close ? `Did you mean \`${close}\`?` : `There are: ${flows.join(', ')}.`
    report({ code: 'FLOW_UNKNOWN', message: `There is no flow \`${flow}\`.`, hint, path, ...(at && { at }) })
  }
  for (const { value: step, path } of parts.steps) {
    if ('flow' in step) unknown(step.flow, [...path, 'flow'])
    if ('choose' in step) for (const flow of Object.keys(step.choose)) unknown(flow, [...path, 'choose', flow], 'key')
  }
  for (const { value: config, path } of parts.executors) {
    if (config.flow !== undefined) unknown(config.flow, [...path, 'flow'])
    else if (flows.length > 1) {
      const hint = `Say which with \`flow\`: ${flows.join(', ')}.`
      report({ code: 'FLOW_MISSING', message: 'It is not clear which flow this runs.', hint, path: [...path, 'flow'] })
    }
  }
  checkCycles(parts, report)
  checkUse(parts, report)
}

/** Names of the flows that a step calls. */
function callsOf({ value: step }: StepPart): string[] {
  if ('flow' in step) return [step.flow]
  return 'choose' in step ? Object.keys(step.choose) : []
}

/** One report per cycle, at the call that closes it. */
function checkCycles(parts: ScenarioParts, report: Report): void {
  const finished = new Set<string>()
  const visit = (flow: string, above: readonly string[]) => {
    for (const part of parts.steps) {
      if (part.flow !== flow) continue
      for (const called of callsOf(part)) {
        const chain = [...above, flow]
        const from = chain.indexOf(called)
        if (from >= 0) {
          const key = 'flow' in part.value ? [] : [called]
          const path = [...part.path, 'flow' in part.value ? 'flow' : 'choose', ...key]
          const message = `The flow \`${called}\` calls itself: ${[...chain.slice(from), called].join(' → ')}.`
          report({ code: 'FLOW_CYCLE', message, hint: 'A flow ends; iterations repeat it.', path })
        } else if (!finished.has(called)) visit(called, chain)
      }
    }
    finished.add(flow)
  }
  for (const flow of parts.names.flows) if (!finished.has(flow)) visit(flow, [])
}

function checkUse(parts: ScenarioParts, report: Report): void {
  const { flows, load } = parts.names
  // A broken executor or step may be what would use it.
  if (parts.executors.length < load.length || load.length === 0) return
  if (flows.length > 1 && parts.executors.some(({ value }) => value.flow === undefined)) return
  const used = new Set(flows.length === 1 ? flows : [])
  const use = (flow: string) => {
    if (used.has(flow)) return
    used.add(flow)
    for (const part of parts.steps) if (part.flow === flow) callsOf(part).forEach(use)
  }
  for (const { value: config } of parts.executors) if (config.flow !== undefined) use(config.flow)
  for (const flow of flows) {
    if (used.has(flow) || !NAME.test(flow)) continue
    const message = `Nothing runs the flow \`${flow}\`.`
    report({ severity: 'warning', code: 'FLOW_UNUSED', message, path: ['flows', flow], at: 'key' })
  }
}

/** What one iteration of a flow does at least. */
export interface FlowFloor {
  requests: number
  thinkUs: number
}

/** The least that one iteration of each flow does, with the lightest branch of each choice. */
export class FlowFloors {
  private readonly parts: ScenarioParts
  private readonly known = new Map<string, FlowFloor>()

  constructor(parts: ScenarioParts) {
    this.parts = parts
  }

  of(flow: string): FlowFloor {
    const known = this.known.get(flow)
    if (known) return known
    const floor: FlowFloor = { requests: 0, thinkUs: 0 }
    // Set before its steps are looked at: a cycle, which is reported elsewhere, ends here.
    this.known.set(flow, floor)
    for (const part of this.parts.steps) {
      if (part.flow !== flow) continue
      const { value: step } = part
      if (senderOf(step)) floor.requests++
      if ('think' in step) floor.thinkUs += thinkRange(step.think).minUs
      const called = callsOf(part).filter((name) => !('choose' in step) || (step.choose[name] ?? 0) > 0)
      const floors = called.map((name) => this.of(name))
      if (floors.length === 0) continue
      floor.requests += Math.min(...floors.map(({ requests }) => requests))
      floor.thinkUs += Math.min(...floors.map(({ thinkUs }) => thinkUs))
    }
    return floor
  }
}
