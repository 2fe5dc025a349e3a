"""`repair`: index and ledger made anew from the archive's files."""

from typing import Annotated

import typer

from cli.configured import AsJson, ConfigFile, Output, SiteName, plan
from cli.exits import DONE
from cli.lines import print_lines
from cli.terminal import print_json

WithLedger = Annotated[bool, typer.Option("--ledger", help="Make the ledger anew as well; the old one is set aside.")]


def repair(
    site: SiteName = "live",
    *,
    ledger: WithLedger = False,
    output: Output = None,
    config: ConfigFile = None,
    json: AsJson = False,
) -> int:
    """Make the archive's index anew from its WARC files, and with --ledger the ledger too. Asks the network nothing.

    The index holds nothing that the files do not say. The ledger does: addresses that never answered and who found an
    address cannot be restored, so make it anew only where it is lost or damaged.

    For example:

        iom-projects repair

        iom-projects repair live --ledger

    Exit codes: 0 done, 2 wrong use, 6 a run is at work, 7 there is no archive, or a file of it is damaged.
    """
    from scraper.archive.rebuild import restore

    job = plan(site, config, output=output)
    restored = restore(job.site, job.folder, with_ledger=ledger)
    if json:
        aside = str(restored.set_aside) if restored.set_aside else None
        print_json(
            {
                "site": job.site.start,
                "folder": str(job.folder),
                "captures": restored.captures,
                "addresses": restored.addresses,
                "set_aside": aside,
            },
            indent=2,
        )
        return DONE
    lines = [f"{job.folder}: the index holds {restored.captures:,} captures"]
    if restored.addresses is not None:
        lines.append(f"{job.folder}: the ledger holds {restored.addresses:,} addresses")
    if restored.set_aside is not None:
        lines.append(f"the ledger of before lies in {restored.set_aside}")
    print_lines(lines)
    return DONE
