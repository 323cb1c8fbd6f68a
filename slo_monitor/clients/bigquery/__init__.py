"""Evidence from BigQuery: exported Kubernetes events, and when tables were written.

evidence   one pass: what was read, what could not be, what it would cost
events     Kubernetes events in a Cloud Logging export
tables     when tables and partitions were written, from metadata
client     one query in, rows or bytes out
errors     what went wrong, as one sentence
settings   what there is to know before
"""
