import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { HeadroomError } from '../../shared/errors.ts'

/** better-sqlite3 ships bindings for this Node-API version; a runtime with an older one crashes when it loads them. */
const PREBUILT_NODE_API = 10

/**
 * Makes sure that loading SQLite does not crash the process.
 * @throws HeadroomError DATABASE_BINDING_MISSING
 */
export function requireSafeBinding(): void {
  if (Number(process.versions.napi) >= PREBUILT_NODE_API) return
  const folder = dirname(createRequire(import.meta.url).resolve('better-sqlite3/package.json'))
  if (existsSync(join(folder, 'build', 'Release', 'better_sqlite3.node'))) return
  throw new HeadroomError({
    code: 'DATABASE_BINDING_MISSING',
    message: `SQLite was not compiled for this runtime (Node ${process.versions.node}).`,
    hint: 'Start with `npm start` or `npm run headroom`, which compile it once; or use Node 22.14 or newer.',
  })
}
