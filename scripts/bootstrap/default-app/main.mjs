// What Electron runs when it is started as `electron [switches] <folder>`: a stand-in for its own default app, which the
// fallback runtime lacks.
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from 'electron'

const folder = resolve(process.argv.slice(1).find((argument) => !argument.startsWith('-')) ?? '.')
const manifest = createRequire(join(folder, 'package.json'))('./package.json')
Object.assign(process, { defaultApp: true })
app.name = manifest.productName ?? manifest.name
// Electron's own default app calls these two; its types leave them out.
const internals = /** @type {{ setAppPath(path: string): void, setVersion(version: string): void }} */ (
  /** @type {unknown} */ (app)
)
internals.setAppPath(folder)
internals.setVersion(manifest.version)
await import(pathToFileURL(join(folder, manifest.main)).href)
