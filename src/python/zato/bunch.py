"""Bunch under its name of 3.1."""
from zato.common.ext.bunch import Bunch, bunchify, unbunchify
