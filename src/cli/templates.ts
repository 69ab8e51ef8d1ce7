import { join } from 'node:path'

/** Templates, and the targets files that they refer to. */
export const TEMPLATES = join(import.meta.dirname, '../../resources/templates')

/** A template that ships with the product: beside the built program in a clone, in the app's resources once installed. */
export function templateFile(name: string): string {
  return join(TEMPLATES, `${name}.headroom.yaml`)
}
