import { resolve } from 'node:path'
import { defineConfig } from 'vite'
import { inlineScript } from '../scripts/inlineScript.mjs'

/** Builds the benches and the processes that they measure, as the product builds its own: `npm run bench:client`. */
export default defineConfig({
  plugins: [inlineScript()],
  build: {
    ssr: true,
    target: 'node20.18',
    // Not within out/, which a build of the product replaces as a whole.
    outDir: resolve('out.bench'),
    sourcemap: true,
    rolldownOptions: {
      input: {
        accuracy: resolve('bench/accuracy.ts'),
        app: resolve('bench/app.ts'),
        autocannonLoad: resolve('bench/autocannonLoad.ts'),
        client: resolve('bench/client.ts'),
        clientLoad: resolve('bench/clientLoad.ts'),
        compare: resolve('bench/compare.ts'),
        comparePairs: resolve('bench/comparePairs.ts'),
        frames: resolve('bench/frames.ts'),
        endurance: resolve('bench/endurance.ts'),
        range: resolve('bench/range.ts'),
        library: resolve('bench/library.ts'),
        libraryApp: resolve('bench/libraryApp.ts'),
        reader: resolve('src/core/store/readerEntry.ts'),
        scale: resolve('bench/scale.ts'),
        timedServer: resolve('bench/timedServer.ts'),
        soak: resolve('bench/soak.ts'),
        workers: resolve('bench/workers.ts'),
        instantWorker: resolve('bench/instantWorker.ts'),
        loadWorker: resolve('src/core/engine/workerEntry.ts'),
      },
      output: {
        format: 'es',
        entryFileNames: '[name].js', // Beside the entries: code shared by some finds the processes that it starts in its own folder.
        chunkFileNames: '[name]-[hash].js',
      },
    },
  },
})
