"""Zato's names for what services are made of."""
