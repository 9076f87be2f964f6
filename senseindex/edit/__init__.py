"""Senses under people's hands."""
