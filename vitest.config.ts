import { defineConfig } from 'vitest/config'
import { inlineScript } from './scripts/inlineScript.mjs'

const integration = 'src/**/*.integration.test.ts'

export default defineConfig({
  plugins: [inlineScript()],
  test: {
    environment: 'node',
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'], exclude: [integration] },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: [integration],
          testTimeout: 30_000,
          // After the unit tests and one file at a time: these make load and measure it.
          sequence: { groupOrder: 1 },
          maxWorkers: 1,
        },
      },
    ],
  },
})
