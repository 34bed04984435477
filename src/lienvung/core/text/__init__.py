"""Vietnamese writing: normal form, folding, order, dates, document numbers, figures."""

from .fold import fold, modern_tones, nfc
from .sort import sort_key

__all__ = ["fold", "modern_tones", "nfc", "sort_key"]
