/** Tags that every request carries: of less interest than the scenario's own. */
const COMMON = ['group', 'scenario', 'method', 'status', 'expected_response', 'error_code', 'error']

/** For sorting: the scenario's own tags before those that every request carries. */
export function byInterest(one: string, other: string): number {
  return COMMON.indexOf(one) - COMMON.indexOf(other)
}

/** A tag's value for people: k6 writes groups as a path, `::browsing::details`. */
export function tagText(tag: string, value: string): string {
  return tag === 'group' ? value.replace(/^::/, '').replaceAll('::', ' / ') : value
}
