import { HeadroomError } from '../../../shared/errors.ts'
import type { DataSource, Scenario } from '../../../shared/scenario/types.ts'
import type { DataRows, Segment } from '../protocol.ts'

/** Where a value stands: which source, which column of its rows. */
export interface DataColumn {
  readonly feed: DataFeed
  /** Place of the feed among all, for what a virtual user keeps per feed. */
  readonly feedIndex: number
  readonly column: number
}

/** The data sources of a scenario as one worker hands their rows out. */
export class DataFeeds {
  private readonly columns = new Map<string, DataColumn>()

  /** @param stopRun called when a source with `whenUsedUp: stop` has no more rows */
  constructor(
    sources: Scenario['data'],
    data: Readonly<Record<string, DataRows>>,
    segment: Segment,
    stopRun: (text: string) => void,
  ) {
    Object.entries(sources).forEach(([name, source], feedIndex) => {
      const rows = data[name] ?? { columns: [], rows: [] }
      const feed = new DataFeed(name, source, rows, segment, stopRun)
      rows.columns.forEach((title, column) => this.columns.set(`${name}.${title}`, { feed, feedIndex, column }))
    })
  }

  /** By `source.column`. */
  column(name: string): DataColumn | undefined {
    return this.columns.get(name)
  }
}

export class DataFeed {
  private readonly name: string
  private readonly source: DataSource
  private readonly rows: DataRows['rows']
  private readonly segment: Segment
  private readonly stopRun: (text: string) => void
  private taken = 0

  constructor(name: string, source: DataSource, data: DataRows, segment: Segment, stopRun: (text: string) => void) {
    this.name = name
    this.source = source
    this.rows = data.rows
    this.segment = segment
    this.stopRun = stopRun
  }

  /**
   * The row for an iteration that begins to use this source. `sequential`: the workers together go through the rows in order, each
   * takes every count-th; `unique`: the rows here are this worker's own already.
   * @param random uniform in [0, 1)
   * @throws HeadroomError DATA_USED_UP
   */
  next(random: () => number): readonly string[] {
    const { rows, segment, source } = this
    if (source.pick === 'random' && rows.length > 0) return rows[Math.floor(random() * rows.length)] ?? []
    const n = this.taken++
    const index = source.pick === 'sequential' ? n * segment.count + segment.index : n
    const row = source.whenUsedUp === 'recycle' && rows.length > 0 ? rows[index % rows.length] : rows[index]
    if (row) return row
    const error = new HeadroomError({
      code: 'DATA_USED_UP',
      message: `The data source \`${this.name}\` has no more rows.`,
      hint: 'Give it more rows, or set `whenUsedUp: recycle`.',
    })
    if (source.whenUsedUp === 'stop') this.stopRun(error.message)
    throw error
  }
}
