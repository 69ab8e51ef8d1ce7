import { senderOf } from '../buildSteps.ts'
import type { RequestInput } from '../buildSteps.ts'
import { attempt } from '../findings.ts'
import type { Report } from '../findings.ts'
import { hostFault, httpUrl, isAbsoluteUrl } from '../hosts.ts'
import type { ScenarioParts } from '../parts.ts'
import type { DocumentPath } from '../path.ts'
import { withDefaults } from '../references.ts'
import { BUILT_IN_VARIABLES } from '../templateFunctions.ts'
import { checkActions } from './actions.ts'
import { checkExpectation, checkExtractions } from './expectations.ts'
import { checkStream } from './streams.ts'
import { SYSTEM_TAGS } from './tags.ts'

/** What requests expect and extract, and what tags and variables are called. */
export function checkRequests(parts: ScenarioParts, report: Report): void {
  const base = parts.baseUrl
  if (base !== undefined) checkUrl(base, ['target', 'baseUrl'], parts, report)
  for (const { value: step, path } of parts.steps) {
    if ('tags' in step) checkTags(step.tags, [...path, 'tags'], report)
    const sender = senderOf(step)
    if (!sender) continue
    const { key, url } = sender
    // A WebSocket begins as HTTP does.
    if (isAbsoluteUrl(url)) checkUrl(key === 'websocket' ? httpUrl(url) : url, [...path, key], parts, report)
    if ('actions' in step) checkActions(step.actions, [...path, 'actions'], report)
    if ('expect' in step) checkExpectation(step.expect, [...path, 'expect'], report)
    if ('stream' in step) checkStream(step, path, report)
    if ('extract' in step) {
      checkExtractions(step.extract, [...path, 'extract'], report)
      checkVariables(Object.keys(step.extract ?? {}), [...path, 'extract'], report)
    }
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
