"""Answers each request after one second: late.py PORT"""
import asyncio
import sys


class Late(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        asyncio.get_running_loop().call_later(1, self.transport.write, b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlate")


async def main():
    server = await asyncio.get_running_loop().create_server(Late, "127.0.0.1", int(sys.argv[1]), backlog=8192)
    await server.serve_forever()

asyncio.run(main())
