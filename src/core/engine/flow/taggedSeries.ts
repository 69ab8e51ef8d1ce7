import type { Tags } from '../../../shared/metrics/series.ts'
import { compileTemplate } from '../../../shared/scenario/template.ts'
import type { TemplateScope } from '../../../shared/scenario/template.ts'

/**
 * What is recorded for a step whose tags may hold templates. Tags without any are resolved once; others by their rendered values,
 * of which no more than a bound are remembered: further ones share the entry `other`.
 */
export class TaggedSeries<T> {
  /** Set when no tag holds a template. */
  readonly constant: T | undefined
  private readonly templates: { name: string; render(scope: TemplateScope): string }[] = []
  private readonly tags: Tags
  private readonly make: (tags: Tags) => T
  private readonly bound: number
  private readonly known = new Map<string, T>()

  constructor(tags: Tags, bound: number, make: (tags: Tags) => T) {
    const constants: Record<string, string> = {}
    for (const [name, text] of Object.entries(tags)) {
      const template = compileTemplate(text)
      if (template.constant !== undefined) constants[name] = template.constant
      else this.templates.push({ name, render: (scope) => template.render(scope) })
    }
    this.tags = constants
    this.make = make
    this.bound = bound
    this.constant = this.templates.length === 0 ? make(constants) : undefined
  }

  /** @throws HeadroomError VARIABLE_MISSING when a tag's template cannot be rendered */
  of(scope: TemplateScope): T {
    if (this.constant !== undefined) return this.constant
    const values = this.templates.map((template) => template.render(scope))
    const key = values.join('\n')
    const known = this.known.get(key)
    if (known) return known
    return this.known.size < this.bound ? this.entry(values) : this.fallback()
  }

  /** For what has to be recorded although its tags cannot be rendered. */
  fallback(): T {
    return this.constant ?? this.entry(this.templates.map(() => OTHER))
  }

  private entry(values: readonly string[]): T {
    const key = values.join('\n')
    let found = this.known.get(key)
    if (!found) {
      const rendered = this.templates.map(({ name }, index) => [name, values[index] ?? ''])
      found = this.make({ ...this.tags, ...Object.fromEntries(rendered) })
      this.known.set(key, found)
    }
    return found
  }
}

const OTHER = 'other'
