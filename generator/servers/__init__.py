"""What a web server must be told to show a site well, and the register of the servers it is written for."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from generator.servers import apache, caddy, iis, nginx
from generator.servers.served import Served


class Server(NamedTuple):
    """A web server: its name on the command line, and what writes its configuration."""

    id: str
    text: Callable[[Served], str]


SERVERS = (
    Server("nginx", nginx.text),
    Server("apache", apache.text),
    Server("caddy", caddy.text),
    Server("iis", iis.text),
)
BY_ID = {server.id: server for server in SERVERS}
