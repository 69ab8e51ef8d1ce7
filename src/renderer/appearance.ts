import { ask } from './api.ts'
import { run } from './components/notify.ts'

type AppearanceChoice = 'light' | 'dark' | 'auto'

/** Changes the colours at once and lets main keep the choice for its own surfaces and the next start. */
export function setAppearance(appearance: AppearanceChoice, setColorScheme: (scheme: AppearanceChoice) => void): void {
  setColorScheme(appearance)
  run(ask('setAppearance', { appearance }))
}
