import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createReport } from './report.mjs'
import type { RunOptions, RunResult, System } from './system.mjs'

export interface Call {
  command: string
  args: string[]
  options: RunOptions
}

/** A machine whose programs are what the test says. */
export function testSystem(
  home: string,
  answer: (call: Call) => Partial<RunResult> = () => ({}),
  overrides: Partial<System> = {},
): { system: System; calls: Call[] } {
  const calls: Call[] = []
  const system: System = {
    platform: 'linux',
    arch: 'x64',
    env: {},
    home,
    isRoot: false,
    nodePath: '/node/bin/node',
    nodeVersion: '20.20.2',
    nodeApi: 9,
    isMusl: false,
    hasProgram: () => true,
    nowMs: () => 1_000_000,
    run: (command, args, options = {}) => {
      calls.push({ command, args, options })
      return Promise.resolve({ code: 0, stdout: '', stderr: '', ...answer({ command, args, options }) })
    },
    ...overrides,
  }
  return { system, calls }
}

/** A report that keeps its text. */
export function testReport() {
  let text = ''
  const report = createReport({ write: (part: string) => (text += part) }, () => 0)
  return { report, text: () => text }
}

/** A folder with files, deleted after the test. */
export function folderWith(files: Record<string, string> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-set-up-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(files)) writeFileIn(folder, name, content)
  return folder
}

export function writeFileIn(folder: string, name: string, content: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), content)
}
