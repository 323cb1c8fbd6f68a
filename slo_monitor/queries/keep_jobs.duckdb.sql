-- Jobs as they are kept, a row a Job: the state that tells most, deleted if it ever was (then
-- seen by `observed_at`), and since when it is over. `observed` are the rows.
WITH jobs AS (
  SELECT
    cluster_name,
    namespace,
    name,
    created_at,
    BOOL_OR(deleted) AS deleted,
    COALESCE(MIN(observed_at) FILTER (deleted), MIN(observed_at)) AS observed_at,
    MAX_BY(
      {
        'cronjob': cronjob,
        'slot': slot,
        'manual': manual,
        'outcome': outcome,
        'ended_at': ended_at,
        'message': message,
        'heading': heading,
        'heading_since': heading_since,
        'deleting_at': deleting_at,
        'version': version
      },
      {
        'ended': outcome <> 'running',
        'heads': heading IS NOT NULL,
        'going': deleting_at IS NOT NULL,
        'version': version
      }
    ) AS state
  FROM observed
  GROUP BY cluster_name, namespace, name, created_at
)
SELECT
  cluster_name,
  namespace,
  name,
  state.cronjob AS cronjob,
  created_at,
  state.slot AS slot,
  state.manual AS manual,
  state.outcome AS outcome,
  state.ended_at AS ended_at,
  state.message AS message,
  state.heading AS heading,
  state.heading_since AS heading_since,
  state.deleting_at AS deleting_at,
  state.version AS version,
  deleted,
  observed_at,
  COALESCE(state.ended_at, CASE WHEN deleted THEN observed_at END) AS over_at
FROM jobs
ORDER BY cluster_name, namespace, cronjob, created_at
