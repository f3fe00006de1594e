"""Kinds of messages between servers, for services that name them; sending such messages themselves is not for services."""


class SERVICE:
    PUBLISH, INVOKE = "SERVICE_PUBLISH", "SERVICE_INVOKE"
