-- Runs that are the baseline of their scenario; several show how much runs differ by themselves.
CREATE TABLE baseline_runs (
  run INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  added_at_ms INTEGER NOT NULL
);
CREATE INDEX runs_by_scenario ON runs (scenario, started_at_ms DESC, id DESC);

-- The runs that a run's thresholds were measured against: JSON list of run ids; null when it had no baseline.
ALTER TABLE run_details ADD COLUMN baseline TEXT;

-- A threshold relative to a baseline has the baseline's value; without a baseline it has no limit and was not judged.
CREATE TABLE judged_thresholds (
  run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  metric TEXT NOT NULL,
  expression TEXT NOT NULL,
  -- In the threshold's own unit; null when there was nothing to judge.
  value REAL,
  threshold_limit REAL,
  baseline REAL,
  ok INTEGER NOT NULL,
  aborted INTEGER NOT NULL,
  PRIMARY KEY (run, position)
) WITHOUT ROWID;
INSERT INTO judged_thresholds (run, position, metric, expression, value, threshold_limit, ok, aborted)
SELECT run, position, metric, expression, value, threshold_limit, ok, aborted FROM thresholds;
DROP TABLE thresholds;
ALTER TABLE judged_thresholds RENAME TO thresholds;
