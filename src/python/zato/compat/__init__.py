"""zato compat: what existing services use that this version does not have."""
