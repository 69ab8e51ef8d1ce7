// `npm run schema` writes the JSON Schema of scenario files; with `--check` it only says whether the one in resources/ is up
// to date. The schema's source is TypeScript, so vite loads it.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runnerImport } from 'vite'

const root = join(import.meta.dirname, '..')
const file = join(root, 'resources', 'scenario.schema.json')

/** @type {{ module: { scenarioJsonSchema(): string } }} */
const { module } = await runnerImport(join(root, 'src/shared/scenario/jsonSchema.ts'), { configFile: false, root })
const wanted = module.scenarioJsonSchema()
const present = await readFile(file, 'utf8').catch(() => '')
if (present === wanted) {
  console.log('resources/scenario.schema.json is up to date.')
} else if (process.argv.includes('--check')) {
  console.error('resources/scenario.schema.json is not up to date: run `npm run schema` and commit it.')
  process.exitCode = 1
} else {
  await writeFile(file, wanted)
  console.log('resources/scenario.schema.json written.')
}
