import { resolve } from 'node:path'
import { defineConfig } from 'vite'

/** Builds the benches and the processes that they measure, as the product builds its own: `npm run bench:client`. */
export default defineConfig({
  build: {
    ssr: true,
    target: 'node20.18',
    outDir: resolve('out/bench'),
    sourcemap: true,
    rolldownOptions: {
      input: {
        accuracy: resolve('bench/accuracy.ts'),
        client: resolve('bench/client.ts'),
        clientLoad: resolve('bench/clientLoad.ts'),
        timedServer: resolve('bench/timedServer.ts'),
        loadWorker: resolve('src/core/engine/workerEntry.ts'),
      },
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
})
