-- Makes the table `wanted` of the CronJobs in $wanted, a JSON text: thousands of values bound
-- one by one would take longer than the query itself.
CREATE OR REPLACE TEMP TABLE wanted AS
SELECT
  UNNEST(
    FROM_JSON(
      $wanted,
      '[{"cluster_name": "VARCHAR", "namespace": "VARCHAR", "cronjob": "VARCHAR"}]'
    ),
    recursive := true
  )
