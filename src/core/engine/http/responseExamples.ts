/** For tests: responses as they come on the wire, and what is to be read from them. */
export interface ResponseExample {
  readonly name: string
  readonly wire: string
  readonly isHead?: boolean
  /** The server closes the connection behind the last byte. */
  readonly closes?: boolean
  /** Undefined: the response is whole. */
  readonly failure?: 'malformed response' | 'response head too large' | 'connection closed by the server'
  /** Of a whole response. */
  readonly status?: number
  readonly body?: string
  readonly keepAlive?: boolean
}

const head = (...lines: string[]): string => `${lines.join('\r\n')}\r\n\r\n`
const ok = (...lines: string[]): string => head('HTTP/1.1 200 OK', ...lines)
const CHUNKED = ok('Transfer-Encoding: chunked')
const malformed = { failure: 'malformed response' } as const

export const WHOLE_RESPONSES: readonly ResponseExample[] = [
  { name: 'content-length', wire: `${ok('Content-Length: 5')}hello`, body: 'hello' },
  { name: 'no body at all', wire: ok('content-length: 0'), body: '' },
  { name: 'no reason phrase', wire: head('HTTP/1.1 404', 'content-length: 0'), status: 404 },
  { name: 'an unknown status', wire: head('HTTP/1.1 799 What', 'content-length: 0'), status: 799 },
  { name: 'blanks around a length', wire: `${ok('CONTENT-LENGTH:\t 5 \t')}hello`, body: 'hello' },
  { name: 'equal lengths', wire: `${ok('content-length: 5', 'content-length: 5, 5')}hello`, body: 'hello' },
  { name: 'empty header value', wire: `${ok('x-empty:', 'content-length: 2')}ok`, body: 'ok' },
  { name: 'bare line feeds', wire: 'HTTP/1.1 200 OK\nContent-Length: 2\n\nok', body: 'ok' },
  { name: 'chunked', wire: `${CHUNKED}5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n`, body: 'hello world' },
  {
    name: 'chunk sizes in both cases and with zeros',
    wire: `${CHUNKED}00A\r\n0123456789\r\na\r\n0123456789\r\n000\r\n\r\n`,
    body: '01234567890123456789',
  },
  {
    name: 'chunk extensions',
    wire: `${CHUNKED}5;a=b;c="d e"\r\nhello\r\n2 ;x\r\n!!\r\n0;last\r\n\r\n`,
    body: 'hello!!',
  },
  { name: 'blanks behind a chunk size', wire: `${CHUNKED}2  \r\nok\r\n0\r\n\r\n`, body: 'ok' },
  { name: 'trailers', wire: `${CHUNKED}2\r\nok\r\n0\r\nX-Sum: 1\r\nX-More: 2\r\n\r\n`, body: 'ok' },
  { name: 'line ends within a chunk', wire: `${CHUNKED}6\r\n\r\n0\r\n\n\r\n0\r\n\r\n`, body: '\r\n0\r\n\n' },
  {
    name: 'interim answers',
    wire: `${head('HTTP/1.1 100 Continue')}${head('HTTP/1.1 103 Early Hints', 'link: </a>')}${ok('content-length: 2')}ok`,
    body: 'ok',
  },
  { name: 'HEAD with a length', wire: ok('content-length: 500'), isHead: true, body: '' },
  { name: 'HEAD, chunked', wire: CHUNKED, isHead: true, body: '' },
  { name: '204', wire: head('HTTP/1.1 204 No Content'), status: 204, body: '' },
  { name: '304 with a length', wire: head('HTTP/1.1 304 Not Modified', 'content-length: 500'), status: 304, body: '' },
  {
    name: 'connection: close',
    wire: `${ok('connection: close', 'content-length: 2')}ok`,
    body: 'ok',
    keepAlive: false,
  },
  {
    name: 'close among options',
    wire: `${ok('connection: x-closed , Close', 'content-length: 2')}ok`,
    body: 'ok',
    keepAlive: false,
  },
  { name: 'an option that is not close', wire: `${ok('connection: x-close', 'content-length: 2')}ok`, body: 'ok' },
  { name: 'HTTP/1.0', wire: `${head('HTTP/1.0 200 OK', 'content-length: 2')}ok`, body: 'ok', keepAlive: false },
  {
    name: 'HTTP/1.0 kept',
    wire: `${head('HTTP/1.0 200 OK', 'connection: Keep-Alive', 'content-length: 2')}ok`,
    body: 'ok',
  },
  {
    name: 'HTTP/1.0 chunked',
    wire: `${head('HTTP/1.0 200 OK', 'connection: keep-alive', 'transfer-encoding: chunked')}2\r\nok\r\n0\r\n\r\n`,
    body: 'ok',
    keepAlive: false,
  },
  { name: 'until close', wire: `${ok('content-type: text/plain')}until the end`, closes: true, body: 'until the end' },
  { name: 'until close, empty', wire: ok('content-type: text/plain'), closes: true, body: '' },
  { name: 'a length, then close', wire: `${ok('content-length: 2')}ok`, closes: true, body: 'ok' },
]

export const BROKEN_RESPONSES: readonly ResponseExample[] = [
  { name: 'a banner', wire: 'SSH-2.0-OpenSSH_9.2\r\n', ...malformed },
  { name: 'a TLS alert', wire: '\x15\x03\x03\x00\x02\x02\x28', ...malformed },
  { name: 'an empty line first', wire: `\r\n${ok('content-length: 0')}`, ...malformed },
  { name: 'HTTP/2', wire: head('HTTP/2.0 200 OK'), ...malformed },
  { name: 'HTTP/1.2', wire: head('HTTP/1.2 200 OK'), ...malformed },
  { name: 'a status of two digits', wire: head('HTTP/1.1 20 OK', 'content-length: 0'), ...malformed },
  { name: 'a status of four digits', wire: head('HTTP/1.1 2000 OK'), ...malformed },
  { name: 'a status below 100', wire: head('HTTP/1.1 099 Low'), ...malformed },
  { name: 'switching protocols', wire: head('HTTP/1.1 101 Switching Protocols', 'upgrade: x'), ...malformed },
  { name: 'endless interim answers', wire: head('HTTP/1.1 100 Continue').repeat(17), ...malformed },
  {
    name: 'length and chunked',
    wire: `${ok('content-length: 5', 'transfer-encoding: chunked')}0\r\n\r\n`,
    ...malformed,
  },
  {
    name: 'chunked and length',
    wire: `${ok('transfer-encoding: chunked', 'content-length: 5')}0\r\n\r\n`,
    ...malformed,
  },
  { name: 'differing lengths', wire: `${ok('content-length: 5', 'content-length: 6')}hello!`, ...malformed },
  { name: 'differing lengths in one line', wire: `${ok('content-length: 5, 6')}hello!`, ...malformed },
  { name: 'a negative length', wire: ok('content-length: -1'), ...malformed },
  { name: 'a signed length', wire: ok('content-length: +1'), ...malformed },
  { name: 'a hexadecimal length', wire: ok('content-length: 0x5'), ...malformed },
  { name: 'an empty length', wire: ok('content-length:'), ...malformed },
  { name: 'a length with a dangling comma', wire: ok('content-length: 5,'), ...malformed },
  { name: 'a length beyond measure', wire: ok('content-length: 1000000000000000'), ...malformed },
  { name: 'chunked twice', wire: ok('transfer-encoding: chunked', 'transfer-encoding: chunked'), ...malformed },
  { name: 'another transfer coding', wire: ok('transfer-encoding: gzip, chunked'), ...malformed },
  { name: 'a disguised chunked', wire: ok('transfer-encoding: xchunked'), ...malformed },
  { name: 'a blank before the colon', wire: ok('content-length : 5'), ...malformed },
  { name: 'a folded line', wire: ok('x-a: 1', ' content-length: 5', 'content-length: 0'), ...malformed },
  { name: 'a line without colon', wire: ok('nonsense', 'content-length: 0'), ...malformed },
  { name: 'a line without name', wire: ok(': 1', 'content-length: 0'), ...malformed },
  { name: 'a bare CR in a value', wire: ok('x-a: 1\rcontent-length: 5', 'content-length: 0'), ...malformed },
  { name: 'a NUL in a value', wire: ok('x-a: 1\0', 'content-length: 0'), ...malformed },
  { name: 'a chunk size that is none', wire: `${CHUNKED}xyz\r\n`, ...malformed },
  { name: 'a missing chunk size', wire: `${CHUNKED}\r\n`, ...malformed },
  { name: 'a negative chunk size', wire: `${CHUNKED}-5\r\nhello`, ...malformed },
  { name: 'a chunk size with 0x', wire: `${CHUNKED}0x5\r\nhello`, ...malformed },
  { name: 'a chunk size beyond measure', wire: `${CHUNKED}10000000000000\r\n`, ...malformed },
  { name: 'text behind a chunk size', wire: `${CHUNKED}5 5\r\nhello`, ...malformed },
  { name: 'a chunk longer than its size', wire: `${CHUNKED}2\r\nhello\r\n0\r\n\r\n`, ...malformed },
  { name: 'a bare LF behind a chunk size', wire: `${CHUNKED}2\nok\r\n0\r\n\r\n`, ...malformed },
  { name: 'a bare LF behind a chunk', wire: `${CHUNKED}2\r\nok\n0\r\n\r\n`, ...malformed },
  { name: 'a bare LF behind the trailers', wire: `${CHUNKED}0\r\n\n`, ...malformed },
  { name: 'a bare LF in an extension', wire: `${CHUNKED}2;a\nok\r\n`, ...malformed },
  { name: 'a bare CR in a trailer', wire: `${CHUNKED}0\r\nx: 1\rsmuggled\r\n\r\n`, ...malformed },
  { name: 'closed before the head', wire: '', closes: true, failure: 'connection closed by the server' },
  { name: 'closed in the status line', wire: 'HTTP/1.1 2', closes: true, failure: 'connection closed by the server' },
  {
    name: 'closed in the head',
    wire: 'HTTP/1.1 200 OK\r\ncontent-le',
    closes: true,
    failure: 'connection closed by the server',
  },
  {
    name: 'closed before the body',
    wire: ok('content-length: 5'),
    closes: true,
    failure: 'connection closed by the server',
  },
  {
    name: 'closed in the body',
    wire: `${ok('content-length: 5')}hel`,
    closes: true,
    failure: 'connection closed by the server',
  },
  { name: 'closed in a chunk', wire: `${CHUNKED}5\r\nhel`, closes: true, failure: 'connection closed by the server' },
  {
    name: 'closed before the last chunk',
    wire: `${CHUNKED}5\r\nhello\r\n`,
    closes: true,
    failure: 'connection closed by the server',
  },
  {
    name: 'closed in the trailers',
    wire: `${CHUNKED}0\r\nX-Sum: 1\r\n`,
    closes: true,
    failure: 'connection closed by the server',
  },
]

/** A response, and behind it bytes that nobody asked for, in the same segment. */
export const RESPONSES_WITH_SURPLUS: readonly ResponseExample[] = [
  { name: 'a body longer than its length', wire: `${ok('content-length: 2')}ok, more`, ...malformed },
  { name: 'a second response', wire: `${ok('content-length: 2')}ok`.repeat(2), ...malformed },
  { name: 'garbage behind the last chunk', wire: `${CHUNKED}0\r\n\r\ngarbage`, ...malformed },
  {
    name: '204 with a body',
    wire: `${head('HTTP/1.1 204 No Content', 'content-length: 2')}ok`,
    status: 204,
    ...malformed,
  },
  {
    name: '304 with a body',
    wire: `${head('HTTP/1.1 304 Not Modified', 'content-length: 2')}ok`,
    status: 304,
    ...malformed,
  },
  { name: 'HEAD with a body', wire: `${ok('content-length: 2')}ok`, isHead: true, ...malformed },
]
