import { pathToFileURL } from 'node:url'
import { CommanderError } from 'commander'
import { EXIT, type ExitCode, exitCodeOfError } from './exitCodes.ts'
import { type Output, errorText, processOutput } from './output.ts'
import { createProgram } from './program.ts'

/**
 * The command `headroom`.
 * @param argv arguments without node and script
 * @returns the exit code; see exitCodes.ts
 */
export async function main(argv: readonly string[], output: Output): Promise<ExitCode> {
  let code: ExitCode = EXIT.passed
  const program = createProgram(output, (given) => {
    code = given
  })
  try {
    await program.parseAsync(argv, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.passed : EXIT.usage
    output.err(errorText(error, output.colors))
    return exitCodeOfError(error)
  }
}

const isEntry = process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href
if (isEntry) process.exitCode = await main(process.argv.slice(2), processOutput())
