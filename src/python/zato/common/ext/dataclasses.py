"""The standard library's, under the name that models import it by."""
from dataclasses import *
from dataclasses import dataclass, field, fields, is_dataclass
