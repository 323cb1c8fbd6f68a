-- Makes the table `wanted` of the names of tables in $wanted, a JSON text.
CREATE OR REPLACE TEMP TABLE wanted AS
SELECT UNNEST(FROM_JSON($wanted, '["VARCHAR"]')) AS table_name
