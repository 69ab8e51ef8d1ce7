import { setTimeout } from 'node:timers/promises'
import { Pool, type QueryResultRow } from 'pg'
import { HeadroomError } from '../../../shared/errors.ts'
import type { Match, MatchCatalogue } from '../matchCatalogue.ts'
import { DEFAULT_PROFILE, LISTED_SAVED, MAX_COMMENTS_PER_MATCH, MAX_SAVED, type Profile } from '../userState.ts'
import { type DataStore, StoreAway } from './dataStore.ts'

const CONNECTIONS = 20
const LIMIT_MS = 2000
const START_ATTEMPTS = 50
const START_PAUSE_MS = 200
const MAX_SEARCH_RESULTS = 20
/** SQLSTATE classes: connection, out of resources, shut down by an operator. */
const AWAY = /^(?:08|53|57)/

/** A schema of its own, so that nothing else in the database is touched. What was written stays over restarts. */
const SCHEMA = `
CREATE SCHEMA IF NOT EXISTS headroom_sample;
CREATE TABLE IF NOT EXISTS headroom_sample.matches (
  id text PRIMARY KEY, place int NOT NULL, data jsonb NOT NULL, haystack text NOT NULL);
CREATE INDEX IF NOT EXISTS matches_by_place ON headroom_sample.matches (place);
CREATE TABLE IF NOT EXISTS headroom_sample.profile (id int PRIMARY KEY CHECK (id = 1), data jsonb NOT NULL);
CREATE TABLE IF NOT EXISTS headroom_sample.saved (
  id bigserial PRIMARY KEY, match_id text NOT NULL REFERENCES headroom_sample.matches (id) ON DELETE CASCADE);
CREATE TABLE IF NOT EXISTS headroom_sample.feedback (
  match_id text PRIMARY KEY REFERENCES headroom_sample.matches (id) ON DELETE CASCADE,
  count int NOT NULL, rating_sum int NOT NULL, comments jsonb NOT NULL);
CREATE SEQUENCE IF NOT EXISTS headroom_sample.feedback_ids;
`

interface FeedbackRow {
  count: number | null
  rating_sum: number | null
  comments: string[] | null
}

/**
 * Keeps the target's data in a PostgreSQL database.
 * @throws HeadroomError TARGET_STORE_UNREACHABLE
 */
export async function openPostgresStore(url: string, catalogue: MatchCatalogue): Promise<DataStore> {
  const pool = new Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: LIMIT_MS,
    query_timeout: LIMIT_MS,
    application_name: 'headroom sample target',
  })
  // A connection that breaks while nobody uses it: the next query opens another.
  pool.on('error', () => {})
  const rows = async <Row extends QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<Row[]> => {
    try {
      return (await pool.query<Row>(text, [...values])).rows
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : ''
      if (/^[0-9A-Z]{5}$/.test(code) && !AWAY.test(code)) throw error
      throw new StoreAway(error instanceof Error ? error.message : String(error), { cause: error })
    }
  }
  try {
    await whenStarted(() => pool.query(SCHEMA))
    await fill(rows, catalogue)
  } catch (error) {
    await pool.end()
    const reason = error instanceof Error ? error.message : String(error)
    throw new HeadroomError(
      {
        code: 'TARGET_STORE_UNREACHABLE',
        message: `The sample target cannot use this PostgreSQL database: ${reason}.`,
        hint: 'Check that it runs and that the user may create a schema: --postgres postgres://user:password@127.0.0.1:5432/database.',
      },
      { cause: error },
    )
  }
  const matchesOf = (found: readonly { data: Match }[]): Match[] => found.map(({ data }) => data)
  return {
    async page(page, size) {
      const found = await rows<{ data: Match }>(
        'SELECT data FROM headroom_sample.matches ORDER BY place LIMIT $1 OFFSET $2',
        [size, (page - 1) * size],
      )
      const [counted] = await rows<{ total: number }>('SELECT count(*)::int AS total FROM headroom_sample.matches')
      return { page, size, total: counted?.total ?? 0, items: matchesOf(found) }
    },
    async search(query) {
      const words = query.toLowerCase().split(/\s+/)
      const conditions = words.map((_, index) => `position($${index + 1} in haystack) > 0`).join(' AND ')
      const found = await rows<{ data: Match; total: number }>(
        `SELECT data, (count(*) OVER ())::int AS total FROM headroom_sample.matches WHERE ${conditions}
         ORDER BY place LIMIT ${MAX_SEARCH_RESULTS}`,
        words,
      )
      return { query, total: found[0]?.total ?? 0, items: matchesOf(found) }
    },
    async view(id) {
      const [row] = await rows<FeedbackRow & { data: Match }>(
        `SELECT data, count, rating_sum, comments FROM headroom_sample.matches
         LEFT JOIN headroom_sample.feedback ON match_id = id WHERE id = $1`,
        [id],
      )
      if (row === undefined) return undefined
      const { data, count, rating_sum: sum, comments } = row
      const averageRating = count === null || sum === null ? null : Math.round((sum / count) * 100) / 100
      return { ...data, feedback: { count: count ?? 0, averageRating, latestComments: comments ?? [] } }
    },
    async profile() {
      const [row] = await rows<{ data: Profile }>('SELECT data FROM headroom_sample.profile')
      return row?.data ?? DEFAULT_PROFILE
    },
    async writeProfile(profile) {
      await rows(
        `INSERT INTO headroom_sample.profile VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET data = EXCLUDED.data`,
        [JSON.stringify(profile)],
      )
      return profile
    },
    async saved() {
      const items = await rows<{ id: string; matchId: string }>(
        `SELECT 'saved-' || id AS id, match_id AS "matchId" FROM headroom_sample.saved ORDER BY saved.id DESC
         LIMIT ${LISTED_SAVED}`,
      )
      const [counts] = await rows<{ total: number; kept: number }>(
        'SELECT coalesce(max(id), 0)::int AS total, count(*)::int AS kept FROM headroom_sample.saved',
      )
      return { total: counts?.total ?? 0, kept: counts?.kept ?? 0, items }
    },
    async save(matchId) {
      const [row] = await rows<{ id: string }>(
        'INSERT INTO headroom_sample.saved (match_id) VALUES ($1) RETURNING id::text AS id',
        [matchId],
      )
      await rows('DELETE FROM headroom_sample.saved WHERE id <= $1::bigint - $2', [row?.id ?? '0', MAX_SAVED])
      return { id: `saved-${row?.id ?? ''}`, matchId }
    },
    async addFeedback({ matchId, rating, comment }) {
      const said = JSON.stringify(comment === undefined ? [] : [comment])
      const [row] = await rows<{ id: string }>(
        `INSERT INTO headroom_sample.feedback VALUES ($1, 1, $2, $3)
         ON CONFLICT (match_id) DO UPDATE SET count = feedback.count + 1, rating_sum = feedback.rating_sum + $2,
           comments = (SELECT coalesce(jsonb_agg(value ORDER BY place), '[]') FROM
             jsonb_array_elements($3::jsonb || feedback.comments) WITH ORDINALITY AS all_comments (value, place)
             WHERE place <= ${MAX_COMMENTS_PER_MATCH})
         RETURNING nextval('headroom_sample.feedback_ids')::text AS id`,
        [matchId, rating, said],
      )
      return `feedback-${row?.id ?? ''}`
    },
    async isUp() {
      return rows('SELECT 1').then(
        () => true,
        () => false,
      )
    },
    close: async () => pool.end(),
  }
}

/** Waits for a server that accepts connections already and queries not yet (57P03), ten seconds at most. */
async function whenStarted(work: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await work()
      return
    } catch (error) {
      const isStarting = error instanceof Error && 'code' in error && error.code === '57P03'
      if (!isStarting || attempt >= START_ATTEMPTS) throw error
      await setTimeout(START_PAUSE_MS)
    }
  }
}

/** Puts the catalogue's matches in, those of another seed out. */
async function fill(
  rows: (text: string, values?: readonly unknown[]) => Promise<QueryResultRow[]>,
  catalogue: MatchCatalogue,
): Promise<void> {
  const entries = catalogue.all().map(({ match, haystack }, place) => ({ id: match.id, place, data: match, haystack }))
  await rows(
    `INSERT INTO headroom_sample.matches
     SELECT id, place, data, haystack FROM jsonb_to_recordset($1::jsonb) AS given (id text, place int, data jsonb, haystack text)
     ON CONFLICT (id) DO UPDATE SET place = EXCLUDED.place, data = EXCLUDED.data, haystack = EXCLUDED.haystack`,
    [JSON.stringify(entries)],
  )
}
