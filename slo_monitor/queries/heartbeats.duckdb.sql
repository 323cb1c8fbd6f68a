-- Up to when each source was complete.
--
-- Columns, in this order: kind, scope, complete_until (microseconds since the epoch)
-- $files are Parquet files.
SELECT kind, scope, EPOCH_US(MAX(complete_until)) AS complete_until
FROM READ_PARQUET($files, hive_partitioning = false)
GROUP BY kind, scope
ORDER BY kind, scope
