import { defineConfig } from '@playwright/test'

// Pictures of the screens; no tests. Started by scripts/screenshots.mjs.
export default defineConfig({
  testDir: 'e2e/screenshots',
  testMatch: '**/*.shots.ts',
  outputDir: 'test-results',
  timeout: 240_000,
  workers: 1,
  reporter: [['list']],
})
