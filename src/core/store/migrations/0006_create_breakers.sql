-- What came of watching the circuit breaker that a scenario validates; result: JSON of BreakerResult.
CREATE TABLE breakers (
  run INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  ok INTEGER NOT NULL,
  result TEXT NOT NULL
);
