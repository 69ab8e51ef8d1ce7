import { z } from 'zod'
import { parseSize } from '../http.ts'
import { durationSchema, positiveDurationSchema, strict, textSchema, wholeNumber } from './common.ts'

const flag = (description: string) => z.boolean().describe(`${description} Default false.`).exactOptional()
const file = (description: string) => z.string().min(1).describe(`${description}, relative to this file.`)

const TLS_VERSIONS = ['tls1.0', 'tls1.1', 'tls1.2', 'tls1.3'] as const
const tlsVersion = z.enum(TLS_VERSIONS)

const SIZE_ERROR = 'Expected a size like 500kB or 10MB, or a number of bytes.'
const sizeSchema = z.union(
  [z.string().refine((text) => parseSize(text) !== undefined, { error: SIZE_ERROR }), wholeNumber(1)],
  { error: SIZE_ERROR },
)

const clientCertificateSchema = strict({
  domains: z
    .array(z.string().min(1))
    .min(1)
    .describe('Hosts that it is shown to: names, or *.example.com for all below it. Default: all.')
    .exactOptional(),
  cert: file('Certificate of the client, PEM'),
  key: file('Its private key, PEM'),
  password: z.string().describe('Of the key; best from `${secret:NAME}`.').exactOptional(),
})

const dnsSchema = strict({
  ttl: z
    .union([z.literal('inf'), durationSchema], { error: 'Expected a duration like 5m, 0 or inf.' })
    .describe('How long an answer is used; 0 asks for each connection, inf once. Default 5m.')
    .exactOptional(),
  select: z
    .enum(['first', 'random', 'roundRobin'])
    .describe('Which address of several a new connection tries first. Default first.')
    .exactOptional(),
  policy: z
    .enum(['preferIPv4', 'preferIPv6', 'onlyIPv4', 'onlyIPv6', 'any'])
    .describe('Which kind of addresses comes first, or alone. Default any: in the order of the system.')
    .exactOptional(),
})

const timeoutsSchema = strict({
  connect: positiveDurationSchema
    .describe('For a connection: a slot, name resolution, TCP, a proxy’s tunnel and TLS together.')
    .exactOptional(),
  headers: positiveDurationSchema
    .describe('From the last byte of the request to the end of the response’s head.')
    .exactOptional(),
  body: positiveDurationSchema.describe('Longest pause between two pieces of a body.').exactOptional(),
}).describe('Time limits of the parts of a request; `timeout` limits the whole.')

/** How connections are opened and used; k6's names where it has them. */
export const httpSchema = strict({
  http2: z.boolean().describe('HTTP/2 where a TLS server offers it. Default true.').exactOptional(),
  noConnectionReuse: flag('Opens a connection for each request.'),
  noVUConnectionReuse: flag('Virtual users open new connections in each iteration.'),
  maxRedirects: wholeNumber(0).describe('How many redirects are followed. Default 10.').exactOptional(),
  insecureSkipTLSVerify: flag('Takes any certificate: for test systems only.'),
  tlsVersion: z
    .union([tlsVersion, strict({ min: tlsVersion.exactOptional(), max: tlsVersion.exactOptional() })], {
      error: 'Expected tls1.2, tls1.3, or { min, max }.',
    })
    .describe('The one version of TLS, or the lowest and highest. Default: at least tls1.2.')
    .exactOptional(),
  tlsAuth: z.array(clientCertificateSchema).describe('Client certificates.').exactOptional(),
  ca: z
    .union([file('Certificates'), z.array(file('Certificates')).min(1)], {
      error: 'Expected a file or a list of files.',
    })
    .describe('PEM files of authorities that are trusted beside the public ones, relative to this file.')
    .exactOptional(),
  hosts: z
    .record(z.string().min(1), z.string().min(1))
    .describe('Addresses in the place of name resolution: name, name:port or *.name -> address or address:port.')
    .exactOptional(),
  dns: dnsSchema.describe('How names are resolved.').exactOptional(),
  proxy: z.string().min(1).describe('HTTP proxy for all requests: http://user:password@host:port.').exactOptional(),
  noProxy: z
    .array(z.string().min(1))
    .describe('Hosts that are reached without the proxy: names, or *.example.com for all below it.')
    .exactOptional(),
  timeouts: timeoutsSchema.exactOptional(),
  maxResponseSize: sizeSchema.describe('A longer body is a failure, and is read no further.').exactOptional(),
}).describe('How connections are opened and used.')

const credentials = strict({
  username: textSchema.describe('The user.'),
  password: textSchema.describe('The password.'),
})

export const authSchema = z
  .union(
    [
      strict({ basic: credentials.describe('Sent with each request (RFC 7617).') }),
      strict({ digest: credentials.describe('Answers the server’s challenge (RFC 7616).') }),
      strict({ bearer: textSchema.describe('Token that is sent with each request (RFC 6750).') }),
    ],
    { error: 'Expected { basic: { username, password } }, { digest: { username, password } } or { bearer }.' },
  )
  .describe('How requests say who asks; not sent to another host after a redirect.')

const multipartFileSchema = strict({
  file: file('File whose contents are sent, read while it is sent'),
  filename: z.string().min(1).describe('Name that the server is told; by default the file’s own.').exactOptional(),
  contentType: z.string().min(1).describe('Default application/octet-stream.').exactOptional(),
})

export const multipartSchema = z
  .record(z.string().min(1), z.union([textSchema, multipartFileSchema], { error: 'Expected a text or { file }.' }))
  .describe('Body, sent as multipart/form-data: fields, and files by { file, filename, contentType }.')

export type HttpInput = z.output<typeof httpSchema>
export type AuthInput = z.output<typeof authSchema>
export type MultipartInput = z.output<typeof multipartSchema>
