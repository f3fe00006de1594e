"""Messages of topics."""
from dataclasses import dataclass

from zato.common.marshal_.api import Model


@dataclass(init=False)
class PubSubMessage(Model):
    msg_id: str = ""
    correl_id: str = ""
    in_reply_to: str = ""
    topic_name: str = ""
    sub_key: str = ""
    data: object = None
    mime_type: str = ""
    priority: int = 5
    expiration: int = 0
    pub_time_iso: str = ""
    ext_client_id: str = ""
