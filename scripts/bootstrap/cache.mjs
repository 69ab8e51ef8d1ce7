import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** @typedef {import('./system.mjs').System} System */

/**
 * The folder that keeps what took long to get, shared by all clones of this user.
 * @param {Pick<System, 'platform' | 'env' | 'home'>} system
 */
export function cacheFolder({ platform, env, home }) {
  if (platform === 'win32') return join(env['LOCALAPPDATA'] || join(home, 'AppData', 'Local'), 'headroom', 'Cache')
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'headroom')
  return join(env['XDG_CACHE_HOME'] || join(home, '.cache'), 'headroom')
}

/**
 * A name in the cache that no other version, platform or processor shares.
 * @param {Pick<System, 'platform' | 'arch' | 'isMusl'>} system
 * @param {string} name
 * @param {string} version
 */
export function cacheKey({ platform, arch, isMusl }, name, version) {
  return `${name}-${version}-${platform}${isMusl ? 'musl' : ''}-${arch}`
}

/**
 * The folder, made by `fill` unless it is there. It appears whole or not at all: it is filled under another name first.
 * @param {string} folder
 * @param {(temporary: string) => Promise<void>} fill
 */
export async function keptFolder(folder, fill) {
  if (existsSync(folder)) return folder
  await mkdir(dirname(folder), { recursive: true })
  await removeLeftovers(folder)
  const temporary = `${folder}.partial-${process.pid}`
  try {
    await mkdir(temporary)
    await fill(temporary)
    await rename(temporary, folder)
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
  return folder
}

/**
 * Half-made folders of set-ups that were interrupted. The lock makes sure that nobody is filling one now.
 * @param {string} folder
 */
async function removeLeftovers(folder) {
  for (const name of await readdir(dirname(folder))) {
    if (name.startsWith(`${basename(folder)}.partial-`)) {
      await rm(join(dirname(folder), name), { recursive: true, force: true })
    }
  }
}
