import { rmSync } from 'node:fs'
import { join } from 'node:path'

/**
 * electron-builder's hook. Removes the default app of a development runtime, which would let the packed app open any folder.
 * @param {{ appOutDir: string }} context
 */
export default function afterPack({ appOutDir }) {
  rmSync(join(appOutDir, 'resources', 'default_app.asar'), { force: true })
}
