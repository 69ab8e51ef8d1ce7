import { expect, it } from 'vitest'
import type { WorkNews } from '../shared/library.ts'
import { LongWorks } from './longWorks.ts'

const PROGRESS = { phase: 'copying', share: 0.5, file: 'copy.db', number: 1, files: 1 } as const

it('tells how far each work is and that it has ended, also with an error', async () => {
  const told: WorkNews[] = []
  const works = new LongWorks((news) => told.push(news))
  await works.do(async ({ tell }) => tell(PROGRESS))
  await expect(works.do(() => Promise.reject(new Error('full')))).rejects.toThrow('full')
  expect(told).toEqual([{ id: 1, progress: PROGRESS }, { id: 1 }, { id: 2 }])
})

it('cancels one and leaves the others alone', async () => {
  const works = new LongWorks(() => undefined)
  let goOn = (): void => undefined
  const waiting = new Promise<void>((resolve) => {
    goOn = resolve
  })
  const both = [1, 2].map(() => works.do(({ signal }) => waiting.then(() => signal.aborted)))
  works.cancel(2)
  works.cancel(7)
  goOn()
  expect(await Promise.all(both)).toEqual([false, true])
})
