"""JSON under the names of 3.2."""
from zato.common.json_internal import dumps, loads


class BasicParser:
    def parse(self, value):
        return loads(value)


JSONParser = BasicParser
