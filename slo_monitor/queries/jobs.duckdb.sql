-- Jobs, a row a Job: the state that tells most, and whether it was seen to be gone.
--
-- Columns, in this order (instants are microseconds since the epoch):
--   cluster_name, namespace, name, cronjob ('' = none), created_at, slot, manual, outcome,
--   ended_at, message, heading, heading_since, deleting_at, version,
--   deleted_by (NULL: not seen to be gone)
-- $files are Parquet files; Jobs created after $until (inclusive) are left out, and those
-- that were over before $over_since (NULL = none are); the table `wanted` holds cluster_name,
-- namespace and cronjob of what is asked for ('' = a Job without an owner).
WITH jobs AS (
  SELECT
    cluster_name,
    namespace,
    name,
    created_at,
    MIN(observed_at) FILTER (deleted) AS deleted_by,
    MAX_BY(
      {
        'cronjob': cronjob,
        'slot': slot,
        'manual': manual,
        'outcome': outcome,
        'ended_at': ended_at,
        'message': message,
        'heading': heading,
        'heading_since': heading_since,
        'deleting_at': deleting_at,
        'version': version
      },
      {
        'ended': outcome <> 'running',
        'heads': heading IS NOT NULL,
        'going': deleting_at IS NOT NULL,
        'version': version
      }
    ) AS state
  FROM READ_PARQUET($files, hive_partitioning = false)
  SEMI JOIN wanted USING (cluster_name, namespace, cronjob)
  WHERE
    created_at <= $until
    AND (over_at IS NULL OR $over_since IS NULL OR over_at >= $over_since)
  GROUP BY cluster_name, namespace, name, created_at
)
SELECT
  cluster_name,
  namespace,
  name,
  state.cronjob AS cronjob,
  EPOCH_US(created_at) AS created_at,
  EPOCH_US(state.slot) AS slot,
  state.manual AS manual,
  state.outcome AS outcome,
  EPOCH_US(state.ended_at) AS ended_at,
  state.message AS message,
  state.heading AS heading,
  EPOCH_US(state.heading_since) AS heading_since,
  EPOCH_US(state.deleting_at) AS deleting_at,
  state.version AS version,
  EPOCH_US(deleted_by) AS deleted_by
FROM jobs
