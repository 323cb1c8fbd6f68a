-- Up to when each source was complete.
--
-- Columns, in this order: kind, scope, complete_until (microseconds since the epoch)
-- ${store} is the dataset; heartbeats before @far_back are left out.
SELECT
  kind,
  scope,
  UNIX_MICROS(MAX(complete_until)) AS complete_until
FROM `${store}.heartbeats`
WHERE complete_until >= @far_back
GROUP BY kind, scope
