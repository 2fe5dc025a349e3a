"""The documents that the registry generates: into every release, and into `docs/` for reading beside the code.

`python -m dataset.schema.documents docs` writes the second; a test fails, naming this command, where they are behind.
"""

import sys
from pathlib import Path

from dataset.schema import codebook, datapackage, json_schema, sql


def registry_documents(*, practice: bool) -> dict[str, str]:
    """Every document that depends on the registry alone, by file name."""
    return {
        codebook.FILE_NAME: codebook.codebook(practice=practice),
        json_schema.FILE_NAME: json_schema.tables_schema_json(),
        sql.FILE_NAME: sql.tables_sql(),
    }


def write_documents(folder: Path, *, source: str, practice: bool) -> None:
    """Write the documents of a release whose CSV files stand in `folder`."""
    texts = registry_documents(practice=practice)
    texts[datapackage.FILE_NAME] = datapackage.datapackage_json(folder, source=source, practice=practice)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    for name, text in registry_documents(practice=False).items():
        (Path(sys.argv[1]) / name).write_text(text, encoding="utf-8", newline="\n")
