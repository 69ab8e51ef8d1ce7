import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseScenario } from './parse.ts'
import { overviewOf } from './plan.ts'
import { resolveScenario } from './resolve.ts'

const folder = new URL('../../../resources/templates/', import.meta.url)

describe('the templates that ship', () => {
  it.each(readdirSync(folder).filter((name) => name.endsWith('.headroom.yaml')))(
    '%s is valid, without warnings, and needs nothing from the environment',
    (file) => {
      const text = readFileSync(new URL(file, folder), 'utf8')
      const { scenario, problems } = parseScenario(text)
      expect(problems).toEqual([])
      if (!scenario) throw new Error('It yields no scenario.')
      const resolved = resolveScenario(scenario, { env: {}, secrets: {} }, text)
      expect(resolved.problems).toEqual([])
      expect(overviewOf(scenario).description).toBeTruthy()
    },
  )
})
