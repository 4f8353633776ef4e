"""The group's working structure as numbers: deadlines, times of day, reminder steps."""

from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True)
class Policy:
    """All lengths are working days where nothing else is said, all times the city's wall-clock time."""

    deadline_days: int = 10
    deadline_time: time = time(18, 0)
    brief_deadline_days: int = 5
    """For the short form of small projects."""
    brief_below_dwellings: int = 30
    """Below so many dwellings the short form is offered; no project is skipped."""
    free_extension_days: int = 5
    """The first extension up to this many working days is granted at once."""
    morning_time: time = time(8, 30)
    need_steps: tuple[int, ...] = (-3, 0, 1, 3)
    """Reminder days around a deadline; +1 also reaches the deputy, +3 the secretariat."""
    continued_steps: tuple[int, ...] = (-1,)
    """One reminder to an office that reported and said that more will follow."""
    confirmation_days: int = 10
    """For the answer whether a report still holds."""
    confirmation_steps: tuple[int, ...] = (-3, 1)
    """One reminder to who was asked; +1 shows the secretariat what is unanswered."""
    result_steps: tuple[int, ...] = (-5, 0, 1, 3)
    triggered_result_days: int = 5
    """A result bound to a stage falls due this many working days after the stage is reached."""
    update_days_before: int = 4
    update_again_days_before: int = 2
    update_length: int = 280
    digest_days_before: int = 1
    forget_after_days: int = 365
    """Calendar days after which the personal data of somebody who left are removed."""
