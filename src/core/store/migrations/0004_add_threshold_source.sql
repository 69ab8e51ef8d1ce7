-- The written target, of a targets file, that a threshold stands for; null for thresholds of the scenario itself.
ALTER TABLE thresholds ADD COLUMN source TEXT;
