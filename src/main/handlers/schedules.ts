import type { Handlers } from '../ipc.ts'
import type { ScenarioFiles } from '../scenarioFiles.ts'
import type { AppSchedules } from '../schedules.ts'

export function scheduleHandlers(schedules: AppSchedules, files: ScenarioFiles) {
  return {
    listSchedules: () => schedules.list(),
    addSchedule: (planned) => {
      // As everywhere, only files that the user has opened.
      const { text } = files.read(planned.file)
      schedules.add({ ...planned, text })
    },
    removeSchedule: ({ id }) => schedules.remove(id),
  } satisfies Pick<Handlers, 'listSchedules' | 'addSchedule' | 'removeSchedule'>
}
