-- When the named tables and their partitions were last written, with their rows. Tables
-- without storage (views, external and empty tables) come with NULLs. Of a partitioned
-- table the newest partition always comes, others only if written since @modified_since.
-- PARTITIONS may hold a partition twice, once for each storage tier.
WITH partitions AS (
  SELECT
    table_name,
    partition_id,
    SUM(total_rows) AS partition_rows,
    MAX(last_modified_time) AS partition_modified_time,
    SUM(SUM(total_rows)) OVER (PARTITION BY table_name) AS table_rows,
    MAX(MAX(last_modified_time)) OVER (PARTITION BY table_name) AS table_modified_time
  FROM `${dataset}`.INFORMATION_SCHEMA.PARTITIONS
  WHERE table_name IN UNNEST(@tables)
  GROUP BY table_name, partition_id
)
SELECT
  tables.table_name,
  tables.table_type,
  tables.creation_time,
  partitions.table_rows,
  partitions.table_modified_time,
  partitions.partition_id,
  partitions.partition_rows,
  partitions.partition_modified_time
FROM `${dataset}`.INFORMATION_SCHEMA.TABLES AS tables
LEFT JOIN partitions
  ON
    partitions.table_name = tables.table_name
    AND (
      partitions.partition_modified_time >= @modified_since
      OR partitions.partition_modified_time = partitions.table_modified_time
    )
WHERE tables.table_name IN UNNEST(@tables)
