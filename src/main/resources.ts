import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Template } from '../shared/ipc.ts'
import { parseScenario } from '../shared/scenario/parse.ts'

/** Programs and files that are built or shipped beside this one. */
export const PROGRAMS = {
  loadWorker: join(import.meta.dirname, 'loadWorker.js'),
  keeper: join(import.meta.dirname, 'keeper.js'),
  reader: join(import.meta.dirname, 'reader.js'),
  sampleTarget: join(import.meta.dirname, 'sampleTarget.js'),
} as const

/** Templates, and the targets files that they refer to. */
export const TEMPLATES = join(import.meta.dirname, '../../resources/templates')
const ENDING = '.headroom.yaml'

/** The template that the demo runs, and the simplest. */
export const SMOKE = 'smoke'

/** The scenario templates that ship with the product, the simplest first. */
export function listTemplates(): Template[] {
  const ids = readdirSync(TEMPLATES)
    .filter((name) => name.endsWith(ENDING))
    .map((name) => name.slice(0, -ENDING.length))
  return ids
    .toSorted((a, b) => Number(b === SMOKE) - Number(a === SMOKE) || a.localeCompare(b))
    .map((id) => {
      const text = templateText(id)
      const { scenario } = parseScenario(text)
      return { id, name: scenario?.name ?? id, description: scenario?.description ?? '', text }
    })
}

export function templateText(id: string): string {
  return readFileSync(join(TEMPLATES, `${id}${ENDING}`), 'utf8')
}
