import type { Report } from '../findings.ts'
import type { DocumentPath } from '../path.ts'
import type { WebSocketActionInput } from '../schema/websocket.ts'
import { checkExtractions, checkJsonExpectation } from './expectations.ts'

/** What the actions of a WebSocket session expect, extract and leave undone. */
export function checkActions(actions: readonly WebSocketActionInput[], path: DocumentPath, report: Report): void {
  for (const [index, action] of actions.entries()) {
    const at = [...path, index]
    if ('actions' in action) checkActions(action.actions, [...at, 'actions'], report)
    if ('expect' in action) {
      checkJsonExpectation(action.expect.json, [...at, 'expect', 'json'], report)
      checkExtractions(action.extract, [...at, 'extract'], report)
      if (action.extract && action.expect.close !== undefined) {
        const message = 'The end of a session has no message to extract from.'
        report({ code: 'VALUE_INVALID', message, path: [...at, 'extract'], at: 'key' })
      }
    }
    if (!ends(action) || index === actions.length - 1) continue
    const message = 'Nothing can follow: the session is closed here.'
    report({ code: 'NO_EFFECT', severity: 'warning', message, path: [...path, index + 1] })
  }
}

function ends(action: WebSocketActionInput): boolean {
  return 'close' in action || ('expect' in action && action.expect.close !== undefined)
}

/** Names of the variables that actions extract. */
export function extractedByActions(actions: readonly WebSocketActionInput[]): string[] {
  return actions.flatMap((action) => {
    if ('actions' in action) return extractedByActions(action.actions)
    return 'extract' in action ? Object.keys(action.extract ?? {}) : []
  })
}
