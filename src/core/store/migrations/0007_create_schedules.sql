-- Runs that are planned: once at a moment, or repeatedly by a cron expression in a time zone.
CREATE TABLE schedules (
  id INTEGER PRIMARY KEY,
  schedule_id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  scenario_file TEXT NOT NULL,
  at_ms INTEGER,
  cron TEXT,
  time_zone TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  CHECK ((at_ms IS NULL) <> (cron IS NULL))
);

-- What became of each time at which one was due. The key is the claim: only the process whose row went in may start the run.
CREATE TABLE schedule_times (
  schedule INTEGER NOT NULL REFERENCES schedules (id) ON DELETE CASCADE,
  due_at_ms INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('started', 'missed', 'failed')),
  run_id TEXT,
  reason TEXT,
  PRIMARY KEY (schedule, due_at_ms)
) WITHOUT ROWID;
