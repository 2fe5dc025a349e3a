"""Flip single bits of index, ledger and kept readings, one at a time, and see what builds make of it.

    .venv/bin/python benchmarks/bit_flips.py --flips 500 --seed 7

A practice site is crawled twice and built twice. Then, for each file and each flip, a copy of the folder gets one bit
flipped and is read as a build reads it. What counts is what comes out: the same evidence (`same`, the damage told or of
no meaning), or one line and no tables (`refused`). Other evidence (`other`) or a traceback (`traceback`) is a failure.
"""

import argparse
import logging
import random
import shutil
import sys
import tempfile
from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path

import pipeline
from build.archive_state import gather
from build.hashes import hash_addresses
from sandbox.parse_cache import FILE_NAME as READINGS
from scraper.archive.archive import FOLDER_NAME
from scraper.archive.index import FILE_NAME as INDEX
from scraper.errors import StorageFault
from scraper.ledger.file import FILE_NAME as LEDGER
from settings.run_plan import plan_run

FILES = (f"{FOLDER_NAME}/{INDEX}", LEDGER, READINGS)


def main() -> int:
    """Print what came of the flips of each file."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--flips", type=int, default=500)
    arguments.add_argument("--seed", type=int, default=7)
    arguments.add_argument("--size", type=int, default=12)
    given = arguments.parse_args()
    logging.disable(logging.WARNING)
    chance = random.Random(given.seed)  # noqa: S311 - to be the same in every run
    with tempfile.TemporaryDirectory() as name:
        folder = make_site(Path(name), given.size)
        sound = read(folder)
        bad = 0
        for file in FILES:
            outcomes = Counter(flip(folder, file, chance, sound) for _ in range(given.flips))
            bad += outcomes["other"] + outcomes["traceback"]
            size = (folder / file).stat().st_size
            sys.stdout.write(f"{file} ({size:,} bytes), {given.flips:,} flips: {dict(sorted(outcomes.items()))}\n")
    return int(bad > 0)


def make_site(output: Path, size: int) -> Path:
    """Crawl and build both seasons of a practice site; its folder."""
    for season in (1, 2):
        job = plan_run("practice", output, practice_size=size, practice_season=season)
        pipeline.crawl(job)
        pipeline.build(job, override="so small a site changes much")
    return job.folder


def read(folder: Path) -> tuple[str, list[dict[str, object]]]:
    """All that the tables of a build are made of."""
    found = gather(folder)
    records = (replace(record, content=record.said, in_full=None) for record in found.records())
    return hash_addresses(found.addresses), [asdict(record) for record in records]


def flip(folder: Path, file: str, chance: random.Random, sound: object) -> str:
    """Flip one bit of a file in a copy of the folder, and say what came of it."""
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / folder.name
        copy.mkdir()
        for part in (LEDGER, READINGS):
            shutil.copy(folder / part, copy / part)
        shutil.copytree(folder / FOLDER_NAME, copy / FOLDER_NAME)
        spoilt = bytearray((copy / file).read_bytes())
        bit = chance.randrange(len(spoilt) * 8)
        spoilt[bit // 8] ^= 1 << bit % 8
        (copy / file).write_bytes(spoilt)
        try:
            return "same" if read(copy) == sound else "other"
        except StorageFault:
            return "refused"
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
            sys.stdout.write(f"{file}, bit {bit}: {type(error).__name__}: {error}\n")
            return "traceback"


if __name__ == "__main__":
    sys.exit(main())
