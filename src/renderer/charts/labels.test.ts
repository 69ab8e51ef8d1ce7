import { describe, expect, it } from 'vitest'
import { placeLabels } from './labels.ts'

const at = (y: number, width = 100) => ({ text: 'Target', y, width })

describe('labels of a chart', () => {
  it('all begin at the left where their heights differ', () => {
    expect(placeLabels([at(10), at(50), at(90)], 6, 800)).toEqual([6, 6, 6])
  })
  it('stand beside each other where one would cover the other', () => {
    expect(placeLabels([at(10), at(20), at(35), at(24, 50)], 6, 800)).toEqual([6, 112, 218, 324])
    expect(placeLabels([at(10), at(200), at(10)], 6, 800)).toEqual([6, 6, 112])
  })
  it('begin at the left where no room is left', () => {
    expect(placeLabels([at(10), at(10)], 6, 200)).toEqual([6, 6])
  })
})
