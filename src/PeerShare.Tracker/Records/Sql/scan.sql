SELECT kind, id, millis, counter, origin, deleted, body FROM record ORDER BY kind, id;
