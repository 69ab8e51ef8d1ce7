import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')

/** Files that break a direction between rooms, each in its own way. */
const violations: Record<string, string> = {
  'src/shared/toCore.ts': `import { x } from '../core/x.ts'`,
  'src/shared/metrics/typeToMain.ts': `import type { X } from '../../main/x.ts'`,
  'src/shared/node.ts': `import { join } from 'node:path'`,
  'src/core/report/toMain.ts': `import { x } from '../../main/x.ts'`,
  'src/core/runner/typeToCli.ts': `import type { X } from '../../cli/x.ts'`,
  'src/core/report/inlineTypeToRenderer.ts': `import { type X } from '../../renderer/x.ts'`,
  'src/core/runner/electron.ts': `import type { App } from 'electron'`,
  'src/core/engine/toStore.ts': `import type { X } from '../store/x.ts'`,
  'src/core/engine/executors/reexportsStore.ts': `export { x } from '../../store/x.ts'`,
  'src/core/store/toEngine.ts': `export type { X } from '../engine/x.ts'`,
  'src/core/engine/electron.ts': `import { app } from 'electron'`,
  'src/cli/toMain.ts': `import type { X } from '../main/x.ts'`,
  'src/cli/commands/electron.ts': `import { app } from 'electron'`,
  'src/main/toRenderer.ts': `import type { X } from '../renderer/x.ts'`,
  'src/main/windows/rawIpc.ts': `import { ipcMain } from 'electron'`,
  'src/main/rawIpcOfAll.ts': `import * as electron from 'electron'`,
  'src/main/rawIpcOfDefault.ts': `import electron from 'electron'`,
  'src/main/ipc.ts': `import { x } from '../preload/x.ts'`,
  'src/preload/rawIpc.ts': `import { ipcRenderer } from 'electron'`,
  'src/preload/toCore.ts': `import type { X } from '../core/x.ts'`,
  'src/preload/index.ts': `import { join } from 'node:path'`,
  'src/renderer/toCore.ts': `import type { X } from '../core/x.ts'`,
  'src/renderer/screens/toMain.ts': `import type { X } from '../../main/x.ts'`,
  'src/renderer/electron.ts': `import { ipcRenderer } from 'electron'`,
  'src/renderer/node.ts': `import { join } from 'node:path'`,
  'src/core/runner/dynamicToMain.ts': `export const x = () => import('../../main/x.ts')`,
  'src/core/runner/typeQueryToMain.ts': `export type X = import('../../main/x.ts').X`,
}

const permitted: Record<string, string> = {
  'src/core/engine/ok.ts': `import { x } from '../../shared/x.ts'\nimport { y } from './executors/y.ts'\nimport { join } from 'node:path'`,
  'src/core/runner/ok.ts': `import { x } from '../engine/x.ts'\nimport { y } from '../store/y.ts'`,
  'src/cli/ok.ts': `import { x } from '../core/runner/x.ts'\nimport { y } from '../shared/y.ts'`,
  'src/main/ok.ts': `import { BrowserWindow } from 'electron'\nimport { x } from '../core/x.ts'\nexport const y = [BrowserWindow, x]`,
  'src/main/windows/ok.ts': `import type { IpcMainInvokeEvent } from 'electron'`,
  'src/renderer/ok.tsx': `import { x } from '../shared/x.ts'\nimport { y } from './main/y.ts'`,
}

/** `consistent-type-imports` forbids type queries (`import('...').X`), which the other rule does not see. */
const importRules = /no-restricted-imports|consistent-type-imports/

interface Report {
  diagnostics: { code: string; filename: string }[]
}

/** The files in which oxlint reports a forbidden import. */
function filesWithForbiddenImports(folder: string): string[] {
  const oxlint = join(dirname(createRequire(import.meta.url).resolve('oxlint/package.json')), 'bin/oxlint')
  let output: string
  try {
    output = execFileSync(process.execPath, [oxlint, '--format=json', 'src'], { cwd: folder, encoding: 'utf8' })
  } catch (thrown) {
    output = (thrown as { stdout: string }).stdout // exits with 1 when it finds something
  }
  const { diagnostics } = JSON.parse(output) as Report
  const found = diagnostics.filter((d) => importRules.test(d.code)).map((d) => d.filename)
  return [...new Set(found.map((name) => name.replaceAll('\\', '/')))].toSorted()
}

describe('lint', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'headroom-rooms-'))
    copyFileSync(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'))
    for (const [name, text] of Object.entries({ ...permitted, ...violations })) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), `${text}\n`)
    }
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('reports every import against the direction of the rooms, and no other', () => {
    expect(filesWithForbiddenImports(folder)).toEqual(Object.keys(violations).toSorted())
  })
})
