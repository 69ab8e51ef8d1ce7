// `npm run suites` runs the short form of every template against a sample target, one after the other, and says whether each
// ended as expected. The last line is `N passed, M failed`. A name runs that template alone: `npm run suites -- smoke`.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const cli = join(root, 'out/main/cli.js')
const templates = join(root, 'resources/templates')
const ENDING = '.headroom.yaml'
/** Plan, ramp-down and start of workers. */
const LONGEST_MS = 60_000

const wanted = process.argv.slice(2)
const names = (await readdir(templates))
  .filter((file) => file.endsWith(ENDING))
  .map((file) => file.slice(0, -ENDING.length))
  .filter((name) => wanted.length === 0 || wanted.includes(name))
const folder = await mkdtemp(join(tmpdir(), 'headroom-suites-'))
let passed = 0
try {
  for (const name of names) if (await endsAsExpected(name)) passed++
} finally {
  await rm(folder, { recursive: true })
}
console.log(`${passed} passed, ${names.length - passed} failed`)
if (passed < names.length || names.length === 0) process.exitCode = 1

/**
 * Each has a target of its own: limits and open breakers of one run do not meet the next.
 * @param {string} name
 */
async function endsAsExpected(name) {
  const target = spawn(process.execPath, [cli, 'target', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [line] = await once(target.stdout, 'data')
    const url = /http:\/\/[\d.]+:\d+/.exec(String(line))?.[0]
    const file = join(templates, `${name}${ENDING}`)
    const options = ['--short', '--quiet', '-e', `BASE_URL=${url}`, '--db', join(folder, 'suites.db')]
    const startedMs = performance.now()
    const run = spawn(process.execPath, [cli, 'run', file, ...options], {
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: LONGEST_MS,
    })
    /** @type {string[]} */
    const output = []
    run.stdout.on('data', (chunk) => output.push(String(chunk)))
    const [code] = await once(run, 'close')
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
    console.log(`${code === 0 ? 'ok' : `FAILED (exit code ${code})`}: ${name}, ${seconds} s`)
    if (code !== 0) console.log(output.join(''))
    return code === 0
  } finally {
    target.kill()
  }
}
