import type { ExecutorConfig, ExecutorName } from '../../../shared/scenario/types.ts'

/** The configuration of one kind of executor. */
export type ConfigOf<Name extends ExecutorName> = Extract<ExecutorConfig, { executor: Name }>
