SELECT kind, id, millis, counter, origin, deleted, body FROM record
WHERE kind = $kind AND id > $after AND id < $end
ORDER BY id
LIMIT $most;
