/** HTML that is safe to be put into a page: made by `markup` alone, which escapes every value that is not such markup. */
export interface Markup {
  readonly html: string
}

type Value = string | number | Markup | readonly Markup[]

/** HTML from a template: texts are escaped, markup is taken as it is. */
export function markup(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return { html: parts.map((part, index) => `${part}${index < values.length ? show(values[index]) : ''}`).join('') }
}

/** Our own files (style sheet, script) that no value of a run has touched. */
export function ownText(html: string): Markup {
  return { html }
}

export const NOTHING: Markup = { html: '' }

function show(value: Value | undefined): string {
  if (value === undefined) return ''
  if (typeof value === 'string' || typeof value === 'number') return escape(String(value))
  return 'html' in value ? value.html : value.map(({ html }) => html).join('')
}

/** For text and quoted attributes alike. */
function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
