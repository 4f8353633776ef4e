"""How fast, how small and how patient the bot is: each measure stands beside its floor, taken in the same run."""
