"""Block Kit as Slack accepts it: pure checks over dictionaries, every limit at its exact boundary."""
