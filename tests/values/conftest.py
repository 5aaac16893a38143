from datetime import datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 24, 10, 20, 33, tzinfo=CHINA)
"""A Tuesday morning, with seconds that no answer may keep."""
