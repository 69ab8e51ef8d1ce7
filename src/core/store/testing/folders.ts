import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { onTestFinished } from 'vitest'
import { inlineScript } from '../../../../scripts/inlineScript.mjs'

/** A folder of its own for a test's database; gone when the test has finished. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-store-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/**
 * Builds a program that a test starts as a process or thread of its own. It lies below node_modules, so that it finds
 * packages there. @returns the file and what removes it
 */
export async function buildProgram(source: string): Promise<{ file: string; remove: () => void }> {
  const cache = resolve('node_modules', '.cache')
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'headroom-test-'))
  await build({
    configFile: false,
    plugins: [inlineScript()],
    logLevel: 'error',
    build: {
      ssr: source,
      outDir: folder,
      rolldownOptions: { output: { format: 'es', entryFileNames: 'program.mjs' } },
    },
  })
  return { file: join(folder, 'program.mjs'), remove: () => rmSync(folder, { recursive: true, force: true }) }
}
