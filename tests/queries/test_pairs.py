"""Questions asked of both engines: the same columns, and the same answers to each."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from slo_monitor.clients.bigquery.client import Query
from slo_monitor.clients.bigquery.own import (
    OF_ALL,
    OF_CRONJOBS,
    OF_TABLES,
    OwnWanted,
    own_query,
    question_text,
)
from slo_monitor.clients.bigquery.schemas import LYING, fields
from slo_monitor.model.targets import CronJobTarget
from slo_monitor.sources.observations import Observation
from slo_monitor.sources.rows import SHAPES, row_of
from slo_monitor.stores.engine import query_text, rows_of
from slo_monitor.stores.parquet import write_rows
from tests.doubles.bigquery_sql import Relation, columns_of, run
from tests.queries.observed import START, TABLES, every_wording, histories

QUESTIONS = OF_CRONJOBS + OF_TABLES + OF_ALL
TABLE_OF = {
    "job_events": "events",
    "cronjob_events": "events",
    "jobs": "jobs",
    "cronjobs": "cronjobs",
    "writes": "writes",
    "heartbeats": "heartbeats",
}
SINCE, UNTIL = START, START + timedelta(days=1)
TRAIN = (
    CronJobTarget("prod", "ml", "train"),
    CronJobTarget("dev", "web", "train"),
    CronJobTarget("prod", "web", "other"),
)
STORE = "p.slo"
# https://cloud.google.com/bigquery/docs/reference/standard-sql/lexical#reserved_keywords
WORDS = (
    "ALL AND ANY ARRAY AS ASC ASSERT_ROWS_MODIFIED AT BETWEEN BY CASE CAST COLLATE "
    "CONTAINS CREATE CROSS CUBE CURRENT DEFAULT DEFINE DESC DISTINCT ELSE END ENUM ESCAPE "
    "EXCEPT EXCLUDE EXISTS EXTRACT FALSE FETCH FOLLOWING FOR FROM FULL GROUP GROUPING "
    "GROUPS HASH HAVING IF IGNORE IN INNER INTERSECT INTERVAL INTO IS JOIN LATERAL LEFT "
    "LIKE LIMIT LOOKUP MERGE NATURAL NEW NO NOT NULL NULLS OF ON OR ORDER OUTER OVER "
    "PARTITION PRECEDING PROTO QUALIFY RANGE RECURSIVE RESPECT RIGHT ROLLUP ROWS SELECT "
    "SET SOME STRUCT TABLESAMPLE THEN TO TREAT TRUE UNBOUNDED UNION UNNEST USING WHEN "
    "WHERE WINDOW WITH WITHIN"
)
RESERVED = frozenset(WORDS.split())
"""What BigQuery takes for no column's or table's name."""
FORBIDDEN = {
    "TIMESTAMP_DIFF": "counts whole intervals, DuckDB's counts boundaries",
    "DATE_DIFF": "means another thing of a TIMESTAMP",
    "APPROX_QUANTILES": "is another estimate in each engine",
    "FORMAT_DATE": "of a TIMESTAMP is undecided",
    "FORMAT_TIMESTAMP": "depends on the session's zone",
    "FILTER": "BigQuery has none",
}


def written(question: str) -> str:
    """What BigQuery is asked, without comments."""
    return re.sub(r"--[^\n]*", "", question_text(question))


def asked(
    question: str, cronjobs: tuple[CronJobTarget, ...] | None = TRAIN
) -> OwnWanted:
    return OwnWanted(
        since=SINCE,
        until=UNTIL,
        cronjobs=cronjobs,
        tables=None if cronjobs is None else TABLES[:2],
        questions=(question,),
    )


def test_every_question_of_bigquery_has_a_twin_for_duckdb() -> None:
    folder = files("slo_monitor").joinpath("queries")
    names = {path.name for path in folder.iterdir()}
    ours = {name.partition(".")[0] for name in names if ".bigquery." in name}
    assert ours == set(QUESTIONS)
    assert {f"{name}.duckdb.sql" for name in ours} <= names


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_says_why_it_is_asked_before_it_is(question: str) -> None:
    for text in (question_text(question), query_text(question)):
        assert text.startswith("-- ")
        assert "-- Columns, in this order" in text


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_name_is_a_word_of_bigquerys_grammar(question: str) -> None:
    named = re.findall(r"\bAS (\w+)|(\w+) AS \(", written(question))
    names = {name.upper() for pair in named for name in pair if name}
    assert names & RESERVED == set()


@pytest.mark.parametrize("question", QUESTIONS)
def test_nothing_is_used_that_means_another_thing_elsewhere(question: str) -> None:
    words = set(re.findall(r"\w+", written(question).upper()))
    assert words & FORBIDDEN.keys() == set()
    assert "SELECT *" not in written(question)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_days_to_read_are_limited(question: str) -> None:
    day = LYING[TABLE_OF[question]].day
    assert re.search(rf"\b{day} (BETWEEN|>=) @(since|far_back)\b", written(question))


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_given_what_it_uses_and_no_more(question: str) -> None:
    for query in (
        own_query(STORE, asked(question)),
        own_query(STORE, asked(question, None)),
    ):
        used = set(re.findall(r"@(\w+)", re.sub(r"--[^\n]*", "", query.sql)))
        assert used == query.parameters.keys()
        assert all(isinstance(v, datetime | tuple) for v in query.parameters.values())


def test_all_questions_of_a_pass_are_one_query() -> None:
    every = OwnWanted(
        since=SINCE, until=UNTIL, cronjobs=TRAIN, tables=TABLES, questions=QUESTIONS
    )
    query = own_query(STORE, every)
    assert query.sql.count("UNION ALL") == len(QUESTIONS) - 1
    assert (query.label, query.dataset) == ("store", STORE)


Lines = dict[str, list[bytes]]


def lines_of(observations: Iterable[Observation]) -> Lines:
    found: Lines = {kind: [] for kind in SHAPES}
    for observation in observations:
        kind, _, row = row_of(observation)
        found[kind].append(msgspec.json.encode(row))
    return found


def of_bigquery(lines: Lines, query_of: OwnWanted) -> dict[str, list[dict[str, Any]]]:
    """The answers to the text that BigQuery is sent, by question."""
    query = own_query(STORE, query_of)
    found = defaultdict(list)
    for row in run(query.sql, given_of(query), relations_of(lines)):
        question, answer = (held for _, _, held in row)
        found[question].append(msgspec.json.decode(answer))
    return found


def relations_of(lines: Lines) -> dict[str, Relation]:
    return {
        f"{STORE}.{kind}": Relation(
            fields=[
                {"name": field.name, "type": field.field_type} for field in fields(kind)
            ],
            rows=[msgspec.json.decode(line) for line in told],
        )
        for kind, told in lines.items()
    }


def given_of(query: Query) -> dict[str, Any]:
    return {
        name: list(held) if isinstance(held, tuple) else held
        for name, held in query.parameters.items()
    }


@contextmanager
def embedded() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    try:
        yield connection
    finally:
        connection.close()


def of_duckdb(
    lines: Lines, folder: Path, question: str, query_of: OwnWanted
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The columns and rows of the twin, from one Parquet file."""
    with embedded() as connection:
        table = TABLE_OF[question]
        file = str(write_rows(connection, table, lines[table], folder))
        _want(connection, question, query_of)
        far = SINCE - timedelta(days=40)
        parameters: dict[str, Any] = {
            "files": [file],
            "since": far if question == "writes" else SINCE,
            "until": UNTIL,
            "over_since": SINCE,
        }
        text = query_text(question)
        given = {
            n: held for n, held in parameters.items() if f"${n}" in uncommented(text)
        }
        columns = [
            c[0] for c in connection.execute(f"DESCRIBE {text}", given).fetchall()
        ]
        return columns, list(rows_of(connection, question, given))


def uncommented(text: str) -> str:
    return re.sub(r"--[^\n]*", "", text)


def _want(
    connection: duckdb.DuckDBPyConnection, question: str, query_of: OwnWanted
) -> None:
    if question in OF_TABLES:
        text = msgspec.json.encode(query_of.tables).decode()
        connection.execute(query_text("want_tables"), {"wanted": text})
    elif question in OF_CRONJOBS:
        wanted = query_of.cronjobs or ()
        keys = {(each.cluster, each.namespace, each.name) for each in wanted}
        keys |= {(cluster, namespace, "") for cluster, namespace, _ in keys}
        names = ("cluster_name", "namespace", "cronjob")
        told = [dict(zip(names, key, strict=True)) for key in sorted(keys)]
        text = msgspec.json.encode(told).decode()
        connection.execute(query_text("want_some"), {"wanted": text})


@pytest.mark.parametrize("question", QUESTIONS)
def test_both_engines_give_the_same_columns(question: str, tmp_path: Path) -> None:
    columns, rows = of_duckdb(lines_of(()), tmp_path, question, asked(question))
    assert rows == []
    query = own_query(STORE, asked(question))
    text = re.search(r"FROM \((.*)\) AS answer", query.sql, re.DOTALL)
    assert text is not None
    assert columns_of(text[1], given_of(query), relations_of(lines_of(()))) == columns


def ordered(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return sorted(rows, key=repr)


def meant(row: dict[str, Any]) -> tuple[Any, ...]:
    """Its values, without what counts only where its instant is told."""
    never = {
        f"{name[:-3]}_" for name in row if name.endswith("_at") and row[name] is None
    }
    return tuple(
        None if any(name.startswith(each) for each in never) else held
        for name, held in row.items()
    )


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(histories())
def test_both_engines_give_the_same_rows_for_any_history(
    tmp_path: Path, history: list[Observation]
) -> None:
    same_answers(history, tmp_path)


def test_both_engines_give_the_same_rows_for_every_wording(tmp_path: Path) -> None:
    found = same_answers(every_wording(), tmp_path)
    told = {
        column
        for row in found["job_events"]
        for column, held in row.items()
        if held is not None
    }
    assert told == set(found["job_events"][0]), "a column that no row fills"


def same_answers(
    history: list[Observation], folder: Path
) -> dict[str, list[dict[str, Any]]]:
    lines = lines_of(history)
    every = OwnWanted(
        since=SINCE,
        until=UNTIL,
        cronjobs=TRAIN,
        tables=TABLES[:2],
        questions=QUESTIONS,
    )
    found = of_bigquery(lines, every)
    for question in QUESTIONS:
        columns, rows = of_duckdb(lines, folder, question, every)
        answers = found[question]
        told = [dict(zip(columns, row, strict=True)) for row in rows]
        assert ordered(map(meant, told)) == ordered(map(meant, answers))
        assert all(list(each) == columns for each in answers)
    return found
