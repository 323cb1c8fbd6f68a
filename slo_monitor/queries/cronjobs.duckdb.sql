-- CronJobs: of each the newest state, and the older ones that tell of runs.
--
-- Columns, in this order (instants are microseconds since the epoch):
--   cluster_name, namespace, name, created_at, schedule, timezone, suspended, policy,
--   active (names of Jobs, a space between), last_schedule, last_success,
--   version (-1: seen after $until, so that it tells of the past alone), observed_at
-- $files are Parquet files, $until is an instant; the table `wanted` holds cluster_name,
-- namespace and cronjob of what is asked for.
WITH seen AS (
  SELECT * EXCLUDE (observed_at), MIN(observed_at) AS observed_at
  FROM READ_PARQUET($files, hive_partitioning = false)
  SEMI JOIN wanted USING (cluster_name, namespace, cronjob)
  GROUP BY ALL
),

states AS (
  SELECT
    * REPLACE (CASE WHEN observed_at <= $until THEN version ELSE -1 END AS version),
    EPOCH_US(observed_at) * CASE WHEN observed_at <= $until THEN 1 ELSE -1 END AS lateness,
    last_schedule <= last_success AS slot_first,
    cronjob || '-' || EPOCH_US(last_schedule) // 60000000 AS newest_job
  FROM seen
)

SELECT
  cluster_name,
  namespace,
  cronjob AS name,
  EPOCH_US(created_at) AS created_at,
  schedule,
  timezone,
  suspended,
  policy,
  active,
  EPOCH_US(last_schedule) AS last_schedule,
  EPOCH_US(last_success) AS last_success,
  version,
  EPOCH_US(observed_at) AS observed_at
FROM states
QUALIFY
  -- The newest; where all were seen too late, the first of them.
  ROW_NUMBER() OVER (
    PARTITION BY cluster_name, namespace, cronjob
    ORDER BY version DESC, lateness DESC
  ) = 1
  -- Each success: the newest slot before it tells most, then the oldest one after it.
  OR ROW_NUMBER() OVER (
    PARTITION BY cluster_name, namespace, cronjob, last_success
    ORDER BY
      slot_first DESC NULLS LAST,
      EPOCH_US(last_schedule) * CASE WHEN slot_first THEN 1 ELSE -1 END DESC NULLS LAST,
      active DESC,
      version DESC
  ) = 1
  -- Each slot.
  OR ROW_NUMBER() OVER (
    PARTITION BY cluster_name, namespace, cronjob, created_at, last_schedule
    ORDER BY last_success DESC NULLS LAST, version DESC
  ) = 1
  -- Each Job that is not named after the newest slot.
  OR active <> ''
  AND active IS DISTINCT FROM newest_job
  AND ROW_NUMBER() OVER (
    PARTITION BY cluster_name, namespace, cronjob, created_at, active
    ORDER BY last_schedule NULLS LAST, version DESC
  ) = 1
