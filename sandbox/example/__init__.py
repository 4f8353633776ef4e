"""A small Bolt app that knows nothing of the sandbox; start the sandbox without a manifest to play with it."""
