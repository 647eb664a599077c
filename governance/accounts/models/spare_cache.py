"""Where the cache stands while Redis is away."""

from __future__ import annotations

from django.db import models

from governance.cache import SPARE_TABLE


class SpareCacheEntry(models.Model):
    """What the shared cache keeps while Redis is away. Django's own database cache reads and writes it."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = SPARE_TABLE
        verbose_name_plural = "spare cache entries"

    def __str__(self) -> str:
        return self.cache_key
