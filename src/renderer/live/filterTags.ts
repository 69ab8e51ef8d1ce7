import type { RunTag } from '../../shared/report.ts'

/** Values listed at once: more are found by searching. */
const MOST_LISTED = 200

/**
 * The values that match a search, by their own text or by their tag's name; tags of few values first, so that a tag of a
 * hundred customers does not hide the others, and those of one value last.
 * @returns `left`: how many match beyond those that are listed
 */
export function matchingTags(tags: readonly RunTag[], search: string): { shown: RunTag[]; left: number } {
  const wanted = search.trim().toLowerCase()
  const matching = tags
    .toSorted((one, other) => place(one) - place(other))
    .map(({ tag, values }) => ({
      tag,
      values: values.filter((value) => `${tag} ${valueText(value)}`.toLowerCase().includes(wanted)),
    }))
  let room = MOST_LISTED
  let left = 0
  const shown = matching.flatMap(({ tag, values }) => {
    const listed = values.slice(0, room)
    room -= listed.length
    left += values.length - listed.length
    return listed.length === 0 ? [] : [{ tag, values: listed }]
  })
  return { shown, left }
}

/** What all requests have in common narrows nothing down. */
function place({ values }: RunTag): number {
  return values.length === 1 ? Number.MAX_SAFE_INTEGER : values.length
}

/** k6 writes groups as a path: `::browsing::details`. */
export function valueText(value: string): string {
  return value.replace(/^::/, '').replaceAll('::', ' / ')
}
