"""The cast is always the same: the shipped example workspace and its people."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
WORKSPACE = ROOT / "bot" / "demo" / "workspace.toml"
PEOPLE = ROOT / "bot" / "demo" / "people.csv"
