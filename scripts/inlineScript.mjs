import { build } from 'vite'

const SUFFIX = '?inline-script'

/**
 * Vite plugin: `import text from './main.ts?inline-script'` gives that script with all that it imports as one text, for
 * pages that carry their script in themselves.
 * @returns {import('vite').Plugin}
 */
export function inlineScript() {
  return {
    name: 'inline-script',
    enforce: 'pre',
    async resolveId(source, importer) {
      if (!source.endsWith(SUFFIX)) return null
      const resolved = await this.resolve(source.slice(0, -SUFFIX.length), importer)
      return resolved === null ? null : `${resolved.id}${SUFFIX}`
    },
    async load(id) {
      if (!id.endsWith(SUFFIX)) return null
      const entry = id.slice(0, -SUFFIX.length)
      const built = await build({
        configFile: false,
        logLevel: 'warn',
        build: {
          write: false,
          // Browsers that unpack DEFLATE themselves: Chromium 103, Firefox 113, Safari 16.4.
          target: ['chrome103', 'firefox113', 'safari16.4'],
          modulePreload: false,
          rolldownOptions: { input: entry, output: { format: 'iife' } },
        },
      })
      const [first] = [built].flat()
      if (first === undefined || !('output' in first)) throw new Error(`${entry} was not built.`)
      const [chunk] = first.output
      for (const module of chunk.moduleIds) this.addWatchFile(module)
      return `export default ${JSON.stringify(chunk.code)}`
    },
  }
}
