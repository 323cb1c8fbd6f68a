-- Makes the table `wanted` of every CronJob that the Parquet files $files tell of; empty is
-- the CronJob of Jobs that name none.
CREATE OR REPLACE TEMP TABLE wanted AS
SELECT DISTINCT cluster_name, namespace, cronjob
FROM READ_PARQUET($files, hive_partitioning = false)
