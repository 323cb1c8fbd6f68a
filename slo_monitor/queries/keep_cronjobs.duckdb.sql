-- States of CronJobs as they are kept: each once, from when it was first seen. `observed` are
-- the rows.
SELECT * EXCLUDE (observed_at), MIN(observed_at) AS observed_at
FROM observed
GROUP BY ALL
ORDER BY cluster_name, namespace, cronjob, version
