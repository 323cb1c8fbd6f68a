"""Other people's text in Slack's mrkdwn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slo_monitor.notify.mrkdwn import code, escape, link, mention
from tests.doubles.slack_blocks import raw_brackets


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a & b", "a &amp; b"),
        ("<!channel> wake up", "&lt;!channel&gt; wake up"),
        ("<@U012ABCDEF>", "&lt;@U012ABCDEF&gt;"),
        ("<https://evil.example|bank>", "&lt;https://evil.example|bank&gt;"),
        ("@here and @channel", "@here and @channel"),
        ("*loud* words", "∗loud∗ words"),
        ("_soft_", "ˍsoftˍ"),
        ("~gone~", "∼gone∼"),
        ("`code`", "'code'"),
        ("fct_sales_daily", "fct_sales_daily"),
        ("*/5 * * * *", "*/5 * * * *"),
        ("2 * 3 * 4", "2 * 3 * 4"),
    ],
)
def test_text_is_shown_as_it_is(text: str, shown: str) -> None:
    assert escape(text) == shown


@given(st.text())
def test_no_text_keeps_a_raw_bracket(text: str) -> None:
    assert not {"<", ">"} & set(escape(text))
    assert not raw_brackets(mention(text))
    assert not raw_brackets(code(text))
    assert not raw_brackets(link(text, text))


@pytest.mark.parametrize(
    ("owner", "said"),
    [
        ("@mle", "@mle"),
        ("U012ABCDEF", "<@U012ABCDEF>"),
        ("@U012ABCDEF", "<@U012ABCDEF>"),
        ("<@U012ABCDEF>", "<@U012ABCDEF>"),
        ("W012ABCDEF", "<@W012ABCDEF>"),
        ("S012ABCDEF", "<!subteam^S012ABCDEF>"),
        ("<!subteam^SABCDEFGHI>", "<!subteam^SABCDEFGHI>"),
        (
            "U012ABCDEF, @mle and S012ABCDEF",
            "<@U012ABCDEF>, @mle and <!subteam^S012ABCDEF>",
        ),
        ("<!here>", "&lt;!here&gt;"),
        ("WAREHOUSE TEAM", "WAREHOUSE TEAM"),
        ("SUPPORTTEAM", "SUPPORTTEAM"),
        ("u012abcdef", "u012abcdef"),
        ("team-U012ABCDEF-x", "team-U012ABCDEF-x"),
        ("データ基盤 U012ABCDEF", "データ基盤 <@U012ABCDEF>"),
        ("A <a@example.com>\nB", "A &lt;a@example.com&gt; B"),
    ],
)
def test_owners_with_an_id_are_mentioned(owner: str, said: str) -> None:
    assert mention(owner) == said


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (
            "https://wiki.example.com/a?b=1&c=2",
            "<https://wiki.example.com/a?b=1&amp;c=2|Runbook>",
        ),
        (
            "https://wiki.example.com/a|b>c",
            "<https://wiki.example.com/a%7Cb%3Ec|Runbook>",
        ),
        ("javascript:alert(1)", "Runbook: javascript:alert(1)"),
        ("see the <wiki>", "Runbook: see the &lt;wiki&gt;"),
    ],
)
def test_only_web_addresses_are_links(url: str, said: str) -> None:
    assert link(url, "Runbook") == said


def test_a_name_in_code_keeps_its_marks_and_loses_its_backticks() -> None:
    assert code("p.d._x_*`<y>") == "`p.d._x_*'&lt;y&gt;`"
