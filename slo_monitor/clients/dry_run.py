"""The dry run's teller: shows what would be posted, as text."""

from collections.abc import Callable, Iterator, Mapping

from slo_monitor.clients.tellers import Block, SlackMessage


class DryRunTeller:
    """Hands each message, as people would read it, to `write`."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write

    def tell(self, message: SlackMessage) -> None:
        """Write `message` instead of posting it."""
        self._write(readable(message))


def readable(message: SlackMessage) -> str:
    """The message as text: its channel, its blocks, its replies."""
    blocks = ("\n".join(_texts(block)) for block in message.blocks)
    parts = [f"--- {message.channel}", *blocks]
    for number, reply in enumerate(message.thread, start=1):
        parts += [f"--- {message.channel}, reply {number} in the thread", reply]
    return _unescaped("\n\n".join(parts)) + "\n"


def _texts(block: Block) -> Iterator[str]:
    """The texts of a block, wherever they stand in it."""
    for value in block.values():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, Mapping):
                yield str(each["text"])


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
