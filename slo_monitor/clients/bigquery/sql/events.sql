-- Events about CronJobs and Jobs as Cloud Logging exports them; payload fields are
-- lower-cased by the export. Placeholders are filled from the table's own schema
-- (events.py); values are parameters.
SELECT DISTINCT
  resource.labels.cluster_name AS cluster_name,
  jsonPayload.involvedobject.kind AS kind,
  jsonPayload.involvedobject.namespace AS namespace,
  jsonPayload.involvedobject.name AS name,
  jsonPayload.reason AS reason,
  jsonPayload.message AS message,
  ${seen_at} AS seen_at,
  ${text} AS text
FROM `${table}`
WHERE
  ${shards}timestamp BETWEEN @since AND @until
  AND (
    jsonPayload.involvedobject.kind IN UNNEST(@kinds)
    OR STARTS_WITH(${text}, @gap_marker)
  )
