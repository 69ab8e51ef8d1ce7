import { createWriteStream } from 'node:fs'
import { chmod, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'

/**
 * Unpacks those files of a ZIP archive that `place` gives a path for, relative to the folder.
 * @param {string} archive
 * @param {string} folder
 * @param {(name: string) => string | undefined} place
 */
export async function unzip(archive, folder, place) {
  const yauzl = await import('yauzl') // a package: loaded only when the packages are there
  const zip = await yauzl.openPromise(archive, { lazyEntries: true, autoClose: false }) // refuses absolute names and those with `..`
  try {
    for await (const entry of zip.eachEntry()) {
      const path = place(entry.fileName)
      if (path === undefined || entry.fileName.endsWith('/')) continue
      const target = join(folder, path)
      await mkdir(dirname(target), { recursive: true })
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target))
      const mode = (entry.externalFileAttributes >>> 16) & 0o777
      if (mode !== 0) await chmod(target, mode)
    }
  } finally {
    zip.close()
  }
}
