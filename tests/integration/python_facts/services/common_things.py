"""A sibling that services import."""
ANSWER = 42
