import { hostFault, isAbsoluteUrl, allowedHosts } from '../../../shared/scenario/hosts.ts'
import type { PreflightFinding, PreflightReport } from '../../../shared/preflight.ts'
import type { Scenario } from '../../../shared/scenario/types.ts'
import { formatCount, formatRate } from '../../../shared/units.ts'
import { GuardedResolver } from '../../engine/http/resolver.ts'
import { openFilesLimit } from '../../engine/openFiles.ts'
import { estimateCapacity } from './capacity.ts'
import { checkHealth } from './health.ts'
import { type Reached, checkOrigin } from './origin.ts'
import { requestSteps } from './requestSteps.ts'

/** All looks together take no longer; what has not answered by then counts as not answering. */
const LIMIT_MS = 2000
/** Of a scenario that goes to many systems, so many are looked at. */
const MOST_ORIGINS = 5

export interface PreflightOptions {
  workers: number
  limitMs?: number
  /** Epoch milliseconds. */
  wallNowMs?: () => number
  /** How many files a process may have open; this one's by default. */
  openFiles?: number | undefined
}

/**
 * Looks before a run whether it makes sense: can the target be reached, is its certificate good, do the clocks agree, how is it,
 * can this machine make the load. Never throws for what it finds; takes two seconds at most.
 * @param scenario validated and resolved
 */
export async function preflight(scenario: Scenario, options: PreflightOptions): Promise<PreflightReport> {
  const startedAt = performance.now()
  const { limitMs = LIMIT_MS, wallNowMs = Date.now } = options
  const resolver = new GuardedResolver(allowedHosts(scenario.guards))
  const signal = AbortSignal.timeout(limitMs)
  const origins = originsOf(scenario)
  const [reached, health] = await Promise.all([
    Promise.all(origins.map((origin) => checkOrigin(origin, { resolver, signal, wallNowMs, limitMs }))),
    checkHealth(scenario, resolver, signal),
  ])
  const main: Reached | undefined = reached[0]
  const isReached = main?.findings.every(({ level }) => level !== 'error') === true
  const capacity = estimateCapacity(scenario, {
    workers: options.workers,
    openFiles: 'openFiles' in options ? options.openFiles : openFilesLimit(),
    responseUs: main?.responseUs,
  })
  const findings = [
    guardsFinding(scenario),
    ...reached.flatMap((one) => one.findings),
    // Where nothing answers, health has nothing to add.
    ...(isReached ? health : []),
    ...capacity,
  ]
  return { verdict: verdictOf(findings), findings, durationMs: performance.now() - startedAt }
}

function verdictOf(findings: readonly PreflightFinding[]): PreflightReport['verdict'] {
  if (findings.some(({ level }) => level === 'error')) return 'blocked'
  return findings.some(({ level }) => level === 'warning') ? 'doubtful' : 'ready'
}

function guardsFinding({ guards }: Scenario): PreflightFinding {
  const away = (guards.hosts ?? []).filter((host) => hostFault(`http://${urlHost(host)}`, undefined) !== undefined)
  const limits = [
    ...(guards.maxVUs === undefined ? [] : [`at most ${formatCount(guards.maxVUs)} virtual users`]),
    ...(guards.maxRps === undefined ? [] : [`at most ${formatRate(guards.maxRps, 'req/s')}`]),
  ]
  const where = away.length === 0 ? 'Load stays on this machine' : `Load may go to ${away.join(', ')}`
  return { check: 'guards', level: 'ok', text: `${[where, ...limits].join('; ')}.` }
}

function urlHost(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
}

/** The base URL's first, then what steps name in full. */
function originsOf(scenario: Scenario): URL[] {
  const urls = [scenario.target.baseUrl, ...requestSteps(scenario).map(({ url }) => url)]
  const origins = new Map<string, URL>()
  for (const text of urls) {
    if (!isAbsoluteUrl(text) || /^[^/]*\/\/[^/?#]*\{\{/.test(text) || !URL.canParse(text)) continue
    const url = new URL(text)
    if (url.protocol === 'http:' || url.protocol === 'https:') origins.set(url.origin, origins.get(url.origin) ?? url)
  }
  return [...origins.values()].slice(0, MOST_ORIGINS)
}
