SELECT kind, id, millis, counter, origin, deleted, body FROM record
WHERE deleted = 1 AND millis < $before
ORDER BY millis;
