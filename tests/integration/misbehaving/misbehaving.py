"""What misbehaving.cpp has, in Python."""
import ctypes

from zato.server.service import Service


class Crash(Service):
    name = "misbehaving.python-crash"

    def handle(self):
        ctypes.string_at(0)


class Spin(Service):
    name = "misbehaving.python-spin"

    def handle(self):
        while True:
            pass


class Hog(Service):
    name = "misbehaving.python-hog"

    def handle(self):
        everything = []
        while True:
            everything.append(bytearray(b"x") * 8_000_000)


class Decent(Service):
    name = "misbehaving.python-decent"

    def handle(self):
        self.response.payload = "decent"
