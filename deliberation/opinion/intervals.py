"""How far a share may be off."""

from math import sqrt

Z95 = 1.959964


def wilson(count: int, base: int) -> tuple[float, float]:
    """The 95 % interval of a share, each end 0 to 1 (E. B. Wilson, 1927). Raises ValueError on an empty base.

    It stays inside 0 to 1 and is sound for shares near the ends, where the simpler one is not.
    """
    if base <= 0:
        raise ValueError("A share needs a base.")
    p, n, z = count / base, base, Z95
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)
