-- Events as they are kept: each once, neighbours next to each other. `observed` are the rows.
SELECT
  cluster_name,
  kind,
  namespace,
  name,
  reason,
  message,
  happened_at,
  MIN(observed_at) AS observed_at,
  cronjob,
  job,
  outcome,
  obstacle,
  words
FROM observed
GROUP BY ALL
ORDER BY cluster_name, namespace, cronjob, happened_at, kind, reason
