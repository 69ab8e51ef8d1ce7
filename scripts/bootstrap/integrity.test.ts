import { join } from 'node:path'
import { expect, it } from 'vitest'
import { verifyIntegrity } from './integrity.mjs'
import { folderWith } from './testSystem.ts'

// printf hello | openssl dgst -sha512 -binary | base64 -w0
const HELLO = 'sha512-m3HSJL1i83hdltRq0+o9czGb+8KJDKra4t/3JRlnPKcjI8PZm6XBHXx6zG4UuMXaDEZjR1wuXDre9G9zvN7AQw=='

it('accepts the file that the hash is of', async () => {
  await expect(verifyIntegrity(join(folderWith({ f: 'hello' }), 'f'), HELLO)).resolves.toBeUndefined()
})

it('refuses any other file', async () => {
  await expect(verifyIntegrity(join(folderWith({ f: 'hello!' }), 'f'), HELLO)).rejects.toMatchObject({
    name: 'SetupProblem',
    message: expect.stringContaining('not the one expected') as string,
  })
})
