import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CsvSplitter } from './csvSplitter.ts'

function split(pieces: readonly string[], delimiter = ','): string[][] {
  const splitter = new CsvSplitter(delimiter)
  const records = pieces.flatMap((piece) => splitter.push(piece))
  const last = splitter.end()
  return last === undefined ? records : [...records, last]
}

describe('splitting CSV', () => {
  it.each([
    [
      'plain cells',
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'line ends of Windows, an empty line and no last line end',
      'a,b\r\n\r\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'quotes, delimiters and line ends within quotes',
      '"a ""b"", c","d\ne"\r\n1,2\n',
      [
        ['a "b", c', 'd\ne'],
        ['1', '2'],
      ],
    ],
    [
      'quotes that do not begin a cell',
      'a "b",c"\n1,2\n',
      [
        ['a "b"', 'c"'],
        ['1', '2'],
      ],
    ],
    [
      'empty cells',
      ',,\n"",x,""\n',
      [
        ['', '', ''],
        ['', 'x', ''],
      ],
    ],
    ['a quote that is left open at the end', 'a,b\n1,"2', [['a', 'b'], []]],
  ])('takes %s', (_case, text, records) => {
    expect(split([text])).toEqual(records)
  })

  it('agrees with csv-parse, wherever the text is cut into pieces', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '1', ' ', '"', ';', '\n', '\r\n', 'é'), maxLength: 6 })
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(table, fc.constantFrom('\n', '\r\n'), fc.integer({ min: 1, max: 7 }), (rows, lineEnd, size) => {
        const text = rows
          .map((row) => row.map((each) => `"${each.replaceAll('"', '""')}"`).join(';') + lineEnd)
          .join('')
        const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
          text.slice(index * size, (index + 1) * size),
        )
        expect(split(pieces, ';')).toEqual(parse(text, { delimiter: ';', relax_column_count: true }))
      }),
    )
  })
})
