"""Choices with words for people."""


def labelled(value: str, words: object) -> str:
    """Return a choice for a class of TextChoices, which takes the value and keeps the words as its label."""
    return (value, words)  # type: ignore[return-value] # what the class makes of it is a text of this value
