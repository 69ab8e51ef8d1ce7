// `npm run screenshots`: pictures of every screen in screenshots/, light and dark, in three sizes, with real runs. Arguments go
// to Playwright: `-- -g report`. The runs are made once and kept in screenshots/profile; delete that folder for new ones.
import { join } from 'node:path'
import { hasDisplay } from './bootstrap/display.mjs'
import { printProblem } from './bootstrap/problem.mjs'
import { root } from './bootstrap/runtimeRecord.mjs'
import { setUp } from './bootstrap/setUp.mjs'
import { thisSystem } from './bootstrap/system.mjs'
import { startPlaywright } from './tests.mjs'

const system = thisSystem()
try {
  const { electron } = await setUp({ electron: true, virtualDisplay: !hasDisplay(system) }, { system })
  if (electron === undefined) throw new Error('No Electron runtime was found.')
  const config = join(root, 'playwright.screenshots.config.ts')
  process.exitCode = await startPlaywright(system, electron, ['--config', config, ...process.argv.slice(2)])
} catch (thrown) {
  printProblem(thrown)
  process.exitCode = 1
}
