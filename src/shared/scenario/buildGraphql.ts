import { parseDuration } from '../units.ts'
import type { TextReader } from './build.ts'
import { buildExpectation, buildExtractions } from './buildExpect.ts'
import type { DocumentPath } from './path.ts'
import type { GraphqlInput } from './schema/graphql.ts'
import type { RequestStep } from './types.ts'

const OPERATION = /\b(query|mutation|subscription)\s+([_A-Za-z]\w*)/

/** GraphQL over HTTP: a POST whose body is JSON, and whose answer may hold errors though its status is 200. */
export function buildGraphql(step: GraphqlInput, path: DocumentPath, reader: TextReader): RequestStep {
  const { errors = 'absent', ...expect } = step.expect ?? {}
  return {
    kind: 'request',
    method: 'POST',
    url: step.graphql,
    name: nameOfGraphql(step),
    tags: reader.texts(step.tags, [...path, 'tags']),
    headers: { accept: ACCEPT, ...reader.texts(step.headers, [...path, 'headers']) },
    query: {},
    body: {
      type: 'json',
      value: {
        query: asItStands(step.query),
        ...(step.variables && { variables: step.variables }),
        ...(step.operationName !== undefined && { operationName: step.operationName }),
      },
    },
    ...(step.timeout !== undefined && { timeoutUs: parseDuration(step.timeout) }),
    expect: buildExpectation(expect),
    extract: buildExtractions(step.extract),
    graphqlErrors: errors,
  }
}

/** Of GraphQL over HTTP; many servers know the second alone. */
const ACCEPT = 'application/graphql-response+json, application/json'

/** `query Match`, or method and URL when no operation has a name. */
export function nameOfGraphql(step: GraphqlInput): string {
  const [, kind = 'query', only] = OPERATION.exec(step.query) ?? []
  const operation = step.operationName ?? only
  return (step.name ?? (operation === undefined ? `GRAPHQL ${step.graphql}` : `${kind} ${operation}`)).slice(0, 200)
}

/** A document is no template. */
function asItStands(document: string): string {
  return document.replaceAll('{{', "{{'{{'}}").replaceAll('${', '$${')
}
