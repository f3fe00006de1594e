"""The public names of json_internal."""
from zato.common.json_internal import dumps, loads
