"""The root of every error that a user can meet: one sentence, and one next step."""


class LakebaseTuiError(Exception):
    """Something went wrong that the user can read about and act on.

    Args:
        sentence: What happened, in one plain sentence. Never holds a secret.
        next_step: What to do about it, in one sentence; empty where there is nothing to do.
    """

    def __init__(self, sentence: str, next_step: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.sentence} {self.next_step}".strip()


class UsageError(LakebaseTuiError):
    """The command line, a target or a setting is not of a form that can be used."""
