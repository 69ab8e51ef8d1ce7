import { create } from 'zustand'

export type Screen =
  | { name: 'home' }
  | { name: 'scenario' }
  | { name: 'live' }
  | { name: 'runs' }
  | { name: 'settings' }
  | { name: 'report'; runId: string }
  | { name: 'present'; runId: string }
  | ({ name: 'compare' } & CompareChoice)
  | { name: 'trends'; scenario?: string }

/** What the screen Compare opens with; what is missing it chooses itself. */
export interface CompareChoice {
  scenario?: string
  base?: readonly string[]
  runs?: readonly string[]
}

interface NavigationState {
  screen: Screen
  /** Screens that one came from, newest last. */
  past: readonly Screen[]
  go: (screen: Screen) => void
  back: () => void
}

const MOST_PAST = 50

export const useNavigation = create<NavigationState>()((set) => ({
  screen: { name: 'home' },
  past: [],
  go: (screen) =>
    set((state) =>
      sameScreen(state.screen, screen) ? state : { screen, past: [...state.past, state.screen].slice(-MOST_PAST) },
    ),
  back: () => set((state) => ({ screen: state.past.at(-1) ?? { name: 'home' }, past: state.past.slice(0, -1) })),
}))

/** Screens that show one run. */
export type RunScreen = Extract<Screen, { runId: string }>['name']

export function goTo(name: Exclude<Screen['name'], RunScreen>): void {
  useNavigation.getState().go({ name })
}

export function openReport(runId: string): void {
  useNavigation.getState().go({ name: 'report', runId })
}

export function openPresentation(runId: string): void {
  useNavigation.getState().go({ name: 'present', runId })
}

export function openCompare(choice: CompareChoice): void {
  useNavigation.getState().go({ name: 'compare', ...choice })
}

export function openTrends(scenario: string): void {
  useNavigation.getState().go({ name: 'trends', scenario })
}

function sameScreen(a: Screen, b: Screen): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
