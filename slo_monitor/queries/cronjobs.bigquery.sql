-- CronJobs: of each the newest state, and the older ones that tell of runs.
--
-- Columns, in this order (instants are microseconds since the epoch):
--   cluster_name, namespace, name, created_at, schedule, timezone, suspended, policy,
--   active (names of Jobs, a space between), last_schedule, last_success,
--   version (-1: seen after @until, so that it tells of the past alone), observed_at
-- ${store} is the dataset, @until is an instant; states that were seen before @far_back are
-- left out, but for those of which a file did not say when (the epoch); ${asked_for}
-- chooses CronJobs (clients/bigquery/own.py).
WITH seen AS (
  SELECT
    cluster_name,
    namespace,
    cronjob,
    created_at,
    schedule,
    timezone,
    suspended,
    policy,
    active,
    last_schedule,
    last_success,
    version AS kept_version,
    MIN(observed_at) AS seen_at
  FROM `${store}.cronjobs`
  WHERE
    (observed_at >= @far_back OR observed_at = TIMESTAMP '1970-01-01 00:00:00+00')
    AND ${asked_for}
  GROUP BY
    cluster_name,
    namespace,
    cronjob,
    created_at,
    schedule,
    timezone,
    suspended,
    policy,
    active,
    last_schedule,
    last_success,
    version
),

states AS (
  SELECT
    cluster_name,
    namespace,
    cronjob,
    created_at,
    schedule,
    timezone,
    suspended,
    policy,
    active,
    last_schedule,
    last_success,
    seen_at,
    IF(seen_at <= @until, kept_version, -1) AS version,
    UNIX_MICROS(seen_at) * IF(seen_at <= @until, 1, -1) AS lateness,
    last_schedule <= last_success AS slot_first,
    UNIX_MICROS(last_schedule) * IF(last_schedule <= last_success, 1, -1) AS nearness,
    CONCAT(
      cronjob, '-', CAST(DIV(UNIX_MICROS(last_schedule), 60000000) AS STRING)
    ) AS newest_job
  FROM seen
)

SELECT
  cluster_name,
  namespace,
  cronjob AS name,
  UNIX_MICROS(created_at) AS created_at,
  schedule,
  timezone,
  suspended,
  policy,
  active,
  UNIX_MICROS(last_schedule) AS last_schedule,
  UNIX_MICROS(last_success) AS last_success,
  version,
  UNIX_MICROS(seen_at) AS observed_at
FROM states
WHERE TRUE
QUALIFY
  -- The newest; where all were seen too late, the first of them.
  ROW_NUMBER() OVER (
    PARTITION BY cluster_name, namespace, cronjob
    ORDER BY version DESC, lateness DESC
  ) = 1
  -- Each success: the newest slot before it tells most, then the oldest one after it.
  OR ROW_NUMBER() OVER (
    PARTITION BY cluster_name, namespace, cronjob, states.last_success
    ORDER BY
      slot_first DESC NULLS LAST,
      nearness DESC NULLS LAST,
      active DESC,
      version DESC
  ) = 1
  -- Each slot.
  OR ROW_NUMBER() OVER (
    PARTITION BY cluster_name, namespace, cronjob, states.created_at, states.last_schedule
    ORDER BY states.last_success DESC NULLS LAST, version DESC
  ) = 1
  -- Each Job that is not named after the newest slot.
  OR (
    active <> ''
    AND active IS DISTINCT FROM newest_job
    AND ROW_NUMBER() OVER (
      PARTITION BY cluster_name, namespace, cronjob, states.created_at, active
      ORDER BY states.last_schedule NULLS LAST, version DESC
    ) = 1
  )
