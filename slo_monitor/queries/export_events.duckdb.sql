-- Events as Cloud Logging exports them: a JSON text a row. `kept` are the rows.
-- Columns: text
SELECT
  TO_JSON({
    'logName': 'projects/slo-monitor/logs/events',
    'resource': {'type': 'k8s_cluster', 'labels': {'cluster_name': cluster_name}},
    'timestamp': STRFTIME(happened_at, '%Y-%m-%dT%H:%M:%S.%fZ'),
    'jsonPayload': {
      'kind': 'Event',
      'apiVersion': 'v1',
      'involvedObject': {
        'kind': kind, 'apiVersion': 'batch/v1', 'namespace': namespace, 'name': name
      },
      'reason': reason,
      'message': message,
      'lastTimestamp': STRFTIME(happened_at, '%Y-%m-%dT%H:%M:%S.%fZ')
    }
  })::VARCHAR AS text
FROM kept
GROUP BY cluster_name, kind, namespace, name, reason, message, happened_at
ORDER BY happened_at, cluster_name, kind, namespace, name
