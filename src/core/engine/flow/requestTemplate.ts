import { HeadroomError } from '../../../shared/errors.ts'
import { compileJsonTemplate, compileTemplate } from '../../../shared/scenario/template.ts'
import type { Template, TemplateScope } from '../../../shared/scenario/template.ts'
import type { RequestBody, RequestStep, Target } from '../../../shared/scenario/types.ts'
import type { HttpRequest } from '../http/client.ts'
import type { Origin, Origins } from '../http/origin.ts'

/** Makes the requests of one step. */
export interface RequestTemplate {
  /** @throws HeadroomError VARIABLE_MISSING, TEMPLATE_ARGUMENT, URL_INVALID, DATA_USED_UP */
  make(scope: TemplateScope): HttpRequest
}

const ABSOLUTE = /^https?:\/\//i
/** What may not stand in a request line as it is; URL's parser encodes it. */
const NEEDS_ENCODING = /[^\x21-\x22\x24-\x7e]/
const USER_AGENT = 'headroom'

/** Compiles a request step once; a request without templates is one object, made once. */
export function compileRequest(step: RequestStep, target: Target, origins: Origins): RequestTemplate {
  const url = compileTemplate(step.url)
  const query = Object.entries(step.query).map(([name, text]) => ({
    name: encodeURIComponent(name),
    value: compileTemplate(text),
  }))
  const headers = headersOf(step, target)
  const body = step.body && compileBody(step.body)
  const timeoutUs = step.timeoutUs ?? target.timeoutUs
  const base = new BaseUrl(target.baseUrl, origins)
  const constantHeaders = headers.every(({ value }) => value.constant !== undefined)
    ? headers.flatMap(({ name, value }) => [name, value.constant ?? ''])
    : undefined

  const make = (scope: TemplateScope): HttpRequest => {
    let text = url.render(scope)
    for (const { name, value } of query) {
      text += `${text.includes('?') ? '&' : '?'}${name}=${encodeURIComponent(value.render(scope))}`
    }
    const { origin, path } = base.resolve(text)
    return {
      method: step.method,
      origin,
      path,
      headers: constantHeaders ?? headers.flatMap(({ name, value }) => [name, value.render(scope)]),
      body: body?.render(scope),
      timeoutUs,
      encoded: undefined,
    }
  }
  const constant =
    constantHeaders !== undefined &&
    url.constant !== undefined &&
    query.every(({ value }) => value.constant !== undefined) &&
    (body === undefined || body.constant !== undefined)
  if (!constant) return { make }
  // Made with the first use and not before: a URL that cannot be used is that request's failure, not the run's.
  let only: HttpRequest | undefined
  return { make: (scope) => (only ??= make(scope)) }
}

class BaseUrl {
  private readonly text: string
  private readonly origins: Origins
  private readonly origin: Origin
  private readonly prefix: string

  constructor(text: string, origins: Origins) {
    this.text = text
    this.origins = origins
    const { origin, path } = this.absolute(text)
    this.origin = origin
    this.prefix = path.replace(/\/$/, '')
  }

  resolve(text: string): { origin: Origin; path: string } {
    if (ABSOLUTE.test(text)) return this.absolute(text)
    const path = text.startsWith('/') ? this.prefix + text : `${this.prefix}/${text}`
    if (!NEEDS_ENCODING.test(path)) return { origin: this.origin, path }
    return this.absolute(this.origin.text + path)
  }

  private absolute(text: string): { origin: Origin; path: string } {
    const url = URL.canParse(text) ? new URL(text) : undefined
    const origin = url && this.origins.of(url)
    if (url && origin) return { origin, path: url.pathname + url.search }
    throw new HeadroomError({
      code: 'URL_INVALID',
      message: `"${text}" is not an http or https URL.`,
      hint: `Write a path such as /api/items, below the base URL ${this.text}, or a whole URL.`,
    })
  }
}

/** The target's headers, the step's own over them, and what the body's type implies. Names are compared in lower case. */
function headersOf(step: RequestStep, target: Target): { name: string; value: Template }[] {
  const merged = new Map<string, string>([['user-agent', USER_AGENT]])
  const contentType = step.body && contentTypeOf(step.body)
  if (contentType) merged.set('content-type', contentType)
  for (const headers of [target.headers, step.headers]) {
    for (const [name, text] of Object.entries(headers)) merged.set(name.toLowerCase(), text)
  }
  return [...merged].map(([name, text]) => ({ name, value: compileTemplate(text) }))
}

function contentTypeOf(body: RequestBody): string | undefined {
  if (body.type === 'json') return 'application/json'
  if (body.type === 'form') return 'application/x-www-form-urlencoded'
  return body.contentType
}

function compileBody(body: RequestBody): Pick<Template, 'constant' | 'render'> {
  if (body.type === 'json') return compileJsonTemplate(body.value)
  if (body.type === 'raw') return compileTemplate(body.text)
  const fields = Object.entries(body.fields).map(([name, text]) => ({
    name: encodeURIComponent(name),
    value: compileTemplate(text),
  }))
  const render = (scope: TemplateScope): string =>
    fields.map(({ name, value }) => `${name}=${encodeURIComponent(value.render(scope))}`).join('&')
  const constant = fields.every(({ value }) => value.constant !== undefined)
  return constant
    ? {
        constant: fields.map(({ name, value }) => `${name}=${encodeURIComponent(value.constant ?? '')}`).join('&'),
        render,
      }
    : { render }
}
