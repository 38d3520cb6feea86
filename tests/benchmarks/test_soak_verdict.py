"""When a process is said to take more and more: told on samples that were made up, so that the verdict itself can be trusted."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from benchmarks.soak.drawing import picture
from benchmarks.soak.faults import Thrown
from benchmarks.soak.flatness import judged, slope
from benchmarks.soak.samples import Sample, Standing, read, write

HOUR, EVERY = 7200.0, 10.0
MIB = 1024
Of = Callable[[float], float]


def life(memory: Of, descriptors: Of = lambda _: 40, *, name: str = "tag-1", pid: int = 7, since: float = 0.0) -> list[Sample]:
    """A process under load, looked at every ten seconds: `memory` in MiB and descriptors, by seconds."""
    times = [since + EVERY * number for number in range(int((HOUR - since) / EVERY) + 1)]
    return [
        Sample(at, name, pid, round(memory(at) * MIB), round(memory(at) * MIB), 0, round(descriptors(at)), 9, 0.0, 0)
        for at in times
    ]


def noise(around: float, by: float, seed: int = 1) -> Of:
    dice = Random(seed)  # noqa: S311 - made-up samples
    return lambda _: dice.gauss(around, by)


def faults(samples: list[Sample]) -> list[str]:
    return [one.fault for one in judged(samples, HOUR) if one.fault]


def test_a_process_that_takes_a_little_more_each_minute_is_found() -> None:
    steady = noise(100, 2)
    (fault,) = faults(life(lambda at: steady(at) + 10 * at / HOUR))
    assert fault.startswith("tag-1 takes more and more memory")


@pytest.mark.parametrize("seed", range(8))
def test_noise_around_the_same_level_is_no_leak(seed: int) -> None:
    assert faults(life(noise(100, 6, seed), noise(40, 3, seed))) == []


def test_what_grows_while_it_warms_up_and_then_stays_is_no_leak() -> None:
    assert faults(life(lambda at: 60 + 40 * min(1.0, at / 1500))) == []


def test_peaks_under_faults_are_no_leak() -> None:
    assert faults(life(lambda at: 100 + (80 if 5000 < at < 5400 else 0))) == []


def test_a_step_that_never_goes_back_is_found_by_the_medians() -> None:
    (fault,) = faults(life(lambda at: 100 + (9 if at > 6000 else 0)))
    assert "100,000" not in fault
    assert fault.startswith("tag-1 takes more and more memory")


def test_memory_that_shrinks_is_no_fault() -> None:
    assert faults(life(lambda at: 100 - 20 * at / HOUR)) == []


def test_one_descriptor_left_open_by_each_fault_is_found() -> None:
    (fault,) = faults(life(lambda _: 100, lambda at: 40 + at // 600))
    assert fault.startswith("tag-1 takes more and more descriptors")


def test_a_few_more_connections_are_no_leak() -> None:
    assert faults(life(lambda _: 100, lambda at: 40 + (3 if at > 4000 else 0))) == []


def test_each_life_is_judged_by_itself() -> None:
    """A process that was killed starts small again: that hides no growth of the one before, and is none of the next."""
    first = [one for one in life(lambda at: 100 + 25 * at / HOUR) if one.at < 6500]
    second = life(lambda _: 60, pid=8, since=6510)
    (fault,) = faults([*first, *second])
    assert "takes more and more memory" in fault


def test_who_lived_too_short_to_tell_is_not_judged() -> None:
    assert judged(life(lambda at: at, since=5000), HOUR) == []


def test_who_came_late_has_a_warm_up_of_its_own() -> None:
    assert faults(life(lambda at: 60 + 40 * min(1.0, (at - 1500) / 1500), since=1500)) == []


def test_brokers_are_not_ours_to_judge() -> None:
    growing = life(lambda at: 100 + at, name="broker-1")
    assert judged(growing, HOUR, lambda name: name.startswith("broker")) == []


def test_what_came_after_load_ended_does_not_count() -> None:
    after = [replace(one, at=one.at + HOUR + EVERY, rss=900 * MIB) for one in life(lambda _: 100)]
    assert faults([*life(lambda _: 100), *after]) == []


def test_the_fitted_line_is_deaf_to_outliers() -> None:
    points = [(float(x), 2.0 * x) for x in range(50)]
    points[25] = (25.0, 9000.0)
    assert slope(points) == pytest.approx(2.0)


def test_samples_come_back_from_their_file_as_they_were(tmp_path: Path) -> None:
    kept = life(noise(100, 3), noise(40, 2))[:20]
    write(tmp_path / "samples.csv", kept)
    assert read(tmp_path / "samples.csv") == kept


def test_the_picture_has_a_line_for_each_process_and_a_mark_for_each_fault() -> None:
    samples = [*life(noise(100, 3)), *life(noise(80, 3), name="store-1", pid=9)]
    thrown = [Thrown("broker killed", 600.0, 660.0, 12.0, 3), Thrown("disk full", 900.0, 960.0, 5.0, 80)]
    drawn = picture(samples, list(_standings()), thrown, HOUR)
    assert drawn.count("<polyline") == 2 * 2 + 1
    assert drawn.count("itself again after") == len(thrown)
    assert "store-1" in drawn


def _standings() -> Iterator[Standing]:
    for number in range(10):
        yield Standing(number * 60.0, number * 100, 1 << 20, 12, 0, {"tag": number})
