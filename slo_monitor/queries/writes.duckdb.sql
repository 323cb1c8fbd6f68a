-- Writes to tables, each once, with the latest look at which it was not there yet.
--
-- Columns, in this order (instants are microseconds since the epoch):
--   table_name, partition_id, written_at, row_count, only_last, absent_at
-- $files are Parquet files, $since and $until instants (inclusive); the table `wanted` holds
-- table_name of what is asked for.
SELECT
  table_name,
  partition_id,
  EPOCH_US(written_at) AS written_at,
  row_count,
  only_last,
  EPOCH_US(MAX(absent_at)) AS absent_at
FROM READ_PARQUET($files, hive_partitioning = false)
SEMI JOIN wanted USING (table_name)
WHERE written_at BETWEEN $since AND $until
GROUP BY ALL
ORDER BY table_name, written_at, partition_id NULLS FIRST, row_count NULLS FIRST
