"""Laws that hold for any sheet."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from slo_monitor.model.objectives import DayOfMonth, Weekdays
from slo_monitor.sources.sheet.columns import OBJECTIVE_NAMES
from slo_monitor.sources.sheet.dates import read_date, read_end
from slo_monitor.sources.sheet.days import read_days
from slo_monitor.sources.sheet.grid import Tab, Workbook
from slo_monitor.sources.sheet.reading import read_sheet
from slo_monitor.sources.sheet.times import clock, read_length, read_time
from tests.sources.sheet.sheets import TOKYO

COLUMNS = tuple(dict.fromkeys(OBJECTIVE_NAMES.values()))
HALF_RIGHT = st.sampled_from([
    "table:p.d.t", "table:p.d.e_{yyyymm}", "cronjob:c/n/x", "25:30", "07:30", "翌1:30",
    "月-金", "month end", "0 0 * * 1", "0 0 31 2 *", "Asia/Tokyo", "America", "30m",
    "-6h", "none", "today", "#slo", "page", "https://w", "2026-12-31", "9999/12/31",
])  # fmt: skip
CELLS = st.one_of(
    st.none(),
    HALF_RIGHT,
    st.text(st.characters(), max_size=20),
    st.text("0123456789:-/*,日月年時分翌第営業 .#hmd", max_size=12),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.dates(),
    st.times(),
    st.timedeltas(),
    st.datetimes(),
)
ROWS = st.lists(st.lists(CELLS, max_size=len(COLUMNS) + 2).map(tuple), max_size=5)


def is_row(cells):
    filled = [str(cell) for cell in cells[: len(COLUMNS)] if cell is not None]
    return any(any(c.isalnum() for c in text) for text in filled)


@given(ROWS)
def test_every_row_is_an_objective_or_a_problem(rows):
    # A first cell of its own keeps rows from being notes.
    tab = Tab("x", (("no", *COLUMNS), *(("1", *row) for row in rows)))
    sheet = read_sheet(Workbook("x.csv", (tab,)), TOKYO)
    told = {problem.where.split(",")[0] for problem in sheet.problems}
    read = {f"x.csv row {objective.place.row}" for objective in sheet.objectives}
    expected = {f"x.csv row {n}" for n, row in enumerate(rows, start=2) if is_row(row)}
    assert expected <= told | read
    assert all(problem.message.isprintable() for problem in sheet.problems)


@given(ROWS, ROWS)
def test_no_calendar_or_maintenance_breaks_a_sheet(calendar, maintenance):
    workbook = Workbook(
        "x.xlsx",
        (
            Tab("slo", (("target", "deadline"),)),
            Tab("calendar", (("date", "name"), *calendar)),
            Tab("maintenance", (("from", "to", "targets", "why"), *maintenance)),
        ),
    )
    sheet = read_sheet(workbook, TOKYO)
    assert all(window.start < window.end for window in sheet.maintenance)


@given(st.integers(0, 2879))
def test_a_time_of_day_reads_as_it_was_written(minutes):
    assert read_time(clock(minutes)) == minutes
    assert read_time(minutes / 1440) == minutes
    assert read_time(timedelta(minutes=minutes)) == minutes


@given(st.integers(0, 1439))
def test_the_next_day_is_24_hours_on(minutes):
    assert read_time(f"翌{clock(minutes)}") == minutes + 1440
    assert read_time(time(minutes // 60, minutes % 60)) == minutes


@given(st.integers(0, 999), st.integers(0, 99))
def test_a_length_reads_as_it_was_written(hours, minutes):
    length = timedelta(hours=hours, minutes=minutes)
    assert read_length(f"{hours}h{minutes}m") == length
    assert read_length(f"{hours}時間{minutes}分") == length


@given(st.sets(st.integers(0, 6), min_size=1))
def test_weekdays_read_alike_in_both_languages(days):
    english = ",".join(
        ["mon", "tue", "wed", "thu", "fri", "sat", "sun"][day] for day in days
    )
    japanese = "".join("月火水木金土日"[day] for day in days)
    assert read_days(english) == read_days(japanese) == Weekdays(frozenset(days))


@given(st.integers(1, 31))
def test_days_of_the_month_read_alike_in_both_languages(day):
    assert read_days(f"day {day}") == read_days(f"{day}日") == DayOfMonth(day)


@given(st.dates(date(1970, 1, 1), date(9998, 12, 31)))
def test_a_date_reads_alike_in_every_form(day):
    serial = (day - date(1899, 12, 30)).days
    forms = (day, serial, str(day), f"{day.year}年{day.month}月{day.day}日")
    assert {read_date(form) for form in forms} == {day}


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)))
def test_a_wall_time_reads_alike_as_text_and_as_cell(moment):
    moment = moment.replace(second=0, microsecond=0, minute=1)
    tokyo = ZoneInfo("Asia/Tokyo")
    assert read_end(moment.isoformat(), tokyo) == read_end(moment, tokyo)
