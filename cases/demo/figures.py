"""The figures of Hanoi's statistical year 2018: what was published and what is invented here.

The years after it are in `years`.
"""

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

BILLION = 10**9
MONTH_COUNT = 12
FIRST_YEAR, LAST_YEAR = 2018, 2025
CUT = date(2025, 7, 1)
"""Thirty-one offices end, the city office and its twelve divisions begin."""


@dataclass(frozen=True)
class CaseRow:
    """Cumulative case figures of the whole city at one cut-off."""

    carried_in: int
    new: int
    left: int
    enforceable: int
    finished: int


@dataclass(frozen=True)
class Published:
    """Facts that authorities or the press printed; the journal meets each of them exactly.

    All are of the city with its thirty districts, but for the eight districts' own money rates
    (percent of enforceable money after eight months). `carried_on_growth…` is by how many percent
    what is carried on to the next year exceeds what was carried in.
    """

    books_open_on: date = date(2017, 10, 1)
    five_months: CaseRow = CaseRow(
        carried_in=17_268, new=14_631, left=446, enforceable=21_528, finished=9_317
    )
    six_months_finished: int = 12_145
    six_months_enforceable: int = 23_812
    six_months_money_rate: Fraction = Fraction(84, 10)
    year_finished: int = 27_060
    year_case_rate: Fraction = Fraction(7654, 100)
    year_money_rate: Fraction = Fraction(1934, 100)
    carried_on_growth_cases: Fraction = Fraction(271, 10)
    carried_on_growth_money: Fraction = Fraction(468, 10)
    district_money_rates_eight_months: dict[str, Fraction] = field(
        default_factory=lambda: {
            "HN-BD": Fraction(326, 100),
            "HN-HK": Fraction(736, 100),
            "HN-TH": Fraction(743, 100),
            "HN-HOD": Fraction(791, 100),
            "HN-HM": Fraction(573, 100),
            "HN-DA": Fraction(1251, 100),
            "HN-DD": Fraction(1485, 100),
            "HN-TX": Fraction(16),
        }
    )


@dataclass(frozen=True)
class Invented:
    """Monthly paths between the published points, drawn per working day without a kink.

    Each tuple holds October to September. Cases are counts of the month (`new`, `left`,
    `finished`) or stocks at its end (`without_means`); money is billions of đồng. At the published
    cut-offs the sums are the published ones: the test adds them up again from the journal.
    """

    new: tuple[int, ...] = (
        3_084, 3_327, 3_306, 3_178, 1_736, 2_761, 2_382, 2_668, 2_571, 2_543, 2_702, 2_432,
    )  # fmt: skip
    left: tuple[int, ...] = (81, 92, 101, 97, 75, 82, 70, 75, 70, 69, 72, 66)
    finished: tuple[int, ...] = (
        1_463, 1_965, 2_224, 2_216, 1_449, 2_828, 2_257, 2_464, 2_406, 2_445, 2_655, 2_688,
    )  # fmt: skip
    without_means_carried_in: int = 8_471
    without_means: tuple[int, ...] = (
        8_692, 8_994, 9_327, 9_668, 9_925, 10_320, 10_772, 11_305, 11_866, 12_451, 13_059, 13_654,
    )  # fmt: skip
    separate_book_carried_in: int = 6_412
    parked_carried_in: int = 587
    """Of the enforceable carried-in cases: postponed or suspended on 30 September 2017."""

    money_done: tuple[float, ...] = (
        109.4, 190.7, 264.2, 251.6, 164.3, 303.8, 246.1, 271.3, 278.9, 291.7, 343.6, 417.33,
    )  # fmt: skip
    money_enforceable_carried_in: float = 10_149.8
    money_enforceable_growth: tuple[float, ...] = (
        1_268.3, 1_133.8, 996.5, 801.1, 466.2, 399.3, 236.8, 205.3, 176.9, 150.2, 121.4, 93.6,
    )  # fmt: skip

    resumed_from_without_means: tuple[int, ...] = (
        168, 181, 190, 186, 118, 214, 187, 201, 197, 193, 204, 176,
    )  # fmt: skip
    terminated_without_means: tuple[int, ...] = (14, 19, 24, 22, 13, 25, 21, 27, 24, 23, 31, 29)
    reopened_from_separate_book: tuple[int, ...] = (5, 7, 6, 8, 3, 7, 5, 6, 7, 4, 8, 5)
    moved_to_separate_book: tuple[int, ...] = (
        62, 88, 124, 97, 58, 131, 92, 104, 128, 109, 118, 141,
    )  # fmt: skip
    postponed: tuple[int, ...] = (178, 196, 214, 202, 126, 219, 193, 211, 204, 198, 207, 171)
    suspended: tuple[int, ...] = (18, 21, 24, 22, 14, 25, 19, 23, 22, 20, 24, 17)
    credit_completed: tuple[int, ...] = (14, 20, 26, 25, 16, 37, 26, 29, 28, 31, 34, 39)
    credit_part_payments: tuple[int, ...] = (
        78, 98, 114, 112, 76, 131, 108, 119, 121, 118, 129, 136,
    )  # fmt: skip
    part_payments: tuple[int, ...] = (
        512, 596, 648, 631, 408, 717, 604, 658, 641, 637, 682, 669,
    )  # fmt: skip
    reduced: tuple[int, ...] = (16, 22, 35, 38, 19, 38, 27, 31, 33, 29, 52, 36)
    supplemented: tuple[int, ...] = (1, 2, 2, 3, 1, 3, 2, 2, 3, 2, 2, 2)
    credit_entering: float = 0.86
    """How many credit cases come, measured by the profile of the office."""

    lean: bool = False
    """Whether what is paid is paid at once: most years are told without instalments."""


@dataclass(frozen=True)
class OfficeProfile:
    """One office's invented share of the city.

    `weight` is its docket, `pace` the aimed case rate of the year, `without_means` the aimed share
    of cases without means, `credit` the share of credit cases, `enforceable` billions of đồng and
    `money_rate` percent after eight months (the published rate replaces it where there is one).
    """

    code: str
    area: str
    weight: int
    pace: float
    without_means: float
    credit: float
    enforceable: float
    money_rate: float
    scale: float


PUBLISHED = Published()
INVENTED = Invented()

HN = 0
"""Place of the city office among the offices."""

OFFICES: tuple[OfficeProfile, ...] = (
    OfficeProfile("HN", "thành phố Hà Nội", 1_440, 0.62, 0.33, 0.150, 3_600, 13.6, 3.0),
    OfficeProfile("HN-BD", "quận Ba Đình", 2_180, 0.69, 0.30, 0.080, 1_150, 3.26, 1.3),
    OfficeProfile("HN-HK", "quận Hoàn Kiếm", 1_560, 0.73, 0.29, 0.085, 1_050, 7.36, 1.3),
    OfficeProfile("HN-TH", "quận Tây Hồ", 1_310, 0.72, 0.27, 0.070, 520, 7.43, 1.2),
    OfficeProfile("HN-DD", "quận Đống Đa", 3_340, 0.79, 0.29, 0.080, 1_350, 14.85, 1.3),
    OfficeProfile("HN-TX", "quận Thanh Xuân", 2_290, 0.78, 0.28, 0.080, 1_000, 16.0, 1.2),
    OfficeProfile("HN-HBT", "quận Hai Bà Trưng", 2_870, 0.70, 0.31, 0.075, 1_150, 8.7, 1.2),
    OfficeProfile("HN-HM", "quận Hoàng Mai", 3_190, 0.67, 0.30, 0.065, 850, 5.73, 1.1),
    OfficeProfile("HN-CG", "quận Cầu Giấy", 2_330, 0.74, 0.27, 0.085, 1_150, 10.9, 1.3),
    OfficeProfile("HN-NTL", "quận Nam Từ Liêm", 1_880, 0.75, 0.25, 0.070, 560, 13.1, 1.2),
    OfficeProfile("HN-BTL", "quận Bắc Từ Liêm", 1_840, 0.78, 0.26, 0.055, 350, 16.4, 1.0),
    OfficeProfile("HN-LB", "quận Long Biên", 2_720, 0.81, 0.25, 0.060, 620, 15.2, 1.0),
    OfficeProfile("HN-GL", "huyện Gia Lâm", 1_710, 0.83, 0.26, 0.045, 190, 19.3, 0.8),
    OfficeProfile("HN-HD", "quận Hà Đông", 2_760, 0.75, 0.27, 0.065, 780, 12.2, 1.1),
    OfficeProfile("HN-CM", "huyện Chương Mỹ", 1_240, 0.80, 0.27, 0.030, 74, 21.4, 0.5),
    OfficeProfile("HN-TO", "huyện Thanh Oai", 810, 0.83, 0.24, 0.030, 52, 24.2, 0.4),
    OfficeProfile("HN-DA", "huyện Đông Anh", 2_090, 0.84, 0.26, 0.045, 260, 12.51, 0.8),
    OfficeProfile("HN-SS", "huyện Sóc Sơn", 1_720, 0.81, 0.29, 0.030, 101, 18.8, 0.5),
    OfficeProfile("HN-ML", "huyện Mê Linh", 990, 0.77, 0.27, 0.030, 82, 14.7, 0.5),
    OfficeProfile("HN-DP", "huyện Đan Phượng", 760, 0.87, 0.22, 0.025, 48, 28.3, 0.4),
    OfficeProfile("HN-HOD", "huyện Hoài Đức", 1_020, 0.74, 0.26, 0.035, 118, 7.91, 0.5),
    OfficeProfile("HN-PT", "huyện Phúc Thọ", 660, 0.88, 0.21, 0.025, 37, 31.6, 0.4),
    OfficeProfile("HN-ST", "thị xã Sơn Tây", 920, 0.86, 0.25, 0.030, 66, 23.8, 0.5),
    OfficeProfile("HN-BV", "huyện Ba Vì", 970, 0.84, 0.28, 0.025, 49, 26.1, 0.4),
    OfficeProfile("HN-TT", "huyện Thạch Thất", 910, 0.80, 0.25, 0.030, 73, 17.2, 0.5),
    OfficeProfile("HN-QO", "huyện Quốc Oai", 750, 0.83, 0.24, 0.025, 50, 20.7, 0.4),
    OfficeProfile("HN-THT", "huyện Thanh Trì", 1_690, 0.77, 0.27, 0.050, 240, 15.9, 0.8),
    OfficeProfile("HN-THTI", "huyện Thường Tín", 1_060, 0.82, 0.25, 0.030, 69, 22.5, 0.5),
    OfficeProfile("HN-PX", "huyện Phú Xuyên", 810, 0.86, 0.24, 0.025, 43, 29.4, 0.4),
    OfficeProfile("HN-UH", "huyện Ứng Hòa", 710, 0.89, 0.21, 0.025, 36, 33.7, 0.35),
    OfficeProfile("HN-MD", "huyện Mỹ Đức", 700, 0.87, 0.23, 0.025, 35, 30.2, 0.35),
)
