"""Writes dialogs/.schema.json, by which an editor completes keys and shows mistakes while one types.

python -m scripts.schema            write it
python -m scripts.schema --check    write nothing; exit 1 where it is not fresh (a test asks the same)
"""

import sys
from pathlib import Path

from bot.language.jsonschema import text

FILE = Path(__file__).resolve().parents[1] / "dialogs" / ".schema.json"


def main() -> int:
    if FILE.exists() and FILE.read_text(encoding="utf-8") == text():
        return 0
    if "--check" in sys.argv:
        print(f"{FILE.name} is not fresh: run python -m scripts.schema", file=sys.stderr)
        return 1
    FILE.write_text(text(), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
