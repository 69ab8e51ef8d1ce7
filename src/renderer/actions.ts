import { HeadroomError } from '../shared/errors.ts'
import { ask } from './api.ts'
import { isRunning, useLive } from './stores/live.ts'
import { goTo } from './stores/navigation.ts'
import { useScenario } from './stores/scenario.ts'
import { mayReplaceScenario } from './scenario/unsaved.tsx'

/** What menu, palette, shortcuts and buttons start alike. All reject with what went wrong. */

let starting = false

/** Starts a run unless one is being started by the same gesture. `start` gives false when the run is not wanted after all. */
async function startOnce(start: () => Promise<unknown>): Promise<void> {
  if (starting) return
  starting = true
  try {
    if ((await start()) === false) return
    // The screen opens with the new run, not with the one before.
    await useLive.getState().load()
    goTo('live')
  } finally {
    starting = false
  }
}

export function runDemo(): Promise<void> {
  return startOnce(() => ask('startDemo', undefined))
}

/** Where the scenario cannot run, its screen says why. */
export async function runScenario(short = false): Promise<void> {
  try {
    await startOnce(() => useScenario.getState().start(short))
  } catch (thrown) {
    if (thrown instanceof HeadroomError && thrown.code === 'SCENARIO_INVALID') goTo('scenario')
    throw thrown
  }
}

export async function openScenario(): Promise<void> {
  if (!(await mayReplaceScenario())) return
  const opened = await ask('openScenario', undefined)
  if (opened === null) return
  useScenario.getState().show(opened)
  goTo('scenario')
}

export async function openScenarioFile(file: string): Promise<void> {
  if (useScenario.getState().file !== file) {
    if (!(await mayReplaceScenario())) return
    useScenario.getState().show(await ask('readScenario', { file }))
  }
  goTo('scenario')
}

/** A new scenario from a text, for example a template's or a past run's. */
export async function newScenario(text: string): Promise<void> {
  if (!(await mayReplaceScenario())) return
  useScenario.getState().show({ text })
  goTo('scenario')
}

export async function saveScenario(saveAs = false): Promise<void> {
  await useScenario.getState().save(saveAs)
}

export async function stopRun(): Promise<void> {
  const live = useLive.getState()
  if (live.run !== null && isRunning(live)) await ask('stopRun', { runId: live.run.tick.runId })
}
