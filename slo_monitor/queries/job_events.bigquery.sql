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
-- ${store} is the dataset, @since and @until are instants (inclusive); ${asked_for} chooses
-- CronJobs (clients/bigquery/own.py), '' = a Job that names none. Where DuckDB takes the least
-- of structs, BigQuery takes the first of an array; what is meant is put first, so that it
-- does not matter whether NULLs are left out before or after the others.
WITH told AS (
  SELECT
    cluster_name,
    namespace,
    cronjob,
    job,
    happened_at,
    outcome,
    words,
    kind = 'CronJob' AS of_cronjob,
    kind = 'CronJob' AND reason = 'SuccessfulCreate' AS starts,
    (kind = 'Job' AND outcome IS NULL)
    OR (kind = 'CronJob' AND reason = 'UnexpectedJob') AS lives,
    (kind = 'Job' AND outcome IS NOT NULL)
    OR (kind = 'CronJob' AND reason NOT IN ('SuccessfulCreate', 'UnexpectedJob')) AS is_over,
    kind = 'CronJob' AND reason = 'UnexpectedJob' AS is_unexpected,
    kind = 'Job' AND outcome IS NOT NULL AS ends,
    kind = 'CronJob' AND outcome IS NOT NULL AS completes,
    kind = 'CronJob' AND reason = 'SawCompletedJob' AND outcome IS NULL AS is_seen,
    kind = 'CronJob' AND reason = 'MissingJob' AS is_missing,
    kind = 'CronJob' AND reason = 'SuccessfulDelete' AS is_trimmed,
    kind = 'Job' AND reason = 'FailedCreate' AS complains
  FROM `${store}.events`
  WHERE
    happened_at BETWEEN @since AND @until
    AND ${asked_for}
    AND job IS NOT NULL
),

jobs AS (
  SELECT
    cluster_name,
    namespace,
    job,
    MIN(IF(of_cronjob, told.cronjob, NULL)) AS cronjob,
    MIN(IF(starts, happened_at, NULL)) AS started,
    MIN(IF(lives, happened_at, NULL)) AS alive,
    MIN(IF(is_over, happened_at, NULL)) AS gone,
    MIN(IF(is_unexpected, happened_at, NULL)) AS unexpected,
    ARRAY_AGG(
      IF(
        ends,
        STRUCT(happened_at AS moment, outcome AS outcome, words AS words),
        NULL
      )
      IGNORE NULLS ORDER BY ends DESC, happened_at, outcome, words LIMIT 1
    )[SAFE_OFFSET(0)] AS ended,
    ARRAY_AGG(
      IF(completes, STRUCT(happened_at AS moment, outcome AS outcome), NULL)
      IGNORE NULLS ORDER BY completes DESC, happened_at, outcome LIMIT 1
    )[SAFE_OFFSET(0)] AS completed,
    MIN(IF(is_seen, happened_at, NULL)) AS saw,
    ARRAY_AGG(
      IF(is_missing, STRUCT(happened_at AS moment, words AS words), NULL)
      IGNORE NULLS ORDER BY is_missing DESC, happened_at, words LIMIT 1
    )[SAFE_OFFSET(0)] AS missing,
    ARRAY_AGG(
      IF(is_trimmed, STRUCT(happened_at AS moment, words AS words), NULL)
      IGNORE NULLS ORDER BY is_trimmed DESC, happened_at, words LIMIT 1
    )[SAFE_OFFSET(0)] AS trimmed,
    ARRAY_AGG(
      IF(complains, STRUCT(happened_at AS moment, words AS words), NULL)
      IGNORE NULLS ORDER BY complains DESC, happened_at DESC, words DESC LIMIT 1
    )[SAFE_OFFSET(0)] AS complaint
  FROM told
  GROUP BY cluster_name, namespace, told.cronjob, job
)

SELECT
  cluster_name,
  namespace,
  job,
  cronjob,
  UNIX_MICROS(started) AS started_at,
  UNIX_MICROS(alive) AS alive_at,
  UNIX_MICROS(gone) AS over_at,
  UNIX_MICROS(unexpected) AS unexpected_at,
  UNIX_MICROS(ended.moment) AS ended_at,
  ended.outcome AS ended_outcome,
  ended.words AS ended_words,
  UNIX_MICROS(completed.moment) AS completed_at,
  completed.outcome AS completed_outcome,
  UNIX_MICROS(saw) AS saw_at,
  UNIX_MICROS(missing.moment) AS missing_at,
  missing.words AS missing_words,
  UNIX_MICROS(trimmed.moment) AS trimmed_at,
  trimmed.words AS trimmed_words,
  UNIX_MICROS(complaint.moment) AS complaint_at,
  complaint.words AS complaint_words
FROM jobs
