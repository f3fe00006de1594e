"""SimpleIO: what a service says of its input and output, and what is made of it. The elements are here as well, as in 3.2."""
from zato.simpleio.elements import (CSV, UTC, UUID, AsIs, Bool, Boolean, Date, DateTime, Decimal, Dict, DictList, Elem, Float, ForceType, Int,
                                    Integer, List, ListOfDicts, Nested, Opaque, Secret, SIOElem, Text, Unicode)
