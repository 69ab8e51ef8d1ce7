import type { ErrorDetail } from '../../shared/errors.ts'

/** What a sample target in a process of its own tells its parent, once. */
export type TargetMessage = { type: 'listening'; url: string } | { type: 'failed'; error: ErrorDetail }
