"""Names shared by all parts; `from zato.common import X` is as common as `from zato.common.api import X`."""
from zato.common.api import *
from zato.common.exception import *
