"""How many questions of a second anonymous wave are shown, by size of the group: what the showing rule costs those it protects.

``python benchmarks/withheld.py``: simulated firms in which everybody answers the second wave anew with a given probability.
"""

import numpy as np

from leitplanke.assessment.showing import Histogram, Pending, Seen, step

QUESTIONS = 200
SIZES = ((6, 5, 25), (8, 8, 30), (20, 15, 80), (40, 40, 200))
CHANGED = (0.3, 0.6, 1.0)


def answers(rng: np.random.Generator, count: int, mean: float) -> np.ndarray:
    """Return what people of a group with a common view say, levels 0 to 4."""
    return np.clip(np.rint(rng.normal(mean, 0.9, count)), 0, 4).astype(int)


def shown(sizes: tuple[int, ...], changed: float, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return the share of questions shown in the second wave by group: against its own cell alone, and by the whole rule."""
    alone, whole = np.zeros(len(sizes)), np.zeros(len(sizes))
    for _ in range(QUESTIONS):
        means = rng.uniform(0.8, 3.2) + rng.normal(0.0, 0.5, len(sizes))
        first = [answers(rng, size, mean) for size, mean in zip(sizes, means, strict=True)]
        second = [
            np.where(rng.random(len(one)) < changed, answers(rng, len(one), mean), one) for one, mean in zip(first, means, strict=True)
        ]
        before, now = ([Histogram.of(map(str, one)) for one in wave] for wave in (first, second))
        done: list[Histogram] = []
        for place, picture in enumerate(now):
            alone[place] += step(Seen(foreign=(before[place],)), Pending(fresh=picture)) is not None
            if step(Seen(foreign=tuple(before), beside=tuple(done)), Pending(fresh=picture)) is not None:
                whole[place] += 1
                done.append(picture)
    return alone / QUESTIONS, whole / QUESTIONS


def main() -> None:
    """Print a table."""
    print("people  answer anew  own group  whole rule")
    for sizes in SIZES:
        for changed in CHANGED:
            alone, whole = shown(sizes, changed, np.random.default_rng(1))
            for place, size in enumerate(sizes):
                twin = " (beside a group of the same size)" if sizes.count(size) > 1 else ""
                print(f"{size:6d}  {changed:11.0%}  {alone[place]:9.0%}  {whole[place]:10.0%}{twin}")


if __name__ == "__main__":
    main()
