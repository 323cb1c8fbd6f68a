-- Heartbeats as they are kept: the newest of each source. `observed` are the rows.
SELECT kind, scope, MAX(complete_until) AS complete_until
FROM observed
GROUP BY kind, scope
ORDER BY kind, scope
