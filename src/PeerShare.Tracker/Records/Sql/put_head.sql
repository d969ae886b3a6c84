INSERT INTO head (origin, millis, counter) VALUES ($origin, $millis, $counter)
ON CONFLICT (origin) DO UPDATE SET millis = excluded.millis, counter = excluded.counter
WHERE (excluded.millis, excluded.counter) > (head.millis, head.counter);
