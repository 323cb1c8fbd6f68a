-- What events tell of each CronJob itself: when it was first seen, and each hindrance.
--
-- Columns, in this order (instants are microseconds since the epoch):
--   cluster_name, namespace, cronjob,
--   obstacle (NULL: the first of all other events), happened_at, words
-- $files are Parquet files, $since and $until instants (inclusive); the table `wanted` holds
-- cluster_name, namespace and cronjob of what is asked for.
SELECT
  cluster_name,
  namespace,
  cronjob,
  obstacle,
  EPOCH_US(MIN(happened_at)) AS happened_at,
  MIN(words) FILTER (obstacle IS NOT NULL) AS words
FROM READ_PARQUET($files, hive_partitioning = false) AS events
SEMI JOIN wanted USING (cluster_name, namespace, cronjob)
WHERE happened_at BETWEEN $since AND $until AND kind = 'CronJob'
GROUP BY
  cluster_name,
  namespace,
  cronjob,
  obstacle,
  CASE WHEN obstacle IS NOT NULL THEN events.happened_at END
