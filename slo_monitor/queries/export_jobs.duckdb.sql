-- Jobs as they are kept, a row a Job. `kept` are the rows; the columns are those of
-- jobs.duckdb.sql.
SELECT
  cluster_name,
  namespace,
  name,
  cronjob,
  EPOCH_US(created_at) AS created_at,
  EPOCH_US(slot) AS slot,
  manual,
  outcome,
  EPOCH_US(ended_at) AS ended_at,
  message,
  heading,
  EPOCH_US(heading_since) AS heading_since,
  EPOCH_US(deleting_at) AS deleting_at,
  version,
  CASE WHEN deleted THEN EPOCH_US(observed_at) END AS deleted_by
FROM kept
ORDER BY cluster_name, COALESCE(over_at, created_at), namespace, name
