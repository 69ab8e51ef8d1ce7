import { expect, it } from 'vitest'
import { controlAfter } from './checkControl.ts'

it('keeps what was set by hand until something else is, and no rate beside a newer number of VUs', () => {
  expect(controlAfter(undefined, { paused: true })).toEqual({ paused: true })
  expect(controlAfter({ vus: 4, paused: true }, { rate: 20 })).toEqual({ vus: 4, paused: true, rate: 20 })
  expect(controlAfter({ vus: 4, rate: 20, paused: true }, { paused: false })).toEqual({
    vus: 4,
    rate: 20,
    paused: false,
  })
  expect(controlAfter({ vus: 4, rate: 20 }, { vus: 6 })).toEqual({ vus: 6 })
})
