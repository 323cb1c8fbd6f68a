"""The embedded evidence store: what was seen, in Parquet files by day, asked with DuckDB.

rows        observations as flat rows, one shape a table
layout      where files lie, what they are called, which of them are sound
durable     a file that is either there as a whole, or not at all
locking     one writer
engine      DuckDB, and its errors as ours
writing     EvidenceWriter: append and flush
compacting  many files of a day into one; days past their retention
reading     read_store: what a pass needs
filling     layout      where files lie, what they are called, which of them are sound
    durable     a file that is either there as a whole, or not at all
    locking     one writer
    engine      DuckDB, and its errors as ours
    parquet     rows into Parquet files
    writing     EvidenceWriter: append, flush, compact, expire
    compacting  many files of a day into one; days past their retention
    shelves     the files of some days, beside a busy writer
    wanting     what is asked for, as a table that queries join
    reading     read_store: what a pass needs
    exporting   back into the files that any command takes

What the rows are is said in sources/rows.py, what is asked of them in queries/, and what the
answers mean in sources/filling.py: BigQuery's tables are the same.
"""
