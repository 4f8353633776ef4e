"""Slack's Web API: one module per noun, each a table of its methods."""
