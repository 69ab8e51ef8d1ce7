import { toErrorDetail } from '../../shared/errors.ts'
import { parentLink } from '../parentLink.ts'
import { startSampleTarget } from './sampleTarget.ts'
import type { TargetMessage } from './targetMessage.ts'

// The sample target as a process of its own: a utility process of the app, a child process of the command line. It tells
// its address and lives until its parent ends it or is gone.
const link = parentLink<TargetMessage, never>()

startSampleTarget().then(
  ({ url }) => link.post({ type: 'listening', url }),
  (error: unknown) => link.post({ type: 'failed', error: toErrorDetail(error) }),
)
