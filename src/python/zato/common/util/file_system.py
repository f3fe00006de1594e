"""Names of files."""
from zato.common.util.api import fs_safe_name, fs_safe_now
