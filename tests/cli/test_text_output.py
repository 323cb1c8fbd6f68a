"""What people read: worst first, in the row's zone, with why and who."""

from pathlib import Path

from tests.cli.calls import AT
from tests.scenarios.kubernetes import ran, started
from tests.scenarios.stories import Teller, call


def told(tmp_path: Path) -> str:
    story = Teller(tmp_path)
    sheet = story.sheet("""
        target                 | deadline | owner | timezone
        cronjob:prod/ml/fine   | 07:30    | @ok   |
        cronjob:prod/ml/hung   | 07:30    | @mle  |
        cronjob:prod/ml/world  | 22:30    | @usa  | UTC
        """)
    seen = [
        ran("fine", "11-21 02:00", "11-21 05:00"),
        ran("fine", "11-22 02:00", "11-22 05:00"),
        ran("hung", "11-20 02:00", "11-20 05:00"),
        started("hung", "11-22 02:00"),
        ran("world", "11-22 02:00", "11-22 05:00"),
    ]
    argv = ["--sheet", sheet, "--events", story.kubectl(seen), "--cluster", "prod"]
    answer = call("check", *argv, "--at", AT)
    assert answer.code == 0
    return answer.out


def test_the_worst_comes_first(tmp_path: Path) -> None:
    out = told(tmp_path)
    assert out.index("cronjob:prod/ml/hung") < out.index("cronjob:prod/ml/fine")


def test_a_miss_says_why_since_when_and_who(tmp_path: Path) -> None:
    out = told(tmp_path)
    assert "@mle" in out
    assert "02:00" in out  # since when the Job runs
    assert "11-20 05:00" in out  # the last good run


def test_times_are_those_of_the_rows_zone(tmp_path: Path) -> None:
    line = next(
        each for each in told(tmp_path).splitlines() if "cronjob:prod/ml/world" in each
    )
    assert "22:30" in line


def test_a_pipe_gets_no_colours(tmp_path: Path) -> None:
    assert "\x1b" not in told(tmp_path)


def test_control_characters_of_others_do_not_reach_the_terminal(
    tmp_path: Path,
) -> None:
    """A note, an owner or an event's message may hold escape sequences."""
    story = Teller(tmp_path)
    sheet = story.folder / "slos.csv"
    sheet.write_text(
        'target,deadline,owner\ncronjob:prod/ml/a,07:30,"\x1b[31mred\x07"\n'
        "cronjob:prod/ml/\x1b[2J,07:30,x\n"
    )
    argv = ["--sheet", sheet, "--events", story.kubectl([]), "--cluster", "prod"]
    answer = call("check", *argv, "--at", AT)
    assert "\x1b" not in answer.out + answer.err
    assert "\x07" not in answer.out
