"""self.channel: through what a service was reached, and as whom."""


class ChannelSecurityInfo:
    __slots__ = ("id", "name", "type", "username", "impl")

    def __init__(self, id=None, name=None, type=None, username=None, impl=None):
        self.id, self.name, self.type, self.username, self.impl = id, name, type, username, impl

    def to_dict(self, needs_impl=False):
        out = {"id": self.id, "name": self.name, "type": self.type, "username": self.username}
        if needs_impl:
            out["impl"] = self.impl
        return out


class ChannelInfo:
    __slots__ = ("id", "name", "type", "data_format", "is_internal", "match_target", "impl", "security")

    def __init__(self, id=None, name=None, type="", data_format="", is_internal=False, match_target=None, security=None, impl=None):
        self.id, self.name, self.type, self.data_format, self.is_internal = id, name, type, data_format, is_internal
        self.match_target, self.impl, self.security = match_target, impl, security or ChannelSecurityInfo()

    sec = property(lambda self: self.security)

    def __repr__(self):
        return f"<ChannelInfo {self.type} `{self.name}`>"


def channel_of(service):
    if not service._zato_from_worker:
        return ChannelInfo(type=service._zato_channel_type, data_format=service.data_format)
    id, name, type, data_format, is_internal, *security = service._zato_call.job.channel()
    return ChannelInfo(id, name, type, data_format, is_internal, security=ChannelSecurityInfo(*(one or None for one in security)))
