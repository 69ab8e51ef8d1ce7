/**
 * One line per step: what it does, and how long it took once it is done. The line is begun before the step, so that a
 * long one is seen to be at work.
 *
 * @typedef {object} Report
 * @property {<T>(what: string, work: () => Promise<T>, outcomeOf?: (result: T) => string) => Promise<T>} step
 * @property {(line: string) => void} note
 * @property {() => number} stepCount
 */

/**
 * @param {{ write(text: string): unknown }} stream
 * @param {() => number} nowMs
 * @returns {Report}
 */
export function createReport(stream, nowMs) {
  let steps = 0
  let isLineOpen = false
  const closeLine = () => {
    if (isLineOpen) stream.write('\n')
    isLineOpen = false
  }
  return {
    stepCount: () => steps,
    note(line) {
      closeLine()
      stream.write(`${line}\n`)
    },
    async step(what, work, outcomeOf = () => 'done') {
      steps++
      closeLine()
      stream.write(`${what} ... `)
      isLineOpen = true
      const startedAtMs = nowMs()
      /** @param {string} outcome */
      const end = (outcome) => {
        const took = `${outcome} (${((nowMs() - startedAtMs) / 1000).toFixed(1)} s)\n`
        stream.write(isLineOpen ? took : `${what}: ${took}`)
        isLineOpen = false
      }
      try {
        const result = await work()
        end(outcomeOf(result))
        return result
      } catch (thrown) {
        end('failed')
        throw thrown
      }
    },
  }
}
