"""The Python side of the platform: what existing services import, and in _host what runs them."""
