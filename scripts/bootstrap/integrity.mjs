import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { SetupProblem } from './problem.mjs'

/**
 * Throws unless the file has the hash, given as npm writes it: `sha512-` and base64.
 * @param {string} file
 * @param {string} integrity
 */
export async function verifyIntegrity(file, integrity) {
  const hash = createHash('sha512')
  await pipeline(createReadStream(file), hash)
  const found = `sha512-${hash.digest('base64')}`
  if (found === integrity) return
  throw new SetupProblem(
    `A downloaded file is not the one expected: its hash is ${found}, not ${integrity}.`,
    'Nothing of it was used. Run the command again; if this repeats, the registry or a proxy changes files.',
  )
}
