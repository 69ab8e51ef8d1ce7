import type { CallName, Pushes } from './ipc.ts'

/** The names of the contract as values, apart from its schemas: the sandboxed preload must not carry those along. It does
 * not compile when one is missing. */
export const CALL_NAMES = [
  'appInfo',
  'setAppearance',
  'listTemplates',
  'recentScenarios',
  'openScenario',
  'readScenario',
  'saveScenario',
  'validateScenario',
  'startRun',
  'startDemo',
  'stopRun',
  'abortRun',
  'controlRun',
  'liveRun',
  'listRuns',
  'getRun',
  'baselineOf',
  'listBaselines',
  'setBaseline',
  'rangeReport',
  'heatMap',
  'runTags',
  'slice',
  'replayFrames',
  'noteRun',
  'setPresenting',
  'compareRuns',
  'listScenarios',
  'trendOf',
] as const satisfies readonly CallName[]

export const PUSH_NAMES = [
  'liveTick',
  'runFinished',
  'runsChanged',
  'menu',
] as const satisfies readonly (keyof Pushes)[]
