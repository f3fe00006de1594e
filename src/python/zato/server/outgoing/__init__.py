"""Connections that services use: self.out and its like."""
