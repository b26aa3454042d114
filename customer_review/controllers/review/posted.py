"""What visitors of the portal post, read with bounds."""

import re

MAX_TEXT = 20_000
# The largest number of a record that the database knows.
MAX_ID = 2**31 - 1
# Control characters other than tab and line break.
UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")


def clean(text):
    """Return ``text`` without what neither the database nor a header can hold."""
    return UNREADABLE.sub("", text).encode("utf-8", "ignore").decode()


def read_text(post, name, limit=MAX_TEXT):
    """Return a posted text, without surrounding space and of bounded length."""
    value = post.get(name)
    return clean(value).strip()[:limit] if isinstance(value, str) else ""


def read_line(post, name, limit):
    """Return a posted text on one line, of bounded length."""
    return " ".join(read_text(post, name).split())[:limit]


def read_token(value):
    """Return a token or key of a form, None where it cannot be one."""
    is_token = isinstance(value, str) and TOKEN.fullmatch(value)
    return value if is_token else None
