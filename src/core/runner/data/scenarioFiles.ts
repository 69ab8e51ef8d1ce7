import { accessSync, constants } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { scenarioFileUnreadable } from '../../../shared/fileErrors.ts'
import { mapValues } from '../../../shared/scenario/mapValues.ts'
import type { Scenario, Step } from '../../../shared/scenario/types.ts'

/**
 * The scenario with the names of the files that workers read themselves (certificates, uploads) made absolute.
 * @param scenarioFile absolute; names are relative to its folder, without it to the working directory
 * @throws HeadroomError FILE_UNREADABLE
 */
export function withFiles(scenario: Scenario, scenarioFile: string | undefined): Scenario {
  const folder = scenarioFile === undefined ? '.' : dirname(scenarioFile)
  const absolute = (name: string): string => {
    const file = resolve(folder, name)
    try {
      accessSync(file, constants.R_OK)
    } catch (cause) {
      throw scenarioFileUnreadable(file, cause)
    }
    return file
  }
  const { target, flows } = scenario
  const { http } = target
  return {
    ...scenario,
    target: http
      ? {
          ...target,
          http: {
            ...http,
            ca: http.ca.map(absolute),
            tlsAuth: http.tlsAuth.map((own) =>
              Object.assign({}, own, { cert: absolute(own.cert), key: absolute(own.key) }),
            ),
          },
        }
      : target,
    flows: mapValues(flows, (steps) => steps.map((step) => stepWithFiles(step, absolute))),
  }
}

function stepWithFiles(step: Step, absolute: (name: string) => string): Step {
  if (step.kind === 'group') return { ...step, steps: step.steps.map((each) => stepWithFiles(each, absolute)) }
  if (step.kind !== 'request' || step.body?.type !== 'multipart') return step
  const parts = step.body.parts.map((part) => ('file' in part ? { ...part, file: absolute(part.file) } : part))
  return { ...step, body: { type: 'multipart', parts } }
}
