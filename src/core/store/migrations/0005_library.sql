-- What people do with runs. `deleted_at_ms` hides a run: it is kept for some days so that it can be restored; 0 stands for a
-- run that is not whole yet, because its import is under way.
ALTER TABLE runs ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN deleted_at_ms INTEGER;
-- Roughly what its rows take in the file.
ALTER TABLE runs ADD COLUMN size_bytes INTEGER NOT NULL DEFAULT 0;
-- JSON of RunOrigin; null: measured by Headroom.
ALTER TABLE runs ADD COLUMN origin TEXT;
UPDATE runs SET size_bytes =
  (SELECT coalesce(sum(40 + coalesce(length(histogram), 0)), 0) FROM points WHERE points.run = runs.id);
CREATE INDEX runs_by_deletion ON runs (deleted_at_ms) WHERE deleted_at_ms IS NOT NULL;

CREATE TABLE run_tags (
  run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  tag TEXT NOT NULL,
  PRIMARY KEY (run, tag)
) WITHOUT ROWID;
CREATE INDEX run_tags_by_tag ON run_tags (tag, run);

-- One row: what retention keeps; null: no limit.
CREATE TABLE retention (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  max_age_days INTEGER,
  max_runs INTEGER,
  max_bytes INTEGER
);
