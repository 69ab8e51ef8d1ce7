// `npm run schema` writes the JSON Schemas of scenario files and of files of written targets; with `--check` it only says whether
// those in resources/ are up to date. The schemas' source is TypeScript, so vite loads it.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runnerImport } from 'vite'

const root = join(import.meta.dirname, '..')

/** @type {{ module: { scenarioJsonSchema(): string, targetsJsonSchema(): string } }} */
const { module } = await runnerImport(join(root, 'src/shared/scenario/jsonSchema.ts'), { configFile: false, root })
await keep('resources/scenario.schema.json', module.scenarioJsonSchema())
await keep('resources/targets.schema.json', module.targetsJsonSchema())

/**
 * @param {string} name relative to the root
 * @param {string} wanted
 */
async function keep(name, wanted) {
  const file = join(root, name)
  const present = await readFile(file, 'utf8').catch(() => '')
  if (present === wanted) {
    console.log(`${name} is up to date.`)
  } else if (process.argv.includes('--check')) {
    console.error(`${name} is not up to date: run \`npm run schema\` and commit it.`)
    process.exitCode = 1
  } else {
    await writeFile(file, wanted)
    console.log(`${name} written.`)
  }
}
