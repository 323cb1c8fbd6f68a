-- The names of tables that the Parquet files $files tell of. Columns: table_name
SELECT DISTINCT table_name
FROM READ_PARQUET($files, hive_partitioning = false)
