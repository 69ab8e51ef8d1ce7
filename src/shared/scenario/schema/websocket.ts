import { z } from 'zod'
import { positiveDurationSchema, strict, tagsSchema, textMapSchema, wholeNumber } from './common.ts'
import { jsonExpectSchema, matcherSchema, messageExtractSchema, sizeSchema } from './expect.ts'
import { thinkTimeSchema } from './think.ts'

const within = positiveDurationSchema.describe('Fails when it takes longer. Default 10s.').exactOptional()

const sendSchema = strict({
  send: z
    .union(
      [
        z.string(),
        strict({ json: z.json({ error: 'Expected a JSON value.' }).describe('Sent as JSON text.') }),
        strict({
          base64: z
            .string()
            .regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, { error: 'Expected base64.' })
            .describe('Sent as a binary message.'),
        }),
      ],
      { error: 'Expected a text, { json } or { base64 }.' },
    )
    .describe('Sends a message: a text, { json: value } or { base64: bytes }.'),
})

const CLOSE_ERROR = 'Expected a close code, 1000 to 4999, or a list of them.'
const closeCode = z.int({ error: CLOSE_ERROR }).min(1000, { error: CLOSE_ERROR }).max(4999, { error: CLOSE_ERROR })

const expectMessageSchema = strict({
  expect: strict({
    text: matcherSchema.describe('A text message that is like this.').exactOptional(),
    json: jsonExpectSchema.exactOptional(),
    binary: sizeSchema.describe('A binary message of this size: 200, 1kB..2MB, 1.., ..64kB.').exactOptional(),
    close: z
      .union([closeCode, z.array(closeCode).min(1)], { error: CLOSE_ERROR })
      .describe('The server closes with this code, or one of these.')
      .exactOptional(),
  })
    .refine((message) => Object.keys(message).length === 1, {
      error: 'Expect one of `text`, `json`, `binary` and `close`.',
    })
    .describe('Waits for a message: one of text, json, binary, close. Others that come meanwhile are kept for later.'),
  within,
  extract: messageExtractSchema.exactOptional(),
})

const pingSchema = strict({
  ping: z
    .union([z.literal(true), positiveDurationSchema], { error: 'Expected a duration like 2s, or true.' })
    .describe('Sends a ping and waits for its pong, at most this long (true: 10s). Measured as ws_ping.'),
})

const closeSchema = strict({
  close: z
    .int()
    .refine((code) => code === 1000 || (code >= 3000 && code <= 4999), {
      error: 'Expected 1000, or a code from 3000 to 4999.',
    })
    .describe('Closes the session with this code: 1000, or 3000 to 4999.'),
  reason: z.string().max(123).describe('Sent along with the code.').exactOptional(),
})

const REPEAT_ERROR = 'Expected a number of rounds, or a duration like 5m.'

const repeatSchema = strict({
  repeat: z
    .union([wholeNumber(1), positiveDurationSchema], { error: REPEAT_ERROR })
    .describe('Runs its actions this many times, or, with a duration like 5m, until that time has passed.'),
  get actions() {
    return actionsSchema
  },
})

const actionSchema = z
  .union([sendSchema, expectMessageSchema, pingSchema, strict({ think: thinkTimeSchema }), closeSchema, repeatSchema])
  .meta({ id: 'websocketAction' })

const actionsSchema: z.ZodArray<typeof actionSchema> = z
  .array(actionSchema)
  .min(1, { error: 'At least one action is needed.' })

/** A step that is one WebSocket session. */
export const websocketSchema = strict({
  websocket: z
    .string()
    .min(1)
    .describe('Opens a WebSocket at this path of the target, or at this ws:// or wss:// URL. May hold {{templates}}.'),
  name: z.string().min(1).max(200).describe('Name of the step in charts and tables.').exactOptional(),
  tags: tagsSchema.exactOptional(),
  headers: textMapSchema.describe('Headers of the opening request, over those of `target.headers`.').exactOptional(),
  query: textMapSchema.describe('Query parameters; they are encoded and added to the URL.').exactOptional(),
  protocols: z
    .array(z.string().regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/, { error: 'Expected the name of a subprotocol.' }))
    .describe('Subprotocols that are offered; the server must choose one of them, if any are given.')
    .exactOptional(),
  timeout: positiveDurationSchema.describe('Time limit for opening, instead of `target.timeout`.').exactOptional(),
  maxMessage: sizeSchema.describe('A longer message fails the session. Default 1MB.').exactOptional(),
  actions: actionsSchema.describe('What is done while it is open, one after the other; it is closed after the last.'),
})

export type WebSocketInput = z.output<typeof websocketSchema>
export type WebSocketActionInput = z.output<typeof actionSchema>
