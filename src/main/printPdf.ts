import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { BrowserWindow, session } from 'electron'
import { writeAtomically } from '../core/writeAtomically.ts'
import { HeadroomError } from '../shared/errors.ts'

const MOST_MS = 60_000

/**
 * Prints an HTML report as PDF in a window that nobody sees: without scripts, with no way to any network, and to no file but the report.
 * @param writeHtml writes the report where it is told
 * @throws HeadroomError PDF_FAILED, and what `writeHtml` throws
 */
export async function printPdf(writeHtml: (file: string) => Promise<void>, to: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-pdf-'))
  try {
    const html = join(folder, 'report.html')
    await writeHtml(html)
    writeAtomically(to, await printHtml(html))
  } catch (cause) {
    if (cause instanceof HeadroomError) throw cause
    throw new HeadroomError(
      {
        code: 'PDF_FAILED',
        message: `The PDF could not be made: ${cause instanceof Error ? cause.message : String(cause)}.`,
        hint: 'Export the HTML report and print it from a browser.',
        at: { file: to },
      },
      { cause },
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @returns the pages */
export function printHtml(html: string): Promise<Buffer> {
  return withTimeout(print(html))
}

async function print(html: string): Promise<Buffer> {
  const url = pathToFileURL(html).href
  const isolated = session.fromPartition('pdf')
  isolated.webRequest.onBeforeRequest((details, decide) => decide({ cancel: details.url !== url }))
  const window = new BrowserWindow({
    show: false,
    width: 1080,
    height: 1400,
    webPreferences: { session: isolated, sandbox: true, contextIsolation: true, javascript: false },
  })
  try {
    await window.loadURL(url)
    return await window.webContents.printToPDF({ printBackground: true, preferCSSPageSize: true, pageSize: 'A4' })
  } finally {
    window.destroy()
  }
}

async function withTimeout<Value>(work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`it took longer than ${MOST_MS / 1000} s`)), MOST_MS)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
