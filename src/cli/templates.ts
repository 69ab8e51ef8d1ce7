import { join } from 'node:path'

/** A template that ships with the product: beside the built program in a clone, in the app's resources once installed. */
export function templateFile(name: string): string {
  return join(import.meta.dirname, '../../resources/templates', `${name}.headroom.yaml`)
}
