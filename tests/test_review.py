"""The review of several years: published gaps, sums, boundaries, what each number is made of."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.rules import Refusal
from reports import seed
from reports.models import Layout, PublishedFigure
from reports.review.figures import review
from reports.review.kept import CODES, MEASURES, Review
from tests.reviewed import PUBLISHED, keep_books

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(people, hanoi, hoan_kiem, settings, tmp_path):
    settings.TODAY = date(2022, 11, 15)
    seed.load_layouts(Layout)
    seed.load_published(PublishedFigure)
    keep_books(tmp_path, hanoi)
    return hanoi


def test_the_review_of_2018_to_2022_shows_the_published_gaps(city):
    made = review(city, 2018, 2022)
    for year, gaps in PUBLISHED.items():
        found = made.year(year).city
        assert tuple(found[m].gap for m in MEASURES) == tuple(map(Decimal, gaps))
    assert [made.year(2018).city[m].rate for m in MEASURES] == [Decimal("76.54"), Decimal("19.34")]
    assert [made.year(2021).city[m].met for m in MEASURES] == [False, False]
    assert [made.year(2022).city[m].met for m in MEASURES] == [True, True]
    assert made.year(2021).published["cases.gap"] == "-12.00"
    assert not made.open_years


@pytest.mark.parametrize("boundaries", ["then", "now"])
def test_offices_add_up_to_the_city_in_every_year(city, boundaries):
    made = review(city, 2018, 2022, boundaries)
    for year in made.years:
        for measure in MEASURES:
            for code in CODES:
                parts = sum(row.years[year.year][measure].columns[code] for row in made.rows)
                assert parts == year.city[measure].columns[code]
    assert [row.office for row in made.rows] == ["HN", "HN-BD", "HN-HK"]


def test_a_review_read_back_is_the_same(city):
    made = review(city, 2018, 2022)
    assert Review.of(made.as_json) == made


def test_a_year_that_has_not_ended_is_refused(city):
    with pytest.raises(Refusal, match="2023 chưa hết"):
        review(city, 2018, 2023)
    with pytest.raises(Refusal, match="năm đầu trước năm cuối"):
        review(city, 2022, 2018)


def test_a_year_more_costs_the_same_few_queries(city):
    taken = []
    for last in (2020, 2021, 2022):
        with CaptureQueriesContext(connection) as asked:
            review(city, 2018, last)
        taken.append(len(asked))
    assert taken[2] - taken[1] == taken[1] - taken[0] <= 3
