import { spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { HeadroomError } from '../shared/errors.ts'

const MOST_MS = 60_000
const MOST_OUTPUT = 4000

/**
 * Prints an HTML report as PDF with the app's own runtime; without a display on a virtual one (xvfb-run).
 * @param writeHtml writes the report where it is told
 * @throws HeadroomError PDF_NO_RUNTIME where there is none, PDF_FAILED, and what `writeHtml` throws
 */
export async function printPdf(writeHtml: (file: string) => Promise<void>, to: string): Promise<void> {
  const executable = runtime()
  if (executable === undefined) {
    throw new HeadroomError({
      code: 'PDF_NO_RUNTIME',
      message: 'A PDF needs the Electron runtime, and there is none here.',
      hint: 'Set it up with `npm start`, name one in HEADROOM_ELECTRON, or write --out html=FILE and print it from a browser.',
    })
  }
  const folder = mkdtempSync(join(tmpdir(), 'headroom-pdf-'))
  try {
    const html = join(folder, 'report.html')
    const pdf = join(folder, 'report.pdf')
    await writeHtml(html)
    const output = await runProgram(executable, html, pdf, join(folder, 'profile'))
    if (!existsSync(pdf)) {
      throw new HeadroomError({
        code: 'PDF_FAILED',
        message: `The PDF could not be made: ${output.trim().split('\n').at(-1) ?? 'the runtime ended'}.`,
        hint: 'Write --out html=FILE and print it from a browser.',
        at: { file: to },
      })
    }
    mkdirSync(dirname(to), { recursive: true })
    copyFileSync(pdf, to)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The runtime that the set-up chose, or that HEADROOM_ELECTRON names. */
function runtime(): string | undefined {
  const named = process.env['HEADROOM_ELECTRON']
  if (named !== undefined) return existsSync(named) ? named : undefined
  try {
    const record = join(import.meta.dirname, '../../node_modules/.headroom/electron.json')
    const { executable } = JSON.parse(readFileSync(record, 'utf8')) as { executable?: unknown }
    return typeof executable === 'string' && existsSync(executable) ? executable : undefined
  } catch {
    return undefined
  }
}

/** On Linux the runtime draws on a display even for print; where there is none, on a virtual one. */
function hasDisplay(): boolean {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env
  return process.platform !== 'linux' || (DISPLAY ?? WAYLAND_DISPLAY ?? '') !== ''
}

/** @returns what it wrote on standard error, cut */
function runProgram(executable: string, html: string, pdf: string, profile: string): Promise<string> {
  const { ELECTRON_RUN_AS_NODE: _node, ...env } = process.env
  const args = [
    resolve(import.meta.dirname, '../..'),
    `--print-html=${html}`,
    `--print-pdf=${pdf}`,
    `--user-data-dir=${profile}`,
    '--log-level=3',
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ]
  const [program, all] = hasDisplay() ? [executable, args] : ['xvfb-run', ['-a', executable, ...args]]
  const child = spawn(program, all, { env, stdio: ['ignore', 'ignore', 'pipe'], timeout: MOST_MS })
  let output = ''
  child.stderr.on('data', (data: Buffer) => {
    output = (output + data.toString()).slice(-MOST_OUTPUT)
  })
  return new Promise((ended) => {
    child.once('error', (error) =>
      ended(hasDisplay() ? error.message : `there is no display, and no xvfb-run (${error.message})`),
    )
    child.once('close', () => ended(output))
  })
}
