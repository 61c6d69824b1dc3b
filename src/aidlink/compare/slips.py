"""The slip of a typist: one digit wrong, or two neighbours exchanged."""

from aidlink.kernels import kernel


@kernel
def digits_slip(a: int, b: int, last_base: int, places: int) -> bool:
    """Whether two numbers differ at most in one digit, or in one exchange of two neighbouring digits.

    Args:
        a: a number.
        b: the other.
        last_base: the base of the last digit; the others are decimal.
        places: how many digits both have, leading zeros included.
    """
    first = -1
    differing = 0
    first_a = 0
    first_b = 0
    base = last_base
    for place in range(places):
        digit_a = a % base
        digit_b = b % base
        a //= base
        b //= base
        base = 10
        if digit_a == digit_b:
            continue
        differing += 1
        if differing == 1:
            first, first_a, first_b = place, digit_a, digit_b
        elif differing > 2 or place != first + 1 or digit_a != first_b or digit_b != first_a:  # noqa: PLR2004
            return False
    return True
