import { expect, it } from 'vitest'
import { checkNode } from './setUp.mjs'

it.each(['20.19.0', '20.20.2', '22.12.0', '24.1.0'])('accepts Node %s', (version) => {
  expect(() => checkNode(version)).not.toThrow()
})

it.each(['18.20.0', '20.18.1', '21.7.0', '22.11.0'])('refuses Node %s', (version) => {
  expect(() => checkNode(version)).toThrow(`This is Node ${version}`)
})
