import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { inlineScript } from './scripts/inlineScript.mjs'

// The oldest runtime served decides the targets: Electron 33 is Node 20.18 and Chromium 130.
export default defineConfig({
  main: {
    plugins: [inlineScript()],
    build: {
      target: 'node20.18',
      sourcemap: true,
      rolldownOptions: {
        // Beside the app's entry: the programs that it, and the command line, start as processes and threads of their own.
        input: {
          index: resolve('src/main/index.ts'),
          loadWorker: resolve('src/core/engine/workerEntry.ts'),
          keeper: resolve('src/core/library/keeperEntry.ts'),
          reader: resolve('src/core/store/readerEntry.ts'),
          sampleTarget: resolve('src/core/sample-target/targetEntry.ts'),
          cli: resolve('src/cli/index.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      target: 'node20.18',
      // A sandboxed preload can require nothing but electron and a few built-ins, and only as CommonJS.
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: resolve('src/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    plugins: [react()],
    // The app:// handler puts a fresh nonce in for each load.
    html: { cspNonce: '__CSP_NONCE__' },
    build: {
      target: 'chrome130',
      minify: true,
      // Read from disk, not fetched over a network.
      chunkSizeWarningLimit: 1_500,
      rolldownOptions: { input: resolve('src/renderer/index.html') },
    },
  },
})
