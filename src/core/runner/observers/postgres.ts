import type { Client, ClientConfig } from 'pg'
import type { GuardedResolver } from '../../engine/http/resolver.ts'
import type { Observation } from '../../../shared/scenario/observe.ts'
import type { ObserverContext } from './observer.ts'
import { resolveHost } from './resolveHost.ts'

type PostgresObservation = Extract<Observation, { kind: 'postgres' }>

/** Put into every statement of ours, so that they can be told apart in pg_stat_statements. */
const MARK = '/* headroom observer */'
const STATEMENT_TIMEOUT_MS = 3000
const MOST_STATEMENTS = 500
const TEXT_LENGTH = 100

interface DatabaseStats {
  connections: number
  max_connections: number
  commits: number
  rollbacks: number
  deadlocks: number
  blocks_hit: number
  blocks_read: number
}

interface Statement {
  id: string
  text: string
  calls: number
  totalMs: number
}

const DATABASE = `SELECT ${MARK} numbackends::float8 AS connections, current_setting('max_connections')::float8 AS max_connections,
  xact_commit::float8 AS commits, xact_rollback::float8 AS rollbacks, deadlocks::float8 AS deadlocks,
  blks_hit::float8 AS blocks_hit, blks_read::float8 AS blocks_read
  FROM pg_stat_database WHERE datname = current_database()`

/** PostgreSQL 13 renamed total_time. */
const statementsQuery = (time: 'total_exec_time' | 'total_time'): string =>
  `SELECT ${MARK} queryid::text AS id, left(query, 1000) AS text, sum(calls)::float8 AS calls, sum(${time})::float8 AS "totalMs"
   FROM pg_stat_statements WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
     AND query NOT LIKE '%headroom observer%'
   GROUP BY queryid, query ORDER BY 4 DESC LIMIT ${MOST_STATEMENTS}`

/** Reads PostgreSQL's own statistics over one connection. Statements count from the run's start. */
export class PostgresLook {
  private readonly observation: PostgresObservation
  private readonly resolver: GuardedResolver
  private client: Client | undefined
  private statementsText: string | undefined
  private askedForStatements = false
  private firstStats: DatabaseStats | undefined
  private before: { atUs: number; stats: DatabaseStats } | undefined
  private firstStatements: ReadonlyMap<string, Statement> | undefined

  constructor(observation: PostgresObservation, resolver: GuardedResolver) {
    this.observation = observation
    this.resolver = resolver
  }

  readonly look = async (context: ObserverContext, signal: AbortSignal): Promise<void> => {
    const client = (this.client ??= await this.connect(context, signal))
    const { rows } = await client.query<DatabaseStats>(DATABASE)
    const [stats] = rows
    if (stats !== undefined) this.sampleDatabase(context, stats)
    if (this.statementsText !== undefined) {
      const found = await client.query<Statement>(this.statementsText)
      this.sampleStatements(context, found.rows)
    }
  }

  readonly close = async (): Promise<void> => {
    await this.client?.end().catch(() => undefined)
    this.client = undefined
  }

  private async connect(context: ObserverContext, signal: AbortSignal): Promise<Client> {
    const { url } = this.observation
    // Loaded when it is needed: most runs look at no database.
    const [{ default: pg }, { hostname }] = [await import('pg'), new URL(url)]
    const host = await resolveHost(hostname, this.resolver)
    const client = new pg.Client({
      ...connectionParts(new URL(url)),
      host,
      connectionTimeoutMillis: STATEMENT_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      query_timeout: STATEMENT_TIMEOUT_MS,
      application_name: 'headroom observer',
    })
    const lost = (): void => {
      if (this.client === client) this.client = undefined
    }
    client.on('error', lost)
    client.on('end', lost)
    await client.connect()
    if (signal.aborted) {
      await client.end()
      throw signal.reason as Error
    }
    await this.prepareStatements(client, context)
    return client
  }

  private async prepareStatements(client: Client, context: ObserverContext): Promise<void> {
    if (this.observation.statements === 0 || this.askedForStatements) return
    this.askedForStatements = true
    try {
      await client.query(`SELECT ${MARK} count(*) FROM pg_stat_statements`)
      const { rows } = await client.query<{ version: number }>(
        `SELECT ${MARK} current_setting('server_version_num')::int AS version`,
      )
      this.statementsText = statementsQuery((rows[0]?.version ?? 0) >= 130_000 ? 'total_exec_time' : 'total_time')
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      context.event('info', `Statements of ${this.observation.name} are not observed: ${reason.replace(/\.$/, '')}.`)
    }
  }

  private sampleDatabase(context: ObserverContext, stats: DatabaseStats): void {
    const { before } = this
    const first = (this.firstStats ??= stats)
    const atUs = context.clock.nowUs()
    this.before = { atUs, stats }
    const emit = this.emitter(context)
    emit('postgres_connections', stats.connections)
    emit('postgres_connections_share', stats.connections / stats.max_connections)
    const hit = stats.blocks_hit - first.blocks_hit
    const all = hit + stats.blocks_read - first.blocks_read
    if (all > 0) emit('postgres_cache_hit_rate', hit / all)
    emit('postgres_deadlocks', stats.deadlocks - first.deadlocks)
    if (before === undefined) return
    const seconds = (atUs - before.atUs) / 1e6
    if (seconds <= 0) return
    emit('postgres_commits_per_s', Math.max(0, stats.commits - before.stats.commits) / seconds)
    emit('postgres_rollbacks_per_s', Math.max(0, stats.rollbacks - before.stats.rollbacks) / seconds)
  }

  private sampleStatements(context: ObserverContext, statements: readonly Statement[]): void {
    const first = (this.firstStatements ??= new Map(statements.map((statement) => [statement.id, statement])))
    const emit = this.emitter(context)
    const during = statements
      .map(({ id, text, calls, totalMs }) => {
        const then = first.get(id)
        const isSame = then !== undefined && then.calls <= calls
        return { text, calls: calls - (isSame ? then.calls : 0), totalMs: totalMs - (isSame ? then.totalMs : 0) }
      })
      .filter(({ calls }) => calls > 0)
      .toSorted((one, other) => other.totalMs - one.totalMs)
    for (const { text, calls, totalMs } of during.slice(0, this.observation.statements)) {
      const tags = { statement: oneLine(text) }
      emit('postgres_statement_calls', calls, tags)
      emit('postgres_statement_mean_ms', totalMs / calls, tags)
    }
  }

  private emitter(context: ObserverContext): (name: string, value: number, tags?: Record<string, string>) => void {
    const atMs = context.nowMs()
    return (name, value, tags = {}) =>
      context.sample({ metric: `observed.${name}`, tags: { ...tags, observer: this.observation.name }, value, atMs })
  }
}

/** A connection URL in pg's options. Its own parser would connect by name, past the guards. */
function connectionParts({ hostname, port, username, password, pathname, searchParams }: URL): ClientConfig {
  const mode = searchParams.get('sslmode') ?? 'disable'
  const database = decodeURIComponent(pathname.slice(1))
  return {
    port: port === '' ? 5432 : Number(port),
    ...(username === '' ? {} : { user: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
    ...(database === '' ? {} : { database }),
    ssl:
      mode === 'disable' || mode === 'allow' || mode === 'prefer'
        ? false
        : { servername: hostname, rejectUnauthorized: mode.startsWith('verify') },
  }
}

function oneLine(text: string): string {
  const plain = text.replaceAll(/\s+/g, ' ').trim()
  return plain.length > TEXT_LENGTH ? `${plain.slice(0, TEXT_LENGTH - 1)}…` : plain
}
