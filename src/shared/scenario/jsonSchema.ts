import { z } from 'zod'
import { scenarioSchema } from './schema.ts'

/** The JSON Schema of scenario files as text, for editors; `npm run schema` writes it to resources/. */
export function scenarioJsonSchema(): string {
  const { $schema, ...schema } = z.toJSONSchema(scenarioSchema, { io: 'input' })
  const titled = { $schema, title: 'Headroom scenario, version 1', ...schema }
  return `${JSON.stringify(titled, null, 2)}\n`
}
