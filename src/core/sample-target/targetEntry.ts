import { toErrorDetail } from '../../shared/errors.ts'
import { openParentPort } from '../parentPort.ts'
import { startSampleTarget } from './sampleTarget.ts'
import type { TargetMessage } from './targetMessage.ts'

// The sample target as a process of its own: a utility process of the app, a child process of the command line. It tells
// its address and lives until its parent ends it or is gone.
const parent = openParentPort<TargetMessage, never>()

startSampleTarget().then(
  ({ url }) => parent.post({ type: 'listening', url }),
  (error: unknown) => parent.post({ type: 'failed', error: toErrorDetail(error) }),
)
