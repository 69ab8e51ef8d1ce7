import { z } from 'zod'
import { scenarioSchema } from './schema.ts'
import { targetsFileSchema } from './schema/targets.ts'

/** The JSON Schema of scenario files as text, for editors; `npm run schema` writes it to resources/. */
export function scenarioJsonSchema(): string {
  return jsonSchema(scenarioSchema, 'Headroom scenario, version 1')
}

/** The same of files of written targets. */
export function targetsJsonSchema(): string {
  return jsonSchema(targetsFileSchema, 'Headroom targets, version 1')
}

function jsonSchema(of: z.ZodType, title: string): string {
  const { $schema, ...schema } = z.toJSONSchema(of, { io: 'input' })
  return `${JSON.stringify({ $schema, title, ...schema }, null, 2)}\n`
}
