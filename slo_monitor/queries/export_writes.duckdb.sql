-- Writes as arrivals: a JSON text a row, and whether the source knew the last write alone.
-- `kept` are the rows. Columns: text, only_last
SELECT
  TO_JSON({
    'table': table_name,
    'partition': partition_id,
    'arrived_at': STRFTIME(written_at, '%Y-%m-%dT%H:%M:%S.%fZ'),
    'rows': row_count
  })::VARCHAR AS text,
  BOOL_AND(only_last) AS only_last
FROM kept
GROUP BY table_name, partition_id, written_at, row_count
ORDER BY written_at, table_name
