import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { SetupProblem } from './problem.mjs'

const POLL_MS = 200
const BOUND_MS = 30 * 60_000

/**
 * Does the work while no other set-up does its own. Waits for one that is at work, at most half an hour; the lock of a
 * process that died is taken over.
 *
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @param {{ boundMs?: number, onWait?: (pid: number) => void, isAlive?: (pid: number) => boolean, pause?: (ms: number) => Promise<unknown> }} [options]
 * @returns {Promise<T>}
 */
export async function withLock(file, work, options = {}) {
  const { boundMs = BOUND_MS, onWait, isAlive = isProcessAlive, pause = sleep } = options
  mkdirSync(dirname(file), { recursive: true })
  for (let waitedMs = 0; !take(file); waitedMs += POLL_MS) {
    const owner = ownerOf(file)
    if (owner !== undefined && !isAlive(owner)) {
      removeDeadLock(file, owner)
      continue
    }
    if (waitedMs >= boundMs) {
      throw new SetupProblem(
        `Another set-up (process ${owner ?? 'unknown'}) has been at work for too long.`,
        `If none is, delete ${file} and try again.`,
      )
    }
    if (waitedMs === 0 && owner !== undefined) onWait?.(owner)
    await pause(POLL_MS)
  }
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
  }
}

/** @param {string} file */
function take(file) {
  // Linked into place with its content, so that nobody reads a lock without an owner.
  const own = `${file}.${process.pid}`
  writeFileSync(own, String(process.pid))
  try {
    linkSync(own, file)
    return true
  } catch (thrown) {
    if (codeOf(thrown) === 'EEXIST') return false
    throw thrown
  } finally {
    rmSync(own, { force: true })
  }
}

/** @param {string} file */
function ownerOf(file) {
  try {
    return Number(readFileSync(file, 'utf8'))
  } catch {
    return undefined // released meanwhile
  }
}

/**
 * Two that wait may find the same dead owner: only the one whose rename takes away that owner's lock removes it.
 * @param {string} file
 * @param {number} owner
 */
function removeDeadLock(file, owner) {
  const aside = `${file}.dead-${process.pid}`
  try {
    renameSync(file, aside)
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return
    throw thrown
  }
  // It was a new owner's: put it back.
  if (ownerOf(aside) !== owner) linkSync(aside, file)
  rmSync(aside, { force: true })
}

/** @param {number} pid */
function isProcessAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    return codeOf(thrown) === 'EPERM'
  }
}

/** @param {unknown} thrown */
function codeOf(thrown) {
  return /** @type {NodeJS.ErrnoException} */ (thrown).code
}
