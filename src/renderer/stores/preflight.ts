import { create } from 'zustand'
import type { PreflightReport } from '../../shared/preflight.ts'

interface Question {
  /** Present while the question is asked. */
  report: PreflightReport | null
  answer: (mayRun: boolean) => void
}

export const usePreflight = create<Question>()(() => ({ report: null, answer: () => undefined }))

/** Shows what speaks against a run and asks; true at once when nothing does. */
export function mayRunAfter(report: PreflightReport): Promise<boolean> {
  if (report.verdict === 'ready') return Promise.resolve(true)
  usePreflight.getState().answer(false)
  return new Promise((resolve) => {
    usePreflight.setState({
      report,
      answer(mayRun) {
        usePreflight.setState({ report: null, answer: () => undefined })
        resolve(mayRun)
      },
    })
  })
}
