/**
 * For timers: does not begin again while the work goes on. What fails is tried again the next time; what is wrong with the database, the
 * screens say better.
 */
export function oneAtATime(work: () => Promise<void>): () => void {
  let busy = false
  return () => {
    if (busy) return
    busy = true
    void work()
      .catch(() => undefined)
      .finally(() => {
        busy = false
      })
  }
}
