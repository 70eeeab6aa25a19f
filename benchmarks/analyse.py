"""The main job as a whole process: `leitplanke analyse` on each worked firm, beside a plain numpy simulation in the same run."""

import sys
from pathlib import Path

from processes import in_turns, medians, table

ROOT = Path(__file__).parents[1]
ROUNDS = 3
POINTS = (256, 512)


def main() -> None:
    """Print the table."""
    python = sys.executable
    leitplanke = str(Path(python).with_name("leitplanke"))
    commands = {"plain numpy, 100,000 histories": [python, str(ROOT / "benchmarks/yardstick.py")]}
    for example in sorted((ROOT / "examples").glob("*.yaml")):
        for points in POINTS:
            command = [leitplanke, "analyse", str(example), "--seed", "1", "--points", str(points), "--json", "-"]
            commands[f"analyse {example.stem}, {points} points"] = command
    print(table(medians(in_turns(commands, ROUNDS)), "plain numpy, 100,000 histories"))


if __name__ == "__main__":
    main()
