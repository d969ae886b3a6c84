-- One step through the index for each origin, where DISTINCT would read all of it.
WITH RECURSIVE next (origin) AS (
  SELECT min(origin) FROM record
  UNION ALL
  SELECT (SELECT min(origin) FROM record WHERE record.origin > next.origin) FROM next WHERE next.origin IS NOT NULL
)
SELECT origin FROM next WHERE origin IS NOT NULL ORDER BY origin;
