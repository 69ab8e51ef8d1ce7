import { z } from 'zod'
import type { ErrorDetail } from './errors.ts'
import { BASELINE_CALLS } from './ipc/baselines.ts'
import { COMPARISON_CALLS } from './ipc/comparisons.ts'
import { PREFLIGHT_CALLS } from './ipc/preflight.ts'
import { SCHEDULE_CALLS } from './ipc/schedules.ts'
import { type Call, call, nothing, runIdText } from './ipc/call.ts'
import { REPORT_CALLS } from './ipc/reports.ts'
import { LIBRARY_CALLS } from './ipc/library.ts'
import type { ImportOutcome, RunPage, WorkNews } from './library.ts'
import type { PackedPoints } from './packedPoints.ts'
import type { Exemplar, LivePoint, LiveTick, MachineFacts, RunEvent, RunRecord } from './run.ts'
import type { RunSummary } from './summary.ts'
import type { ThresholdResult } from './thresholds/types.ts'

const runId = z.object({ runId: runIdText })
const scenarioText = z.object({
  text: z.string().max(5_000_000),
  file: z.string().max(4096).optional(),
})

/**
 * The contract between renderer and main: one entry per call, with the schema that main checks every request against and
 * the type of the answer. Both sides derive their types from it; the preload exposes one named method per entry.
 */
export const CALLS = {
  appInfo: call<AppInfo>()(nothing),
  setAppearance: call<void>()(z.object({ appearance: z.enum(['light', 'dark', 'auto']) })),
  listTemplates: call<readonly Template[]>()(nothing),
  recentScenarios: call<readonly RecentScenario[]>()(nothing),
  /** Asks for a file; null when the user cancels. */
  openScenario: call<ScenarioFile | null>()(nothing),
  readScenario: call<ScenarioFile>()(z.object({ file: z.string().max(4096) })),
  /** Without `file` (or with `saveAs`) asks for one; null when the user cancels. */
  saveScenario: call<ScenarioFile | null>()(scenarioText.extend({ saveAs: z.boolean().optional() })),
  validateScenario: call<Validation>()(scenarioText),
  /** `short`: its short form, the same shape in less than 40 s. */
  startRun: call<{ runId: string }>()(
    scenarioText.extend({ env: z.record(z.string(), z.string()).optional(), short: z.boolean().optional() }),
  ),
  /** Starts the sample target and a smoke run against it. */
  startDemo: call<{ runId: string }>()(nothing),
  stopRun: call<void>()(runId),
  abortRun: call<void>()(runId),
  controlRun: call<void>()(
    runId.extend({
      executor: z.string().max(200),
      vus: z.number().int().min(0).optional(),
      rate: z.number().min(0).optional(),
      paused: z.boolean().optional(),
    }),
  ),
  /** The run that runs now, with its whole history, or the last that ended since the app started; else null. */
  liveRun: call<LiveRun | null>()(nothing),
  listRuns: call<RunPage>()(
    z.object({
      search: z.string().max(200).optional(),
      status: z.enum(['passed', 'failed', 'aborted', 'interrupted', 'error']).optional(),
      validity: z.enum(['valid', 'doubtful', 'invalid']).optional(),
      scenario: z.string().max(1000).optional(),
      tag: z.string().max(200).optional(),
      pinned: z.boolean().optional(),
      fromMs: z.number().optional(),
      toMs: z.number().optional(),
      deleted: z.boolean().optional(),
      limit: z.number().int().min(1).max(5000),
      offset: z.number().int().min(0),
    }),
  ),
  getRun: call<PackedRun>()(runId),
  ...PREFLIGHT_CALLS,
  ...SCHEDULE_CALLS,
  ...BASELINE_CALLS,
  ...REPORT_CALLS,
  ...COMPARISON_CALLS,
  ...LIBRARY_CALLS,
} as const

export type Calls = typeof CALLS
export type CallName = keyof Calls
export type CallRequest<Name extends CallName> = z.input<Calls[Name]['request']>
export type CallResponse<Name extends CallName> = Calls[Name] extends Call<z.ZodType, infer Response> ? Response : never

/** What main tells the renderer unasked. */
export interface Pushes {
  liveTick: LiveTick
  runFinished: { run: RunRecord }
  /** Runs were added or changed, by this app or by the command line. */
  runsChanged: void
  /** Of an import, an export or a backup that goes on. */
  workNews: WorkNews
  /** A planned run was added, removed, started or missed. */
  schedulesChanged: void
  /** A menu entry or a shortcut that the menu owns. */
  menu: { command: MenuCommand }
}
export type MenuCommand =
  | 'new'
  | 'open'
  | 'save'
  | 'saveAs'
  | 'run'
  | 'stop'
  | 'home'
  | 'runs'
  | 'live'
  | 'compare'
  | 'trends'
  | 'settings'
  | 'palette'

/** An answer as it crosses the border: errors keep their code and hint. */
export type Answer<Response> = { ok: true; value: Response } | { ok: false; error: ErrorDetail }

/** What the preload puts on `window.headroom`. A failed call rejects with a HeadroomError-shaped ErrorDetail. */
export type AppApi = {
  [Name in Exclude<CallName, 'importDropped'>]: (request: CallRequest<Name>) => Promise<Answer<CallResponse<Name>>>
} & {
  /** Listens to a push; returns the function that ends it. */
  on<Name extends keyof Pushes>(name: Name, listener: (payload: Pushes[Name]) => void): () => void
  /** Imports files that were dropped on the window: what was not dropped has no path, and is left out. */
  importFiles(files: readonly object[]): Promise<Answer<readonly ImportOutcome[]>>
}

export interface AppInfo {
  machine: MachineFacts
  chrome: string
  /** False when it runs on the old Electron that serves development on networks without GitHub. */
  officialRuntime: boolean
  databaseFile: string
  databaseBytes: number
  appearance: 'light' | 'dark' | 'auto'
}

export interface Template {
  id: string
  name: string
  description: string
  text: string
}

export interface ScenarioFile {
  file: string
  text: string
}

export interface RecentScenario {
  file: string
  name: string
  openedAtMs: number
}

/** A problem of a scenario's text. Line and column are 1-based. */
export interface Problem {
  severity: 'error' | 'warning'
  code: string
  message: string
  hint?: string
  line: number
  column: number
  endLine: number
  endColumn: number
  /** Path in the document: `flows.browse[0].expect.status`. */
  path: string
}

export interface Validation {
  problems: readonly Problem[]
  /** Absent while there are errors. */
  overview?: ScenarioOverview
}

export interface ScenarioOverview {
  name: string
  description?: string
  baseUrl: string
  plannedDurationMs: number
  maxVUs: number
  executors: readonly { name: string; executor: string; flow: string; describes: string }[]
  steps: readonly string[]
  thresholds: readonly Pick<ThresholdResult, 'metric' | 'expression' | 'limit' | 'baseline' | 'source'>[]
  /** Planned virtual users (or arrivals a second) over time, for the drawing: [ms, value]. */
  plan: readonly { executor: string; unit: 'VUs' | 'iterations/s'; points: readonly (readonly [number, number])[] }[]
}

export interface LiveRun {
  name: string
  plan: ScenarioOverview
  points: readonly LivePoint[]
  events: readonly RunEvent[]
  exemplars: readonly Exemplar[]
  tick: LiveTick
}

/** A stored run on its way to the renderer. */
export type PackedRun = Omit<RunDetail, 'points'> & { points: PackedPoints }

export interface RunDetail {
  summary: RunSummary
  baseUrl: string
  scenarioText: string
  machine: MachineFacts
  plan?: ScenarioOverview
  points: readonly LivePoint[]
  events: readonly RunEvent[]
  exemplars: readonly Exemplar[]
}
