-- What was seen beside the load in that second: JSON, series key -> value; NULL when nothing was.
ALTER TABLE live_points ADD COLUMN observed TEXT;
