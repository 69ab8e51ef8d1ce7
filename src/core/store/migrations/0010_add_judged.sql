-- 0: the scenario set no target, so that the run came to its end and nothing was judged.
ALTER TABLE runs ADD COLUMN judged INTEGER NOT NULL DEFAULT 1;
UPDATE runs SET judged = 0
WHERE id NOT IN (SELECT run FROM thresholds) AND id NOT IN (SELECT run FROM breakers);
