/** What a look before the run found, one entry per matter. */
export interface PreflightFinding {
  check: 'guards' | 'name' | 'connection' | 'tls' | 'clock' | 'health' | 'capacity'
  /** `error`: the run would only make failures. `warning`: it can run, and should be read with this in mind. */
  level: 'ok' | 'warning' | 'error'
  /** A sentence for people. */
  text: string
  hint?: string
}

export interface PreflightReport {
  /** `ready`: nothing to say against it. `doubtful`: warnings. `blocked`: errors. */
  verdict: 'ready' | 'doubtful' | 'blocked'
  findings: readonly PreflightFinding[]
  durationMs: number
}
