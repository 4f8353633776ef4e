"""For developers: `python -m storage.migrations regenerate` while nothing is released, `revision` afterwards.

`regenerate` writes the first revision anew from the tables; `revision WORDS` adds one with the difference.
"""

import sys
from pathlib import Path

from alembic import command
from sqlmodel import SQLModel

from storage.migrations import FOLDER, configuration, head, sync_engine
from storage.migrations.rendering import first_revision, first_statements
from storage.migrations.tables import TABLE_MODULES

FIRST = "0001_main_job"


def regenerate(versions: Path = FOLDER / "versions") -> None:
    """Write the first revision from the tables as they are now; refused once there is a second one."""
    later = sorted(path.name for path in versions.glob("*.py") if path.stem != FIRST)
    if later:
        sys.exit(f"{FIRST} is history: {', '.join(later)} builds on it. Add a revision instead.")
    assert TABLE_MODULES
    text = first_revision(SQLModel.metadata, revision=FIRST, title="The main job")
    (versions / f"{FIRST}.py").write_text(text)
    (versions.parent / "first_statements.py").write_text(first_statements())


def add_revision(words: str) -> None:
    """Write what differs between the newest revision and the tables as one more revision."""
    number = int((head() or "0")[:4]) + 1
    revision = f"{number:04d}_{'_'.join(words.lower().split())}"
    with sync_engine("sqlite://").connect() as connection:
        command.upgrade(configuration(connection), "head")
        command.revision(configuration(connection), message=words, autogenerate=True, rev_id=revision)


def main(arguments: list[str]) -> None:
    """Do what the command line says."""
    match arguments:
        case ["regenerate"]:
            regenerate()
        case ["revision", *words] if words:
            add_revision(" ".join(words))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
