import { describe, expect, it } from 'vitest'
import scenarioSchema from '../../../../resources/scenario.schema.json'
import { type JsonSchema, keySuggestions, valueSuggestions } from './schemaWalk.ts'
import { ITEM } from './yamlPath.ts'

const schema: JsonSchema = {
  type: 'object',
  properties: {
    name: { type: 'string', description: 'Shown in lists' },
    flows: { type: 'object', additionalProperties: { type: 'array', items: { $ref: '#/$defs/step' } } },
    load: {
      additionalProperties: {
        oneOf: [
          {
            type: 'object',
            properties: { executor: { const: 'constant-vus' }, vus: { type: 'integer', default: 1 } },
          },
          {
            type: 'object',
            properties: { executor: { const: 'ramping-vus' }, stages: { type: 'array', items: { type: 'object' } } },
          },
        ],
      },
    },
    whenSpent: { enum: ['wait', 'skip'], description: 'What then' },
    quiet: { anyOf: [{ type: 'boolean' }, { type: 'string', examples: ['night'] }] },
  },
  $defs: {
    step: {
      anyOf: [
        { type: 'object', properties: { get: { type: 'string' }, name: { type: 'string' } } },
        { type: 'object', properties: { think: { type: 'string' } } },
        {
          type: 'object',
          properties: { group: { type: 'string' }, steps: { type: 'array', items: { $ref: '#/$defs/step' } } },
        },
      ],
    },
  },
}
const keys = (path: Parameters<typeof keySuggestions>[1], siblings: Record<string, string> = {}) =>
  keySuggestions(schema, path, siblings).map(({ label }) => label)
const values = (path: Parameters<typeof valueSuggestions>[1]) =>
  valueSuggestions(schema, path).map(({ label }) => label)

describe('keySuggestions', () => {
  it('gives the keys of the root that are not there yet, with their descriptions', () => {
    expect(keys([], { flows: '', load: '' })).toEqual(['name', 'whenSpent', 'quiet'])
    expect(keySuggestions(schema, [], {})[0]).toMatchObject({ label: 'name', description: 'Shown in lists' })
  })

  it('goes through names that the user chose, sequences, references and alternatives', () => {
    expect(keys(['flows', 'browse', ITEM])).toEqual(['get', 'name', 'think', 'group', 'steps'])
    expect(keys(['flows', 'browse', ITEM, 'steps', ITEM, 'steps', ITEM])).toContain('get')
  })

  it('keeps to the kind that the written keys belong to', () => {
    expect(keys(['flows', 'browse', ITEM], { get: '/a' })).toEqual(['name'])
    expect(keys(['load', 'main'], { executor: '', stages: '' })).toEqual([])
    expect(keys(['load', 'main'], { vus: '3' })).toEqual(['executor'])
    expect(keys(['load', 'main'], { executor: 'ramping-vus' })).toEqual(['stages'])
  })

  it('offers all kinds when the written keys fit none', () => {
    expect(keys(['flows', 'browse', ITEM], { get: '/a', think: '1s' })).toContain('steps')
  })

  it('knows defaults and what goes on the next line', () => {
    const suggestions = keySuggestions(schema, ['load', 'main'], {})
    expect(suggestions.find(({ label }) => label === 'vus')).toMatchObject({
      detail: '1 by default',
      structured: false,
    })
    expect(suggestions.find(({ label }) => label === 'stages')).toMatchObject({ structured: true })
  })

  it('knows nothing of unknown places', () => {
    expect(keys(['nowhere', 'at all'])).toEqual([])
  })
})

describe('with the schema of scenarios', () => {
  const labels = (path: Parameters<typeof keySuggestions>[1], siblings: Record<string, string> = {}) =>
    keySuggestions(scenarioSchema, path, siblings).map(({ label }) => label)

  it('knows steps, the keys of the executor that is written, and executors by name', () => {
    expect(labels(['flows', 'browse', ITEM])).toEqual(expect.arrayContaining(['get', 'post', 'think', 'choose']))
    const keysOfRamp = labels(['load', 'main'], { executor: 'ramping-vus' })
    expect(keysOfRamp).toContain('stages')
    expect(keysOfRamp).not.toContain('rate')
    const executors = valueSuggestions(scenarioSchema, ['load', 'main', 'executor'])
    expect(executors.map(({ label }) => label)).toEqual(expect.arrayContaining(['constant-vus', 'breaking-point']))
    expect(executors.every(({ description }) => description !== undefined)).toBe(true)
  })
})

describe('with the steps of streams, GraphQL and WebSockets', () => {
  const labels = (path: Parameters<typeof keySuggestions>[1], siblings: Record<string, string> = {}) =>
    keySuggestions(scenarioSchema, path, siblings).map(({ label }) => label)
  type Path = Parameters<typeof keySuggestions>[1]
  const step: Path = ['flows', 'main', ITEM]

  it('knows their keys, also within each other', () => {
    expect(labels([...step, 'stream'])).toEqual(
      expect.arrayContaining(['format', 'until', 'content', 'expect', 'extract']),
    )
    expect(labels([...step, 'stream', 'expect'])).toEqual(expect.arrayContaining(['firstToken', 'finish', 'text']))
    expect(labels(step, { graphql: '/graphql' })).toEqual(
      expect.arrayContaining(['query', 'variables', 'operationName']),
    )
    const inSession: Path = [...step, 'actions', ITEM, 'actions', ITEM]
    expect(labels(inSession)).toEqual(expect.arrayContaining(['send', 'expect', 'ping', 'think', 'close', 'repeat']))
    expect(labels([...inSession, 'expect'])).toEqual(expect.arrayContaining(['text', 'json', 'binary', 'close']))
    expect(labels([...step, 'extract', 'id'])).toEqual(
      expect.arrayContaining(['json', 'header', 'regex', 'css', 'cookie']),
    )
  })

  it('knows the formats of streams', () => {
    const formats = valueSuggestions(scenarioSchema, [...step, 'stream', 'format'])
    expect(formats.map(({ label }) => label)).toEqual(expect.arrayContaining(['openai', 'anthropic', 'lines']))
  })
})

describe('valueSuggestions', () => {
  it('gives enumerations, constants of all alternatives, booleans and examples', () => {
    expect(values(['whenSpent'])).toEqual(['wait', 'skip'])
    expect(values(['load', 'x', 'executor'])).toEqual(['constant-vus', 'ramping-vus'])
    expect(values(['quiet'])).toEqual(['true', 'false', 'night'])
    expect(values(['name'])).toEqual([])
  })
})
