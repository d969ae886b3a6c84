SELECT kind, id, millis, counter, origin, deleted, body FROM record
WHERE origin = $origin AND (millis, counter) > ($millis, $counter)
ORDER BY millis, counter
LIMIT $most;
