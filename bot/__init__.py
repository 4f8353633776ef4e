"""How the bot is put together: settings, assembling, the web door, the command line."""
