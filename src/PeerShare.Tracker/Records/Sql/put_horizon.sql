INSERT INTO horizon (origin, millis, counter) VALUES ($origin, $millis, $counter)
ON CONFLICT (origin) DO UPDATE SET millis = excluded.millis, counter = excluded.counter
WHERE (excluded.millis, excluded.counter) > (horizon.millis, horizon.counter);
