"""The catalogue: districts, offices, kinds of facilities, stages and agreed words of one city.

The TOML files beside this module are examples; a city copies the folder, replaces the data and
names its own folder in the settings. At run time `load` is called once and the result handed down.
"""

from planning.catalogue.agreements import DropReason, LadderStep, Theme
from planning.catalogue.catalogue import Catalogue
from planning.catalogue.districts import District, Population
from planning.catalogue.entries import Entry, Register, Status
from planning.catalogue.facilities import FacilityGroup, FacilityType, TargetGroup, Unit
from planning.catalogue.loader import load
from planning.catalogue.offices import Asked, Office
from planning.catalogue.problems import CatalogueError, Problem
from planning.catalogue.stages import Law, Route, Stage
from planning.catalogue.wording import Name, ShortName, Text

__all__ = [
    "Asked",
    "Catalogue",
    "CatalogueError",
    "District",
    "DropReason",
    "Entry",
    "FacilityGroup",
    "FacilityType",
    "LadderStep",
    "Law",
    "Name",
    "Office",
    "Population",
    "Problem",
    "Register",
    "Route",
    "ShortName",
    "Stage",
    "Status",
    "TargetGroup",
    "Text",
    "Theme",
    "Unit",
    "load",
]
