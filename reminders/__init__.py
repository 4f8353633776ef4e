"""What the clock causes and how it gets out: who is due for what, the ticks, the delivery."""
