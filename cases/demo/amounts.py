"""What one case is about: kind of judgment, way of opening and an amount of realistic size."""

from random import Random

BUDGET, CREDIT, OTHER = "budget", "credit", "other"
THOUSAND, MILLION = 1_000, 1_000_000

KINDS: dict[str, tuple[tuple[str, ...], tuple[float, ...]]] = {
    BUDGET: (
        ("criminal", "family", "civil", "commercial", "administrative", "labour", "competition"),
        (0.375, 0.300, 0.226, 0.070, 0.018, 0.0105, 0.0005),
    ),
    CREDIT: (("commercial", "civil", "criminal"), (0.56, 0.36, 0.08)),
    OTHER: (
        (
            "civil", "family", "criminal", "commercial", "labour", "administrative",
            "bankruptcy", "arbitration", "other",
        ),
        (0.41, 0.28, 0.16, 0.072, 0.045, 0.01, 0.008, 0.008, 0.007),
    ),
}  # fmt: skip
FINES = (3, 5, 5, 5, 7, 10, 10, 10, 15, 20, 20, 25, 30, 40, 50)
SMALL_FEES = (200, 200, 200, 200, 300, 300, 400, 500)
MONTHLY_SUPPORT = (500, 700, 1_000, 1_000, 1_500, 1_500, 2_000, 2_500, 3_000)
TYPICAL: dict[str, tuple[float, float]] = {
    "civil": (58, 1.65),
    "family": (95, 1.3),
    "criminal": (16, 1.7),
    "commercial": (360, 1.4),
    "labour": (38, 1.0),
    "administrative": (24, 1.3),
    "bankruptcy": (900, 1.2),
    "arbitration": (1_400, 1.1),
    "other": (20, 1.0),
}
"""Median in millions and spread (of the logarithm) of claims between persons."""


def draw_kind(rng: Random, category: str) -> str:
    """Kind of judgment by its usual share."""
    kinds, shares = KINDS[category]
    return rng.choices(kinds, shares)[0]


def draw_amount(rng: Random, category: str, kind: str, scale: float) -> int:
    """Đồng of a budget case or of a claim between persons; `scale` is the office's."""
    if category == BUDGET:
        return _budget_amount(rng, kind, min(scale, 1.0))
    if kind == "family" and rng.random() < 0.6:
        return rng.choice(MONTHLY_SUPPORT) * rng.choice((3, 6, 6, 9, 12, 12, 18, 24)) * THOUSAND
    median, spread = TYPICAL[kind]
    value = rng.lognormvariate(0, spread) * median * scale * MILLION
    largest = min(16_000 * scale**2, 60_000)
    value = min(max(value, 0.4 * MILLION), largest * MILLION)
    unit = rng.choice((1, THOUSAND, THOUSAND, 100 * THOUSAND, MILLION))
    return max(round(value / unit), 1) * unit


def _budget_amount(rng: Random, kind: str, scale: float) -> int:
    chance = rng.random()
    if kind == "criminal":
        fee = rng.choice(SMALL_FEES)
        if chance < 0.55:
            return fee * THOUSAND
        if chance < 0.84:
            return (rng.choice(FINES) * 1_000 + fee) * THOUSAND
        if chance < 0.984:
            return round(rng.lognormvariate(0, 1.2) * 4_500 + fee) * THOUSAND
        return round(min(rng.lognormvariate(0, 1.2) * 260_000, 6_000_000 * scale)) * THOUSAND
    if kind == "competition":
        return rng.choice((100, 150, 200, 300)) * MILLION
    minimum, median, spread = {
        "family": (0.68, 8_600, 1.15),
        "civil": (0.34, 6_900, 1.3),
        "commercial": (0.20, 43_000, 1.1),
        "labour": (0.40, 2_400, 0.9),
        "administrative": (0.92, 3_000, 0.7),
    }[kind]
    if chance < minimum:
        floor = (2_000, 3_000) if kind == "commercial" else (200, 200, 300, 300, 300)
        return rng.choice(floor) * THOUSAND
    return (
        min(max(round(rng.lognormvariate(0, spread) * median), 300), round(900_000 * scale))
        * THOUSAND
    )
