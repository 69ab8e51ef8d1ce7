/**
 * @typedef {object} LockEntry
 * @property {string} [version]
 * @property {boolean} [dev]
 * @property {boolean} [optional]
 * @property {string[]} [os]
 * @property {string[]} [cpu]
 * @property {string[]} [libc]
 * @property {Record<string, string>} [optionalDependencies]
 */

/** Names of systems and processors as npm spells them. No machine is called `wasi`: such a package is never installed. */
const SYSTEMS = [
  'darwin',
  'win32',
  'freebsd',
  'android',
  'linux',
  'openharmony',
  'wasi',
  'aix',
  'sunos',
  'openbsd',
  'netbsd',
]
const PROCESSORS = ['wasm32', 'arm64', 'x64', 'ia32', 'riscv64', 'ppc64', 's390x', 'loong64', 'mips64el', 'arm']

/**
 * The entries that a lock file lacks for optional dependencies: a registry mirror that hides other platforms' binaries leaves
 * them out, and `npm ci` then refuses the lock. They carry no integrity hash, as nobody here has seen the files.
 *
 * @param {Record<string, LockEntry>} packages the lock's `packages`, by their place in node_modules
 * @returns {Record<string, LockEntry>}
 */
export function missingEntries(packages) {
  /** @type {Record<string, LockEntry>} */
  const missing = {}
  for (const [place, entry] of Object.entries(packages)) {
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
      const version = range.replace(/^[\^~]/, '')
      const top = `node_modules/${name}`
      if (isFound(packages, place, name) || missing[top]?.version === version) continue
      missing[missing[top] === undefined ? top : `${place}/${top}`] = {
        version,
        ...(entry.dev === true ? { dev: true } : {}),
        optional: true,
        ...platformOf(name),
      }
    }
  }
  return missing
}

/**
 * Looks as Node does: beside the dependent package, then in every folder above.
 * @param {Record<string, LockEntry>} packages
 * @param {string} place
 * @param {string} name
 */
function isFound(packages, place, name) {
  for (let folder = place; ; folder = parentOf(folder)) {
    if (packages[folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`] !== undefined) return true
    if (folder === '') return false
  }
}

/** @param {string} place */
function parentOf(place) {
  const end = place.lastIndexOf('/node_modules/')
  return end === -1 ? '' : place.slice(0, end)
}

/**
 * What the name of a platform's binary says of it, e.g. `@rolldown/binding-linux-x64-musl`.
 * @param {string} name
 */
export function platformOf(name) {
  const words = name.split(/[-/@_.]/)
  const os = SYSTEMS.find((system) => words.includes(system))
  if (os === undefined)
    throw new Error(
      `The name of ${name} does not say which system it is for: add its entry to package-lock.json by hand.`,
    )
  const cpu = PROCESSORS.find((processor) => words.includes(processor))
  // The C library's word also carries an ABI: gnueabihf, musleabihf.
  const libc = words.map((word) => /^(musl|gnu)/.exec(word)?.[1]).find((word) => word !== undefined)
  return {
    os: [os],
    ...(cpu === undefined ? {} : { cpu: [cpu] }),
    ...(os === 'linux' && libc !== undefined ? { libc: [libc === 'gnu' ? 'glibc' : libc] } : {}),
  }
}
