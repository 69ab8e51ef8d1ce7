import { compile } from 'json-p3'
import { isRequest, statusRange, targetOf } from '../buildSteps.ts'
import type { RequestInput } from '../buildSteps.ts'
import { attempt } from '../findings.ts'
import type { Report } from '../findings.ts'
import { hostFault, isAbsoluteUrl } from '../hosts.ts'
import type { ScenarioParts } from '../parts.ts'
import type { DocumentPath } from '../path.ts'
import { withDefaults } from '../references.ts'
import { BUILT_IN_VARIABLES } from '../templateFunctions.ts'
import { SYSTEM_TAGS } from './tags.ts'

/** What requests expect and extract, and what tags and variables are called. */
export function checkRequests(parts: ScenarioParts, report: Report): void {
  const base = parts.baseUrl
  if (base !== undefined) checkUrl(base, ['target', 'baseUrl'], parts, report)
  for (const { value: step, path } of parts.steps) {
    if ('tags' in step) checkTags(step.tags, [...path, 'tags'], report)
    if (!isRequest(step)) continue
    const { key, url } = targetOf(step)
    if (isAbsoluteUrl(url)) checkUrl(url, [...path, key], parts, report)
    checkExpectations(step, path, report)
    checkVariables(Object.keys(step.extract ?? {}), [...path, 'extract'], report)
  }
  for (const { value: config, path } of parts.executors) {
    checkTags(config.tags, [...path, 'tags'], report)
    checkVariables(Object.keys(config.env ?? {}), [...path, 'env'], report)
  }
  checkVariables(parts.names.variables, ['variables'], report)
}

/** As far as it can be told now: a URL with a template or a reference without a default is judged when it is known. */
function checkUrl(text: string, path: DocumentPath, parts: ScenarioParts, report: Report): void {
  if (!parts.hostsKnown) return
  const hosts = parts.guards.hosts?.map((host) =>
    attempt(
      () => {},
      path,
      () => withDefaults(host),
    ),
  )
  const url = attempt(
    () => {},
    path,
    () => withDefaults(text),
  )
  if (url === undefined || hosts?.includes(undefined) || /^[^/]*\/\/[^/?#]*\{\{/.test(url)) return
  const fault = hostFault(
    url,
    hosts?.filter((host) => host !== undefined),
  )
  if (fault) report({ ...fault, path })
}

function checkTags(tags: RequestInput['tags'], path: DocumentPath, report: Report): void {
  for (const tag of Object.keys(tags ?? {})) {
    if (!SYSTEM_TAGS.includes(tag)) continue
    const message = `The tag \`${tag}\` is set by Headroom itself.`
    report({ code: 'TAG_RESERVED', message, hint: 'Give it another name.', path: [...path, tag], at: 'key' })
  }
}

function checkVariables(names: readonly string[], path: DocumentPath, report: Report): void {
  for (const name of names) {
    if (!Object.hasOwn(BUILT_IN_VARIABLES, name)) continue
    const message = `\`${name}\` is built in: {{${name}}} is the number of the ${name === 'vu' ? 'virtual user' : 'iteration'}.`
    report({ code: 'NAME_RESERVED', message, hint: 'Give it another name.', path: [...path, name], at: 'key' })
  }
}

function checkExpectations(step: RequestInput, path: DocumentPath, report: Report): void {
  for (const jsonPath of Object.keys(step.expect?.json ?? {})) {
    checkJsonPath(jsonPath, [...path, 'expect', 'json', jsonPath], 'key', report)
  }
  for (const [variable, jsonPath] of Object.entries(step.extract ?? {})) {
    checkJsonPath(jsonPath, [...path, 'extract', variable], 'value', report)
  }
  const { status } = step.expect ?? {}
  for (const [index, one] of [status ?? []].flat().entries()) {
    const [low, high] = statusRange(one)
    if (low <= high) continue
    const message = `The range ${one} ends before it begins.`
    const place = [...path, 'expect', 'status', ...(Array.isArray(status) ? [index] : [])]
    report({ code: 'VALUE_INVALID', message, hint: `Write ${high}..${low}.`, path: place })
  }
}

function checkJsonPath(text: string, path: DocumentPath, at: 'key' | 'value', report: Report): void {
  try {
    compile(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const message = `\`${text}\` is not a JSONPath (RFC 9535): ${reason.replace(/\.?$/, '.')}`
    report({ code: 'JSONPATH_INVALID', message, hint: 'Write it like $.items[0].id.', path, at })
  }
}
