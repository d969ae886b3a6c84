SELECT kind, id, millis, counter, origin, deleted, body FROM record WHERE kind <= $last ORDER BY kind, id;
