"""Runs Python services inside a worker. Nothing here is for services to import."""
