import { readSummary } from '../../core/store/queries/runDetail.ts'
import { withDatabase } from '../database.ts'
import { EXIT } from '../exitCodes.ts'
import type { ExitCode } from '../exitCodes.ts'
import type { Output } from '../output.ts'
import { summaryText } from '../terminal/summaryText.ts'

/** Shows one stored run. @throws HeadroomError RUN_NOT_FOUND */
export async function showCommand(
  runId: string,
  options: { db?: string; json?: boolean },
  output: Output,
): Promise<ExitCode> {
  const summary = await withDatabase(options.db, (database) => readSummary(database, runId))
  if (options.json === true) output.out(JSON.stringify(summary, null, 2))
  else for (const line of summaryText(summary, output.colors)) output.out(line)
  return EXIT.passed
}
