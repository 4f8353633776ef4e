"""Handlers, their views and their words."""
