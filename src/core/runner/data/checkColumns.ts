import { HeadroomError } from '../../../shared/errors.ts'
import { nearest } from '../../../shared/scenario/suggest.ts'
import { compileTemplate } from '../../../shared/scenario/template.ts'
import type { Scenario } from '../../../shared/scenario/types.ts'
import type { DataRows } from '../../engine/protocol.ts'

/** @throws HeadroomError DATA_COLUMN when a template asks for a column that its source does not have */
export function checkColumns(scenario: Scenario, data: Readonly<Record<string, DataRows>>): void {
  const names = new Set<string>()
  collectNames([scenario.target.headers, scenario.flows], names)
  for (const name of names) {
    const dot = name.indexOf('.')
    const source = name.slice(0, Math.max(0, dot))
    const column = name.slice(dot + 1)
    const { columns } = (Object.hasOwn(data, source) && data[source]) || { columns: [column] }
    if (columns.includes(column)) continue
    const file = scenario.data[source]?.file
    const close = nearest(column, columns)
    throw new HeadroomError({
      code: 'DATA_COLUMN',
      message: `\`${source}\` has no column \`${column}\`, which {{${name}}} asks for.`,
      hint: close ? `Did you mean \`${source}.${close}\`?` : `It has: ${columns.join(', ')}.`,
      ...(file !== undefined && { at: { file } }),
    })
  }
}

/** Names that any text in there looks up. The texts have been checked: each compiles. */
function collectNames(value: unknown, names: Set<string>): void {
  if (typeof value === 'string') {
    if (value.includes('{{')) for (const name of compileTemplate(value).names) names.add(name)
  } else if (typeof value === 'object' && value !== null) {
    for (const item of Object.values(value)) collectNames(item, names)
  }
}
