import type { Output } from '../output.ts'
import { EXIT } from '../exitCodes.ts'
import type { ExitCode } from '../exitCodes.ts'
import { withDatabase } from '../database.ts'
import { type OutFile, writeOutFile } from '../outFiles.ts'

/** Writes a stored run to files. @throws HeadroomError RUN_NOT_FOUND, RUN_RUNNING, FILE_UNWRITABLE, PDF_NO_RUNTIME, PDF_FAILED */
export async function reportCommand(
  runId: string,
  { db, out }: { db?: string; out: readonly OutFile[] },
  output: Output,
): Promise<ExitCode> {
  await withDatabase(db, async (database) => {
    for (const outFile of out) {
      await writeOutFile(outFile, database, runId)
      output.err(`Wrote ${outFile.file}`)
    }
  })
  return EXIT.passed
}
