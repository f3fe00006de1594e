"""self.time's class and the clock."""
from zato.common.util.api import utcnow
from zato.server.service.time_util import TimeUtil


def utcnow_as_ms():
    return int(TimeUtil().utcnow_as_float() * 1000)
