-- A run as lists show it; what only its own page shows is in run_details. Numbers of the whole run stand here too
-- (p95_us, requests, failed_share), so that a list of thousands reads this table alone.
CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  run_id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  scenario TEXT NOT NULL,
  started_at_ms INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL DEFAULT 0,
  status TEXT NOT NULL,
  validity TEXT NOT NULL DEFAULT 'valid',
  reasons TEXT NOT NULL DEFAULT '[]',
  p95_us NUMERIC,
  requests INTEGER NOT NULL DEFAULT 0,
  failed_share REAL,
  -- The process that writes it, and when it last did.
  owner_pid INTEGER NOT NULL,
  owner_host TEXT NOT NULL,
  heartbeat_at_ms INTEGER NOT NULL
);
CREATE INDEX runs_by_start ON runs (started_at_ms DESC, id DESC);
CREATE INDEX runs_by_status ON runs (status, started_at_ms DESC, id DESC);

CREATE TABLE run_details (
  run INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  scenario_text TEXT NOT NULL,
  scenario_file TEXT,
  base_url TEXT NOT NULL,
  planned_duration_ms INTEGER NOT NULL,
  workers INTEGER NOT NULL,
  -- JSON of MachineFacts and, once the run has ended, of LoadFacts.
  machine TEXT NOT NULL,
  load TEXT,
  stop_cause TEXT
);

-- Series of a run by the run's own numbering, which points use. Tags: JSON object.
CREATE TABLE series (
  run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  series INTEGER NOT NULL,
  metric TEXT NOT NULL,
  kind TEXT NOT NULL,
  unit TEXT NOT NULL,
  tags TEXT NOT NULL,
  PRIMARY KEY (run, series)
) WITHOUT ROWID;

-- One row per series and second (resolution 1), per 10 and 60 seconds, and for the whole run (resolution 0, second 0).
-- Keyed by time before series: a second is appended in one place, whatever the number of series.
CREATE TABLE points (
  run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  resolution INTEGER NOT NULL,
  second INTEGER NOT NULL,
  series INTEGER NOT NULL,
  count INTEGER NOT NULL,
  sum NUMERIC NOT NULL,
  min NUMERIC NOT NULL,
  max NUMERIC NOT NULL,
  p50 NUMERIC,
  p90 NUMERIC,
  p95 NUMERIC,
  p99 NUMERIC,
  -- Standard HDR V2 encoding, or its compressed form where that is shorter.
  histogram BLOB,
  PRIMARY KEY (run, resolution, second, series)
) WITHOUT ROWID;

-- The headline of each second over all series. Durations in microseconds, rates per second.
CREATE TABLE live_points (
  run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  second INTEGER NOT NULL,
  p50_us NUMERIC,
  p95_us NUMERIC,
  p99_us NUMERIC,
  request_rate NUMERIC NOT NULL,
  failed_share REAL NOT NULL,
  iteration_rate NUMERIC NOT NULL,
  vus INTEGER NOT NULL,
  planned_vus INTEGER,
  dropped_iterations INTEGER NOT NULL,
  PRIMARY KEY (run, second)
) WITHOUT ROWID;

CREATE TABLE worker_samples (
  run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  second INTEGER NOT NULL,
  worker INTEGER NOT NULL,
  loop_delay_p99_ms REAL NOT NULL,
  loop_delay_max_ms REAL NOT NULL,
  loop_utilization REAL NOT NULL,
  cpu_wait_share REAL NOT NULL,
  cpu_share REAL NOT NULL,
  timer_lateness_p99_ms REAL NOT NULL,
  memory_bytes INTEGER NOT NULL,
  clock_drift_ms REAL NOT NULL,
  PRIMARY KEY (run, second, worker)
) WITHOUT ROWID;

CREATE TABLE thresholds (
  run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  metric TEXT NOT NULL,
  expression TEXT NOT NULL,
  -- In the threshold's own unit; null when there was nothing to judge.
  value REAL,
  threshold_limit REAL NOT NULL,
  ok INTEGER NOT NULL,
  aborted INTEGER NOT NULL,
  PRIMARY KEY (run, position)
) WITHOUT ROWID;

-- Checks are series of the metric `checks`: passes are samples that were true.
CREATE VIEW checks AS
SELECT run, json_extract(tags, '$.check') AS name, sum(points.sum) AS passes, sum(points.count - points.sum) AS fails
FROM points JOIN series USING (run, series)
WHERE metric = 'checks' AND resolution = 0
GROUP BY run, name;

CREATE TABLE breaking_points (
  run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  executor TEXT NOT NULL,
  raised TEXT NOT NULL,
  highest_held REAL,
  lowest_broken REAL,
  broken_by TEXT,
  -- JSON list of {level, held, startedAtMs}.
  levels TEXT NOT NULL,
  PRIMARY KEY (run, position)
) WITHOUT ROWID;

CREATE TABLE events (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  at_ms INTEGER NOT NULL,
  kind TEXT NOT NULL,
  level TEXT NOT NULL,
  text TEXT NOT NULL
);
CREATE INDEX events_by_run ON events (run);

-- Failed and slow exchanges; detail: JSON of Exemplar, secrets removed.
CREATE TABLE exemplars (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  at_ms INTEGER NOT NULL,
  kind TEXT NOT NULL,
  reason TEXT NOT NULL,
  step TEXT NOT NULL,
  detail TEXT NOT NULL
);
CREATE INDEX exemplars_by_run ON exemplars (run);
