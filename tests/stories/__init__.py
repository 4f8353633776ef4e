"""Conversations between people and the bot, played through the sandbox."""
