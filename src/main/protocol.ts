import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { protocol } from 'electron'

export const APP_ORIGIN = 'app://bundle'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.png': 'image/png',
  '.json': 'application/json',
}

/** Before the app is ready: the scheme is a secure origin of its own, unlike file://. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

/** Node's URL knows no origin for schemes of one's own. */
export function isAppUrl({ protocol: scheme, host }: URL): boolean {
  return `${scheme}//${host}` === APP_ORIGIN
}

/** Serves the renderer's files, and nothing outside their folder, with a strict policy: no inline script, no network. */
export function serveApp(root: string): void {
  protocol.handle('app', async (request) => {
    const url = new URL(request.url)
    const file = normalize(join(root, decodeURIComponent(url.pathname)))
    const type = TYPES[extname(file)]
    if (!isAppUrl(url) || !file.startsWith(root + sep) || type === undefined) return notFound()
    try {
      return type.startsWith('text/html') ? page(await readFile(file, 'utf8')) : asset(await readFile(file), type)
    } catch {
      return notFound()
    }
  })
}

/** A fresh nonce each time: style elements that libraries make carry it. */
function page(html: string): Response {
  const nonce = randomBytes(16).toString('base64')
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]
  return new Response(html.replaceAll('__CSP_NONCE__', nonce), {
    headers: { ...headers('text/html; charset=utf-8'), 'content-security-policy': policy.join('; ') },
  })
}

function asset(bytes: Buffer, type: string): Response {
  return new Response(new Uint8Array(bytes), { headers: headers(type) })
}

function headers(type: string): Record<string, string> {
  return { 'content-type': type, 'x-content-type-options': 'nosniff' }
}

function notFound(): Response {
  return new Response('not found', { status: 404 })
}
