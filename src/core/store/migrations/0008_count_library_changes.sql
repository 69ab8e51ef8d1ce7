-- Counts what people change in the library (names, notes, pins, deletions, tags), by whatever process, so that an open app notices it at a
-- glance. What a run writes about itself each second does not count.
CREATE TABLE library_changes (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  changes INTEGER NOT NULL
);
INSERT INTO library_changes (id, changes) VALUES (1, 0);
CREATE TRIGGER run_changed AFTER UPDATE OF name, note, pinned, deleted_at_ms ON runs BEGIN
  UPDATE library_changes SET changes = changes + 1;
END;
CREATE TRIGGER run_tagged AFTER INSERT ON run_tags BEGIN
  UPDATE library_changes SET changes = changes + 1;
END;
CREATE TRIGGER run_untagged AFTER DELETE ON run_tags BEGIN
  UPDATE library_changes SET changes = changes + 1;
END;
