import type { Command } from 'commander'
import { type TargetOptions, targetCommand } from '../commands/target.ts'
import type { ExitCode } from '../exitCodes.ts'
import { untilInterrupted } from '../interrupts.ts'
import { positiveNumber, wholeNumber } from '../optionValues.ts'
import type { Output } from '../output.ts'

interface TargetFlags {
  port: number
  seed: number
  latencyScale: number
  postgres?: string
  redis?: string
  aiFirstToken?: number
  aiTokenRate?: number
  aiLimit?: number
  breakerOpen?: number
}

/** The command that runs the sample target. */
export function addTargetCommand(program: Command, output: Output, done: (code: ExitCode) => void): void {
  program
    .command('target')
    .description('Run the sample target until Ctrl-C.')
    .option('--port <number>', 'port to listen on; 0 for any free one', wholeNumber(0, 65_535), 4700)
    .option('--seed <number>', 'of its data and latencies', wholeNumber(0), 1)
    .option('--latency-scale <factor>', 'multiplies every latency; 0 for none', positiveNumber, 1)
    .option('--postgres <url>', 'keep its data in this PostgreSQL')
    .option('--redis <url>', 'keep its caches in this Redis')
    .option('--ai-first-token <ms>', "the AI provider's median time to its first token", positiveNumber)
    .option('--ai-token-rate <number>', 'tokens per second after it', positiveNumber)
    .option('--ai-limit <count>', 'questions a minute that it takes before it answers 429', wholeNumber(1))
    .option('--breaker-open <ms>', 'how long the circuit breaker stays open', positiveNumber)
    .action(async (flags: TargetFlags) => {
      const stopped = untilInterrupted()
      done(await targetCommand(targetOptions(flags), stopped, output))
    })
}

function targetOptions({ port, seed, latencyScale, ...flags }: TargetFlags): TargetOptions {
  return {
    port,
    seed,
    latencyScale,
    ...(flags.postgres === undefined ? {} : { postgres: flags.postgres }),
    ...(flags.redis === undefined ? {} : { redis: flags.redis }),
    ai: {
      ...(flags.aiFirstToken === undefined ? {} : { firstTokenMs: flags.aiFirstToken }),
      ...(flags.aiTokenRate === undefined ? {} : { tokenRate: flags.aiTokenRate }),
      ...(flags.aiLimit === undefined ? {} : { callsPerMinute: flags.aiLimit }),
      ...(flags.breakerOpen === undefined ? {} : { breaker: { openMs: flags.breakerOpen } }),
    },
  }
}
