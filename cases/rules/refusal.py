"""The one error with which rules and actions refuse."""


class Refusal(Exception):
    """What the law or the books do not allow, in words for the person at the screen.

    `field` names the input the message belongs to, so that a form shows it there and a
    journal row can be mended.
    """

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


def written(amount: int) -> str:
    """An amount as a message writes it: 1.234.567."""
    return f"{amount:,}".replace(",", ".")
