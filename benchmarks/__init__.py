"""Measurements of the hot path, on real stores, with the ratios taken within one run."""
