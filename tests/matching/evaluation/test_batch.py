"""Many people at once: the same answers as one by one, in the same order."""

import pytest

from matching.engine.directory_day import DirectoryDay
from matching.engine.scoring import match
from matching.engine.weights import shipped_weights
from matching.engine.wording import shipped_words
from matching.evaluation.batch import FEW, match_many
from tests.benchmarks.invented import TODAY, country, people


@pytest.mark.parametrize(("number", "processes"), [(5, 2), (FEW + 7, 1), (FEW + 7, 2)])
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_many_are_matched_as_each_alone(number, processes):
    columns = country(2_000)
    ground, weights = DirectoryDay(columns, TODAY, shipped_words()), shipped_weights()
    crowd = people(columns, number)
    found = match_many(ground, crowd, weights, most=7, processes=processes)
    for needs, ranks in zip(crowd, found, strict=True):
        alone = match(ground, needs, weights)
        assert ranks.rows.tolist() == alone.rows[:7].tolist()
        assert ranks.points.tolist() == alone.points[:7].tolist()
