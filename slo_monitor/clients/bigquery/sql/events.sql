-- What a Cloud Logging export holds about the CronJobs and Jobs of the wanted namespaces:
-- of each object and wording one row, with the first and the last time it was said. Pods
-- that a Job made are one wording; a CronJob's words that name no Job keep every time, as
-- each is a start that did not happen. Of all other namespaces comes one row a cluster
-- (kind ''), which shows that the export works; where it may not have, one of kind 'gap'.
-- Payload fields are lower-cased by the export. Placeholders are filled from the table's
-- own schema (events.py); values are parameters.
WITH exported AS (
  SELECT
    COALESCE(resource.labels.cluster_name, '') AS cluster_name,
    jsonPayload.involvedobject.kind AS kind,
    COALESCE(jsonPayload.involvedobject.namespace, '') AS namespace,
    COALESCE(jsonPayload.involvedobject.name, '') AS name,
    COALESCE(jsonPayload.reason, '') AS reason,
    COALESCE(jsonPayload.message, '') AS message,
    ${seen_at} AS seen_at
  FROM `${table}`
  WHERE
    ${shards}timestamp BETWEEN @since AND @until
    AND (
      (jsonPayload.involvedobject.kind IN UNNEST(@kinds)${of_batch})
      OR STARTS_WITH(${text}, @gap_marker)
    )
),

named AS (
  SELECT
    cluster_name,
    namespace,
    name,
    reason,
    seen_at,
    CASE
      WHEN exported.kind IS NULL THEN 'gap'
      WHEN CONCAT(cluster_name, '/', namespace) IN UNNEST(@namespaces)
        THEN exported.kind
      ELSE ''
    END AS kind,
    CASE
      WHEN
        exported.kind = 'Job'
        AND reason IN ('SuccessfulCreate', 'SuccessfulDelete')
        THEN ''
      ELSE exported.message
    END AS message
  FROM exported
),

told AS (
  SELECT
    cluster_name,
    kind,
    IF(kind IN UNNEST(@kinds), named.namespace, '') AS namespace,
    IF(kind IN UNNEST(@kinds), named.name, '') AS name,
    IF(kind IN UNNEST(@kinds), named.reason, '') AS reason,
    IF(kind IN UNNEST(@kinds), named.message, '') AS message,
    seen_at,
    CASE
      WHEN kind = 'gap' THEN seen_at
      WHEN
        kind = 'CronJob'
        AND named.reason NOT IN (
          'MissingJob',
          'SawCompletedJob',
          'SuccessfulCreate',
          'SuccessfulDelete',
          'UnexpectedJob'
        )
        THEN seen_at
    END AS moment
  FROM named
)

SELECT
  cluster_name,
  kind,
  namespace,
  name,
  reason,
  message,
  MIN(seen_at) AS first_at,
  MAX(seen_at) AS last_at
FROM told
GROUP BY cluster_name, kind, namespace, name, reason, message, moment
