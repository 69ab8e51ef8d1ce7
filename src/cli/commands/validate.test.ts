import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pc from 'picocolors'
import { expect, it, onTestFinished } from 'vitest'
import { validateCommand } from './validate.ts'

const SHIPPED = join(import.meta.dirname, '../../../resources/templates/mission.targets.yaml')

function validate(file: string, json = false): { code: number; text: string } {
  const lines: string[] = []
  const out = (text: string): void => void lines.push(text)
  const code = validateCommand(
    file,
    { json },
    { isTerminal: false, columns: 100, colors: pc.createColors(false), out, err: out },
  )
  return { code, text: lines.join('\n') }
}

/** A file of targets with this threshold. */
function targetsFile(threshold: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-validate-'))
  onTestFinished(() => {
    rmSync(folder, { recursive: true })
  })
  const file = join(folder, 'ours.targets.yaml')
  writeFileSync(
    file,
    `# Ours\nheadroomTargets: 1\nname: Ours\ntargets:\n  - { name: A, thresholds: { ${threshold} } }\n`,
  )
  return file
}

it('checks a file of written targets', () => {
  expect(validate(SHIPPED)).toEqual({ code: 0, text: `✓ ${SHIPPED}: 9 written targets, 9 thresholds` })
})

it('says what is wrong in one and where, also as JSON', () => {
  const file = targetsFile('http_req_failed: [p(95)<1]')
  const { code, text } = validate(file)
  expect(code).toBe(104)
  expect(text).toContain(`${file}:5:48: error THRESHOLD_METHOD`)
  expect(JSON.parse(validate(file, true).text)).toMatchObject({
    valid: false,
    problems: [{ code: 'THRESHOLD_METHOD', line: 5 }],
  })
})

it('only warns of a metric that the scenario may bring', () => {
  const { code, text } = validate(targetsFile('basket: [count>1]'))
  expect(code).toBe(0)
  expect(text).toContain('warning METRIC_UNKNOWN')
  expect(text).toContain('✓')
})
