"""`python -m bot`."""

import gc

gc.disable()  # nothing of what is being loaded is garbage, and looking for it again and again took a third of the start

from bot.cli import main  # noqa: E402  # after the line above, or it is of no use

if __name__ == "__main__":
    gc.freeze()  # what is loaded stays
    gc.enable()
    main()
