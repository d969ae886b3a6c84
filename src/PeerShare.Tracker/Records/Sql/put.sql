INSERT INTO record (kind, id, millis, counter, origin, deleted, body)
VALUES ($kind, $id, $millis, $counter, $origin, $deleted, $body)
ON CONFLICT (kind, id) DO UPDATE
SET millis = excluded.millis, counter = excluded.counter, origin = excluded.origin, deleted = excluded.deleted, body = excluded.body
WHERE (excluded.millis, excluded.counter, excluded.origin, excluded.deleted, excluded.body)
    > (record.millis, record.counter, record.origin, record.deleted, record.body);
