import { request as requestPlain } from 'node:http'
import { request as requestSecure } from 'node:https'
import { type Socket, isIP, connect } from 'node:net'
import { type TLSSocket, connect as connectTls } from 'node:tls'
import type { PreflightFinding } from '../../../shared/preflight.ts'
import { formatDuration } from '../../../shared/units.ts'
import type { GuardedResolver } from '../../engine/http/resolver.ts'
import { resolveHost } from '../observers/resolveHost.ts'

/** A Date header has whole seconds. */
const CLOCK_TOLERANCE_MS = 5000
const SOON_MS = 14 * 86_400_000

export interface OriginOptions {
  resolver: GuardedResolver
  signal: AbortSignal
  wallNowMs: () => number
  limitMs: number
}

export interface Reached {
  findings: readonly PreflightFinding[]
  /** How long one request took, connecting excluded; undefined when none was answered. */
  responseUs?: number
}

/** Name, connection, certificate and clock of one origin, by one HEAD request. */
export async function checkOrigin(url: URL, options: OriginOptions): Promise<Reached> {
  const findings: PreflightFinding[] = []
  const hostname = url.hostname.replace(/^\[|\]$/g, '')
  try {
    const address = await bounded(resolveHost(hostname, options.resolver), options)
    if (isIP(hostname) === 0 && hostname !== 'localhost') {
      findings.push({ check: 'name', level: 'ok', text: `${hostname} is ${address}.` })
    }
    const socket = await bounded(openSocket(address, portOf(url), options.signal), options)
    const ready = url.protocol === 'https:' ? await secured(socket, hostname, options, findings) : socket
    const { responseUs, dateMs } = await bounded(head(url, ready, options.signal), options)
    findings.push({
      check: 'connection',
      level: 'ok',
      text: `${url.host} answers in ${formatDuration(responseUs)}.`,
    })
    const clock = clockFinding(url, dateMs, options.wallNowMs())
    if (clock !== undefined) findings.push(clock)
    return { findings, responseUs }
  } catch (error) {
    findings.push(failure(url, error))
    return { findings }
  }
}

/** Rejects when the time of the whole preflight is over. */
async function bounded<Value>(value: Promise<Value>, { signal, limitMs }: OriginOptions): Promise<Value> {
  const over = new Promise<never>((_resolve, reject) => {
    const tooLate = (): void => reject(new Error(`no answer within ${limitMs / 1000} s`))
    if (signal.aborted) tooLate()
    else signal.addEventListener('abort', tooLate, { once: true })
  })
  return Promise.race([value, over])
}

async function openSocket(host: string, port: number, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port })
    const abort = (): void => {
      socket.destroy()
    }
    signal.addEventListener('abort', abort, { once: true })
    socket.once('connect', () => resolve(socket))
    socket.once('error', reject)
    socket.once('close', () => signal.removeEventListener('abort', abort))
  })
}

async function secured(
  socket: Socket,
  hostname: string,
  options: OriginOptions,
  findings: PreflightFinding[],
): Promise<TLSSocket> {
  const name = isIP(hostname) === 0 ? { servername: hostname } : {}
  const secure = connectTls({ socket, ...name, rejectUnauthorized: false })
  await bounded(
    new Promise((resolve, reject) => {
      secure.once('secureConnect', resolve)
      secure.once('error', reject)
    }),
    options,
  )
  findings.push(certificateFinding(secure, hostname, options.wallNowMs()))
  return secure
}

function certificateFinding(secure: TLSSocket, hostname: string, nowMs: number): PreflightFinding {
  const { valid_to: validTo } = secure.getPeerCertificate()
  const untilMs = Date.parse(validTo)
  const days = Math.floor((untilMs - nowMs) / 86_400_000)
  if (untilMs < nowMs) {
    return {
      check: 'tls',
      level: 'error',
      text: `The certificate of ${hostname} expired ${-days - 1} days ago (${validTo}).`,
    }
  }
  if (!secure.authorized) {
    const text = `The certificate of ${hostname} is not trusted: ${String(secure.authorizationError)}.`
    return { check: 'tls', level: 'error', text, hint: 'For a private authority set NODE_EXTRA_CA_CERTS.' }
  }
  const text = `${secure.getProtocol() ?? 'TLS'}; the certificate of ${hostname} is good for ${days} more days.`
  return { check: 'tls', level: untilMs - nowMs < SOON_MS ? 'warning' : 'ok', text }
}

async function head(
  url: URL,
  socket: Socket,
  signal: AbortSignal,
): Promise<{ responseUs: number; dateMs: number | undefined }> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now()
    const send = url.protocol === 'https:' ? requestSecure : requestPlain
    const request = send(url, { method: 'HEAD', createConnection: () => socket, agent: false, signal }, (response) => {
      const responseUs = (performance.now() - startedAt) * 1000
      const dateMs = Date.parse(response.headers.date ?? '')
      response.resume()
      response.once('close', () => socket.destroy())
      resolve({ responseUs, dateMs: Number.isNaN(dateMs) ? undefined : dateMs })
    })
    request.once('error', reject)
    request.end()
  })
}

/** Tokens, signatures and caches depend on it; a proxy may answer with its own clock. */
function clockFinding({ host }: URL, dateMs: number | undefined, nowMs: number): PreflightFinding | undefined {
  if (dateMs === undefined) return undefined
  const aheadMs = nowMs - dateMs
  if (Math.abs(aheadMs) <= CLOCK_TOLERANCE_MS) {
    return { check: 'clock', level: 'ok', text: `The clock of ${host} and this one agree.` }
  }
  const text = `This clock is ${formatDuration(Math.abs(aheadMs) * 1000)} ${aheadMs > 0 ? 'ahead of' : 'behind'} that of ${host}.`
  return {
    check: 'clock',
    level: 'warning',
    text,
    hint: 'Tokens may count as expired, and times of logs will not match.',
  }
}

function failure(url: URL, error: unknown): PreflightFinding {
  const { code, message } = error as Error & { code?: string }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    const text = `The name ${url.hostname} cannot be resolved (${code}).`
    return { check: 'name', level: 'error', text, hint: 'Look at the base URL, and at the connection of this machine.' }
  }
  if (code === 'HOST_NOT_ALLOWED' || code === 'ADDRESS_NOT_ALLOWED') {
    return {
      check: 'guards',
      level: 'error',
      text: message,
      hint: 'Add it under `guards.hosts` if you may load-test it.',
    }
  }
  const why = code === 'ECONNREFUSED' ? 'nothing listens there' : message.replace(/\.$/, '')
  return {
    check: 'connection',
    level: 'error',
    text: `${url.host} cannot be reached: ${why}.`,
    hint: 'Start the system under test, or give its address (-e BASE_URL=...).',
  }
}

function portOf({ port, protocol }: URL): number {
  if (port !== '') return Number(port)
  return protocol === 'https:' ? 443 : 80
}
