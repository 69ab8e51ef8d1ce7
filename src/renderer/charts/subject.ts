import { createContext } from 'react'

/** What the charts of a screen are of, for the pictures that are saved of them: they stand for themselves. */
export const ChartSubject = createContext<string | undefined>(undefined)
