/** Something that the set-up cannot mend by itself: what is wrong, and the exact thing to do about it. */
export class SetupProblem extends Error {
  /**
   * @param {string} message what happened
   * @param {string} hint what to do
   * @param {string} [detail] output of a program that failed
   */
  constructor(message, hint, detail) {
    super(message)
    this.name = 'SetupProblem'
    this.hint = hint
    this.detail = detail
  }
}

/**
 * The last lines of a program's output: where it says what went wrong.
 * @param {{ stdout: string, stderr: string }} result
 */
export function lastLines(result) {
  const lines = `${result.stdout}\n${result.stderr}`.split('\n').filter((line) => line.trim() !== '')
  return lines.slice(-20).join('\n')
}

/**
 * Prints a problem, or an unexpected error with its stack.
 * @param {unknown} thrown
 */
export function printProblem(thrown) {
  if (!(thrown instanceof SetupProblem)) {
    console.error(thrown)
    return
  }
  if (thrown.detail !== undefined) console.error(thrown.detail)
  console.error(`\nSet-up stopped: ${thrown.message}\n${thrown.hint}`)
}
