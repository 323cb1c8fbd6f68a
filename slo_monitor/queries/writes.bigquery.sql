-- Writes to tables, each once.
--
-- Columns, in this order (instants are microseconds since the epoch):
--   table_name, partition_id, written_at, row_count, only_last, absent_at
-- ${store} is the dataset, @far_back and @until are instants (inclusive); @tables are
-- what is asked for.
SELECT DISTINCT
  table_name,
  partition_id,
  UNIX_MICROS(written_at) AS written_at,
  row_count,
  only_last,
  UNIX_MICROS(absent_at) AS absent_at
FROM `${store}.writes`
WHERE
  written_at BETWEEN @far_back AND @until
  AND table_name IN UNNEST(@tables)
