-- All states of CronJobs, the newest last. `kept` are the rows; the columns are those of
-- cronjobs.duckdb.sql.
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
FROM kept
ORDER BY cluster_name, namespace, cronjob, version, observed_at
