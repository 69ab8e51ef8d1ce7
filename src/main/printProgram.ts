import { writeFileSync } from 'node:fs'
import { app } from 'electron'
import { printHtml } from './printPdf.ts'

interface PrintRequest {
  html: string
  pdf: string
}

/** What the command line asks for with `--print-html=FILE --print-pdf=FILE`; undefined for the app itself. */
export function printRequest(): PrintRequest | undefined {
  const [html, pdf] = ['print-html', 'print-pdf'].map((name) => app.commandLine.getSwitchValue(name))
  if (!html || !pdf) return undefined
  app.disableHardwareAcceleration()
  return { html, pdf }
}

export async function printAndExit({ html, pdf }: PrintRequest): Promise<void> {
  try {
    writeFileSync(pdf, await printHtml(html))
    app.exit(0)
  } catch (thrown) {
    process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`)
    app.exit(1)
  }
}
