INSERT INTO blob (hash, content) VALUES ($hash, $content) ON CONFLICT (hash) DO NOTHING;
