"""What need not be asked for: addresses that are settled without a request, and bodies that need not be sent again.

Every reason not to ask ends after `refetch_days`: redirects, validators and sitemaps may all be wrong for ever.
"""

import logging
from datetime import date, datetime, timedelta

from scraper.archive.entry import Entry
from scraper.http.redirects import PERMANENT
from scraper.ledger.schema import AddressRecord
from scraper.ledger.states import NOT_ASKED, Judgement
from scraper.politeness.numbers import Numbers
from scraper.session import Session

LASTMOD_SLACK = timedelta(days=2)
"""A `lastmod` is a day somewhere on earth and may be hours in the making: so much earlier it must be than our fetch."""
_log = logging.getLogger(__name__)


class Restraint:
    """Decides for one run what it does not ask for.

    Args:
        session: the run.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self.numbers = Numbers(session.ledger.settled(session.run))

    def without_asking(self, record: AddressRecord, limited: str | None) -> Judgement | None:
        """Return the state of an address that must not or need not be asked for, or None.

        Args:
            record: what the ledger knows of it.
            limited: why nothing more may be asked for, or None.
        """
        address, kind = self._session.site.resolve(record.url)
        if kind != "project" or address != record.url:
            return Judgement("offsite", "not on the site's hosts")
        verdict = self._session.permissions.verdict(record.url)
        if not verdict.allows(record.url):
            reason = "forbidden" if verdict.robots else verdict.reason
            return Judgement("robots_denied", f"robots.txt: {reason}")
        if limited:
            return Judgement("skipped_by_limit", limited)
        return self.numbers.without_asking(record) or self._moved_for_good(record) or self._said_unchanged(record)

    def stored(self, record: AddressRecord) -> Entry | None:
        """Return the capture with the body that the validators speak of, if it can be read and need not be renewed.

        Asked conditionally for a body that we cannot give, a site that says `304` would leave us without the page. So
        its record is compared with its checksum each time, for a hundredth of what it costs to inflate and hash it.
        """
        if record.digest is None or record.body_at is None or self._is_old(record.body_at):
            return None
        archive = self._session.archive
        entry = archive.body(record.url, record.digest)
        if entry is None:
            return None
        holder = archive.holder(entry)
        if holder is not None and archive.is_as_written(holder):
            return holder
        _log.warning("%s: its stored body is damaged; asking for the whole page again", record.url)
        return None

    def _moved_for_good(self, record: AddressRecord) -> Judgement | None:
        """Take a permanent redirect at its word for as long as a body is taken at its validators'."""
        known = record.state == "redirected" and record.status in PERMANENT and record.redirect_to is not None
        if not known or record.fetched_at is None or self._is_old(record.fetched_at):
            return None
        reason = f"to {record.redirect_to}, for good, as of {record.fetched_at:%Y-%m-%d}"
        return Judgement("redirected", reason, {}, {"redirect": [record.redirect_to or ""]})

    def _said_unchanged(self, record: AddressRecord) -> Judgement | None:
        """Take a sitemap of this run at its word, where the settings say so and the last answer was a good page.

        A day to come, or none at all, is never before our fetch: such a page is asked for.
        """
        if not self._session.settings.trust_lastmod or record.state not in {"fresh", "unchanged"}:
            return None
        lastmod = self._session.ledger.lastmod(record.url)
        if lastmod is None or record.fetched_at is None or not _is_before(lastmod, record.fetched_at):
            return None
        return Judgement("unchanged", NOT_ASKED) if self.stored(record) else None

    def _is_old(self, moment: datetime) -> bool:
        """Whether a moment is too long ago, or has yet to come: a clock was wrong, now or then."""
        age = self._session.clock.now() - moment
        return not timedelta(0) <= age < timedelta(days=self._session.settings.refetch_days)


def _is_before(lastmod: date, fetched_at: datetime) -> bool:
    return lastmod + LASTMOD_SLACK <= fetched_at.date()
