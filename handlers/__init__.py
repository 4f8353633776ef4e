"""What people ask in chat and see: one module per noun, their views, and the German behind them."""
