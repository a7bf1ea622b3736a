"""Passwords in tests: the same Argon2, with so little work that hiring somebody takes no time."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """Argon2 with its smallest cost."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
