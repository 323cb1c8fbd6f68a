-- Jobs, a row a Job: the state that tells most, and whether it was seen to be gone.
--
-- Columns, in this order (instants are microseconds since the epoch):
--   cluster_name, namespace, name, cronjob ('' = none), created_at, slot, manual, outcome,
--   ended_at, message, heading, heading_since, deleting_at, version,
--   deleted_by (NULL: not seen to be gone)
-- ${store} is the dataset; Jobs created before @far_back or after @until (inclusive) are left
-- out, and those that were over before @since; ${asked_for} chooses CronJobs
-- (clients/bigquery/own.py), '' = a Job without an owner.
WITH jobs AS (
  SELECT
    cluster_name,
    namespace,
    name,
    created_at,
    MIN(IF(deleted, observed_at, NULL)) AS deleted_by,
    ARRAY_AGG(
      STRUCT(
        cronjob AS cronjob,
        slot AS slot,
        manual AS manual,
        outcome AS outcome,
        ended_at AS ended_at,
        message AS message,
        heading AS heading,
        heading_since AS heading_since,
        deleting_at AS deleting_at,
        version AS version
      )
      ORDER BY
        outcome <> 'running' DESC,
        heading IS NOT NULL DESC,
        deleting_at IS NOT NULL DESC,
        version DESC
      LIMIT 1
    )[SAFE_OFFSET(0)] AS state
  FROM `${store}.jobs`
  WHERE
    created_at BETWEEN @far_back AND @until
    AND ${asked_for}
  GROUP BY cluster_name, namespace, name, created_at
)

SELECT
  cluster_name,
  namespace,
  name,
  state.cronjob AS cronjob,
  UNIX_MICROS(created_at) AS created_at,
  UNIX_MICROS(state.slot) AS slot,
  state.manual AS manual,
  state.outcome AS outcome,
  UNIX_MICROS(state.ended_at) AS ended_at,
  state.message AS message,
  state.heading AS heading,
  UNIX_MICROS(state.heading_since) AS heading_since,
  UNIX_MICROS(state.deleting_at) AS deleting_at,
  state.version AS version,
  UNIX_MICROS(deleted_by) AS deleted_by
FROM jobs
WHERE
  (state.ended_at IS NULL AND deleted_by IS NULL)
  OR COALESCE(state.ended_at, deleted_by) >= @since
