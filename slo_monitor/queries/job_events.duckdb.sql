-- What events tell of each Job, a row a Job (two where the Job's own name gives away another
-- CronJob, or none): the first instant of each thing told.
--
-- Columns, in this order (instants are microseconds since the epoch, NULL where not told;
-- sources/kubernetes/traces.py says what each means):
--   cluster_name, namespace, job, cronjob,
--   started_at, alive_at, over_at, unexpected_at,
--   ended_at, ended_outcome, ended_words,
--   completed_at, completed_outcome, saw_at,
--   missing_at, missing_words, trimmed_at, trimmed_words, complaint_at, complaint_words
-- Outcomes count where their instant is told.
-- $files are Parquet files, $since and $until instants (inclusive); the table `wanted` holds
-- cluster_name, namespace and cronjob of what is asked for ('' = a Job that names none).
WITH jobs AS (
  SELECT
    cluster_name,
    namespace,
    job,
    CASE WHEN BOOL_OR(kind = 'CronJob') THEN cronjob END AS cronjob,
    MIN(happened_at) FILTER (kind = 'CronJob' AND reason = 'SuccessfulCreate') AS started,
    MIN(happened_at) FILTER (
      kind = 'Job' AND outcome IS NULL OR kind = 'CronJob' AND reason = 'UnexpectedJob'
    ) AS alive,
    MIN(happened_at) FILTER (
      kind = 'Job' AND outcome IS NOT NULL
      OR kind = 'CronJob' AND reason NOT IN ('SuccessfulCreate', 'UnexpectedJob')
    ) AS over,
    MIN(happened_at) FILTER (kind = 'CronJob' AND reason = 'UnexpectedJob') AS unexpected,
    MIN(happened_at) FILTER (kind = 'Job' AND outcome = 'complete') AS done,
    MIN({'moment': happened_at, 'words': words}) FILTER (
      kind = 'Job' AND outcome = 'failed'
    ) AS failed,
    MIN(happened_at) FILTER (kind = 'CronJob' AND outcome = 'complete') AS saw_done,
    MIN(happened_at) FILTER (kind = 'CronJob' AND outcome = 'failed') AS saw_failed,
    MIN(happened_at) FILTER (
      kind = 'CronJob' AND reason = 'SawCompletedJob' AND outcome IS NULL
    ) AS saw,
    MIN({'moment': happened_at, 'words': words}) FILTER (
      kind = 'CronJob' AND reason = 'MissingJob'
    ) AS missing,
    MIN({'moment': happened_at, 'words': words}) FILTER (
      kind = 'CronJob' AND reason = 'SuccessfulDelete'
    ) AS trimmed,
    MAX({'moment': happened_at, 'words': words}) FILTER (
      kind = 'Job' AND reason = 'FailedCreate'
    ) AS complaint
  FROM READ_PARQUET($files, hive_partitioning = false) AS events
  SEMI JOIN wanted USING (cluster_name, namespace, cronjob)
  WHERE happened_at BETWEEN $since AND $until AND job IS NOT NULL
  GROUP BY cluster_name, namespace, events.cronjob, job
)
SELECT
  cluster_name,
  namespace,
  job,
  cronjob,
  EPOCH_US(started) AS started_at,
  EPOCH_US(alive) AS alive_at,
  EPOCH_US(over) AS over_at,
  EPOCH_US(unexpected) AS unexpected_at,
  -- LEAST leaves NULLs out; of both at once, it was complete.
  EPOCH_US(LEAST(done, failed.moment)) AS ended_at,
  CASE WHEN failed.moment < done OR done IS NULL THEN 'failed' ELSE 'complete' END
  AS ended_outcome,
  CASE WHEN failed.moment < done OR done IS NULL THEN failed.words END AS ended_words,
  EPOCH_US(LEAST(saw_done, saw_failed)) AS completed_at,
  CASE WHEN saw_failed < saw_done OR saw_done IS NULL THEN 'failed' ELSE 'complete' END
  AS completed_outcome,
  EPOCH_US(saw) AS saw_at,
  EPOCH_US(missing.moment) AS missing_at,
  missing.words AS missing_words,
  EPOCH_US(trimmed.moment) AS trimmed_at,
  trimmed.words AS trimmed_words,
  EPOCH_US(complaint.moment) AS complaint_at,
  complaint.words AS complaint_words
FROM jobs
