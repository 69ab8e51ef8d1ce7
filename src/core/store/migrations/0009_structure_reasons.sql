-- Reasons say what they are about: [{about, text}] in place of [text], whose kinds only their wording told apart. The first
-- of a run that was ended or interrupted is why; those that begin with a threshold's name are about it.
UPDATE runs SET reasons = (
  SELECT json_group_array(json_object(
    'about',
    CASE
      WHEN reason.key = 0 AND (
        runs.status = 'interrupted'
        OR EXISTS (SELECT 1 FROM run_details WHERE run = runs.id AND stop_cause IS NOT NULL)
      ) THEN 'end'
      WHEN EXISTS (
        SELECT 1 FROM thresholds
        WHERE run = runs.id AND instr(reason.value, metric || ': ' || expression) = 1
      ) THEN 'target'
      WHEN runs.origin IS NOT NULL AND reason.value LIKE '%: % was missed in %.' THEN 'target'
      WHEN reason.value LIKE 'Circuit breaker %' THEN 'breaker'
      ELSE 'measurement'
    END,
    'text', reason.value
  ))
  FROM json_each(runs.reasons) AS reason
)
WHERE reasons <> '[]';
