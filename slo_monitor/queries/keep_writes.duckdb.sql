-- Writes as they are kept: each once. `observed` are the rows.
SELECT * EXCLUDE (observed_at), MIN(observed_at) AS observed_at
FROM observed
GROUP BY ALL
ORDER BY table_name, written_at
