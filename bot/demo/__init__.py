"""The demonstration: a sandbox workspace with an invented group, and the bot in it."""
