import { HeadroomError } from '../../../shared/errors.ts'
import { compileJsonTemplate, compileTemplate } from '../../../shared/scenario/template.ts'
import type { Template, TemplateScope } from '../../../shared/scenario/template.ts'
import type { Auth } from '../../../shared/scenario/http.ts'
import type { RequestBody, RequestStep, Target } from '../../../shared/scenario/types.ts'
import type { HttpRequest } from '../http/client.ts'
import type { Origin, Origins } from '../http/origin.ts'
import { compileMultipart } from './multipart.ts'

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
  const body = step.body && compileBody(step.body)
  const headers = headersOf(step, target, body?.contentType)
  const timeoutUs = step.timeoutUs ?? target.timeoutUs
  const base = new BaseUrl(target.baseUrl, origins)
  const areConstant = headers.every(({ value }) => value.constant !== undefined)
  const constantHeaders = areConstant ? headers.flatMap(({ name, value }) => [name, value.constant ?? '']) : undefined

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
    (body === undefined || body.isConstant)
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
function headersOf(step: RequestStep, target: Target, contentType: string | undefined): Header[] {
  const merged = new Map<string, Header['value']>([['user-agent', compileTemplate(USER_AGENT)]])
  if (contentType !== undefined) merged.set('content-type', compileTemplate(contentType))
  const authorization = authorizationOf(step.auth ?? target.auth)
  if (authorization) merged.set('authorization', authorization)
  for (const headers of [target.headers, step.headers]) {
    for (const [name, text] of Object.entries(headers)) merged.set(name.toLowerCase(), compileTemplate(text))
  }
  // Only we know the boundary.
  if (contentType !== undefined && step.body?.type === 'multipart') {
    merged.set('content-type', compileTemplate(contentType))
  }
  return [...merged].map(([name, value]) => ({ name, value }))
}

interface Header {
  name: string
  value: Pick<Template, 'constant' | 'render'>
}

/** Digest is not told ahead: it answers a challenge, see requestRunner.ts. */
function authorizationOf(auth: Auth | { type: 'none' } | undefined): Header['value'] | undefined {
  if (auth?.type === 'bearer') return compileTemplate(`Bearer ${auth.token}`)
  if (auth?.type !== 'basic') return undefined
  const [username, password] = [compileTemplate(auth.username), compileTemplate(auth.password)]
  const encode = (user: string, secret: string): string =>
    `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`
  const render = (scope: TemplateScope): string => encode(username.render(scope), password.render(scope))
  const isConstant = username.constant !== undefined && password.constant !== undefined
  return isConstant ? { constant: encode(username.constant, password.constant), render } : { render }
}

interface BodyTemplate {
  readonly isConstant: boolean
  readonly contentType: string | undefined
  render(scope: TemplateScope): NonNullable<HttpRequest['body']>
}

function compileBody(body: RequestBody): BodyTemplate {
  if (body.type === 'multipart') return compileMultipart(body.parts)
  const template = compileText(body)
  return {
    isConstant: template.constant !== undefined,
    contentType: body.type === 'raw' ? body.contentType : CONTENT_TYPES[body.type],
    render: (scope) => template.render(scope),
  }
}

const CONTENT_TYPES = { json: 'application/json', form: 'application/x-www-form-urlencoded' } as const

function compileText(body: Exclude<RequestBody, { type: 'multipart' }>): Pick<Template, 'constant' | 'render'> {
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
