"""One tree of errors; each says whether trying again can help.

    SloMonitorError            base: one sentence naming the place and the remedy
    |- UsageError              command line, configuration or sheet cannot be used (exit 2)
    `- SourceError             evidence or a sheet could not be read
    |  |- SourceForbidden      403: a permission is missing; again is useless
    |  |- SourceMissing        404: no such file, sheet, table; again is useless
    |  |- SourceBusy           429, quota, rate limit; later may do
    |  `- SourceDown           5xx, time-out, refused connection; later may do
    |- StoreError              what was seen could not be kept or read back
    |  |- StoreBusy            another writer holds the store
    |  |- StoreReadOnly        this user may not write there; again is useless
    |  `- StoreFull            no space is left; later may do
    `- TellError               a channel could not be told
       |- TellRejected         wrong channel, token or message; again is useless
       `- TellUnavailable      429, 5xx, time-out; later may do

Client libraries' own exceptions end in `clients/`: their trees differ per vendor, and a
caller should not need to know which library stands behind a door.
"""


class SloMonitorError(Exception):
    """One clear sentence; `retryable` says whether trying again can help."""

    retryable = False


class UsageError(SloMonitorError):
    """What the user gave cannot be used as it stands."""


class SourceError(SloMonitorError):
    """Evidence or a sheet could not be read."""


class SourceForbidden(SourceError):
    """A permission is missing."""


class SourceMissing(SourceError):
    """What was named does not exist."""


class SourceBusy(SourceError):
    """A quota or rate limit is used up."""

    retryable = True


class SourceDown(SourceError):
    """The service did not answer, or failed."""

    retryable = True


class StoreError(SloMonitorError):
    """What was seen could not be kept, or not be read back."""


class StoreBusy(StoreError):
    """Another writer holds the store."""


class StoreReadOnly(StoreError):
    """The store cannot be written by this user."""


class StoreFull(StoreError):
    """No space is left for what was seen."""

    retryable = True


class TellError(SloMonitorError):
    """A channel could not be told."""


class TellRejected(TellError):
    """The channel, the token or the message is wrong."""


class TellUnavailable(TellError):
    """The service did not take the message now."""

    retryable = True
