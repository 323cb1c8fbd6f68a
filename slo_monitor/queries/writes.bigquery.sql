-- Writes to tables, each once, with the latest look at which it was not there yet.
--
-- Columns, in this order (instants are microseconds since the epoch):
--   table_name, partition_id, written_at, row_count, only_last, absent_at
-- ${store} is the dataset, @far_back and @until are instants (inclusive); ${asked_for} chooses
-- tables (clients/bigquery/own.py).
SELECT
  table_name,
  partition_id,
  UNIX_MICROS(writes.written_at) AS written_at,
  row_count,
  only_last,
  UNIX_MICROS(MAX(writes.absent_at)) AS absent_at
FROM `${store}.writes` AS writes
WHERE
  writes.written_at BETWEEN @far_back AND @until
  AND ${asked_for}
GROUP BY table_name, partition_id, writes.written_at, row_count, only_last
