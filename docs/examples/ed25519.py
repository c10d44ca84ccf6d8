"""Verifies Ed25519 signatures (RFC 8032) on the standard library. Only for public facts: it takes no care of its timing."""
import hashlib

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def add(one, other):
    """The sum of two points (x, y) of the curve -x² + y² = 1 + D·x²·y²."""
    (x1, y1), (x2, y2) = one, other
    k = D * x1 * x2 * y1 * y2 % P
    x = (x1 * y2 + x2 * y1) * pow(1 + k, -1, P)
    y = (y1 * y2 + x1 * x2) * pow(1 - k, -1, P)
    return x % P, y % P


def times(factor, point):
    total = (0, 1)
    while factor:
        if factor & 1:
            total = add(total, point)
        point, factor = add(point, point), factor >> 1
    return total


def decode(data):
    """The point that 32 bytes stand for: y, and in the topmost bit whether x is odd; None if there is none."""
    number = int.from_bytes(data, "little")
    y, odd = number & (2**255 - 1), number >> 255
    if len(data) != 32 or y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    if x * x % P != square or (x == 0 and odd):
        return None
    return (x if x & 1 == odd else P - x), y


BASE = decode((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def is_signed_by(public_key, message, signature):
    key, nonce = decode(public_key), decode(signature[:32])
    answer = int.from_bytes(signature[32:], "little")
    if key is None or nonce is None or len(signature) != 64 or answer >= ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + public_key + message).digest()
    return times(answer, BASE) == add(nonce, times(int.from_bytes(digest, "little") % ORDER, key))
