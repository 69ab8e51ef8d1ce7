import { randomUUID } from 'node:crypto'
import { createReadStream, statSync } from 'node:fs'
import { Readable } from 'node:stream'
import { scenarioFileUnreadable } from '../../../shared/fileErrors.ts'
import { compileTemplate } from '../../../shared/scenario/template.ts'
import type { Template, TemplateScope } from '../../../shared/scenario/template.ts'
import type { MultipartPart } from '../../../shared/scenario/types.ts'
import type { UploadBody } from '../http/upload.ts'

interface FilePiece {
  file: string
  bytes: number
}

/** Makes the bodies of one multipart step (RFC 7578). */
export interface MultipartTemplate {
  readonly contentType: string
  /** The same body each time: no part holds a template. */
  readonly isConstant: boolean
  render(scope: TemplateScope): UploadBody
}

/**
 * Files are looked at once and read while they are sent, so that an upload costs no memory, however large.
 * @throws HeadroomError FILE_UNREADABLE
 */
export function compileMultipart(parts: readonly MultipartPart[]): MultipartTemplate {
  const boundary = `headroom-${randomUUID()}`
  const pieces: (string | Template | FilePiece)[] = []
  for (const part of parts) {
    const disposition = `--${boundary}\r\ncontent-disposition: form-data; name="${quoted(part.name)}"`
    if ('text' in part) pieces.push(`${disposition}\r\n\r\n`, compileTemplate(part.text))
    else {
      const type = part.contentType.replaceAll(/[\r\n]/g, '')
      pieces.push(`${disposition}; filename="${quoted(part.filename)}"\r\ncontent-type: ${type}\r\n\r\n`)
      pieces.push({ file: part.file, bytes: sizeOf(part.file) })
    }
    pieces.push('\r\n')
  }
  pieces.push(`--${boundary}--\r\n`)
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    isConstant: pieces.every((piece) => !isTemplate(piece) || piece.constant !== undefined),
    render(scope) {
      const ready = pieces.map((piece) => {
        if (isTemplate(piece)) return Buffer.from(piece.render(scope))
        return typeof piece === 'string' ? Buffer.from(piece) : piece
      })
      const byteLength = ready.reduce((sum, piece) => sum + ('file' in piece ? piece.bytes : piece.length), 0)
      return { byteLength, open: () => Readable.from(bytesOf(ready), { objectMode: false }) }
    },
  }
}

function isTemplate(piece: string | Template | FilePiece): piece is Template {
  return typeof piece === 'object' && 'render' in piece
}

async function* bytesOf(pieces: readonly (Buffer | FilePiece)[]): AsyncGenerator<Buffer> {
  for (const piece of pieces) {
    if ('file' in piece) yield* createReadStream(piece.file) as AsyncIterable<Buffer>
    else yield piece
  }
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size
  } catch (cause) {
    throw scenarioFileUnreadable(file, cause)
  }
}

/** As browsers do (WHATWG HTML, multipart/form-data encoding): what would end the name is escaped. */
function quoted(name: string): string {
  return name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}
