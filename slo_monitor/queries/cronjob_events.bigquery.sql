-- What events tell of each CronJob itself: when it was first seen, and each hindrance.
--
-- Columns, in this order (instants are microseconds since the epoch):
--   cluster_name, namespace, cronjob,
--   obstacle (NULL: the first of all other events), happened_at, words
-- ${store} is the dataset, @since and @until are instants (inclusive); ${asked_for} chooses
-- CronJobs (clients/bigquery/own.py).
WITH events AS (
  SELECT
    cluster_name,
    namespace,
    cronjob,
    obstacle,
    happened_at,
    words,
    CASE WHEN obstacle IS NOT NULL THEN happened_at END AS moment
  FROM `${store}.events`
  WHERE
    happened_at BETWEEN @since AND @until
    AND ${asked_for}
    AND kind = 'CronJob'
)

SELECT
  cluster_name,
  namespace,
  cronjob,
  obstacle,
  UNIX_MICROS(MIN(happened_at)) AS happened_at,
  MIN(IF(obstacle IS NOT NULL, words, NULL)) AS words
FROM events
GROUP BY cluster_name, namespace, cronjob, obstacle, moment
