import { mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { z } from 'zod'
import { writeAtomically } from '../core/writeAtomically.ts'

/** A small JSON file of the app. What does not fit its schema counts as missing: settings never stop the app. */
export class JsonFile<Schema extends z.ZodType> {
  private readonly file: string
  private readonly schema: Schema
  private readonly fallback: z.output<Schema>

  constructor(file: string, schema: Schema, fallback: z.output<Schema>) {
    this.file = file
    this.schema = schema
    this.fallback = fallback
  }

  read(): z.output<Schema> {
    try {
      const parsed = this.schema.safeParse(JSON.parse(readFileSync(this.file, 'utf8')))
      return parsed.success ? parsed.data : this.fallback
    } catch {
      return this.fallback
    }
  }

  write(value: z.output<Schema>): void {
    mkdirSync(dirname(this.file), { recursive: true })
    writeAtomically(this.file, `${JSON.stringify(value, null, 2)}\n`)
  }
}
