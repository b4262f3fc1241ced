"""Many pages are read in parts: each once, a host's together, never more than the limits."""

from hypothesis import given
from hypothesis import strategies as st

from legacy_import.progress import Pace
from legacy_import.waves import host_of, waves

pages = st.lists(
    st.tuples(st.sampled_from(["a.example", "www.a.example", "b.example", ""]), st.integers(0, 5_000_000)),
    max_size=900,
)


@given(pages)
def test_each_page_is_in_exactly_one_wave(given_pages: list[tuple[str, int]]) -> None:
    cut = list(waves(given_pages))
    assert sorted(number for wave in cut for number in wave) == list(range(len(given_pages)))
    for wave in cut:
        assert len(wave) <= 480
        assert len(wave) == 1 or sum(given_pages[number][1] for number in wave) <= 24_000_000


def test_a_host_stays_together() -> None:
    assert list(waves([("a", 10), ("b", 10), ("a", 10)])) == [[0, 2, 1]]
    assert host_of("http://[bad") == ""
    assert host_of("http://A.example:80/x") == "a.example"


def test_progress_says_rate_and_time_left() -> None:
    now = [0.0]
    pace = Pace(100, "fetched", lambda: now[0])
    assert pace.step() is None
    now[0] = 20.0
    pace.done = 39
    assert pace.step() == "40 of 100 pages fetched, 2.0 a second, 31 s left"
