"""nginx: a file for `http { include …; }`, such as /etc/nginx/conf.d/gongkai.conf."""

from __future__ import annotations

from collections.abc import Mapping

from generator.servers.served import HEAD_OF_LOG, TEXTS, Served, hint, types


def text(s: Served) -> str:
    """The configuration."""
    host = s.name
    kinds = "".join(f"        {kind} {' '.join(endings)};\n" for kind, endings in types().items())
    headers = "".join(f'    add_header {name} "{value}" always;\n' for name, value in s.headers.items())
    caches = "".join(f'    "~{form}" "{value}";\n' for form, value in s.caches)
    redirect = f"server {{\n    listen 80;\n    listen [::]:80;\n    server_name {host};\n    return 301 https://$host$request_uri;\n}}\n"
    listen = (
        f"    listen {s.port} ssl;\n    listen [::]:{s.port} ssl;\n    # from whoever issues certificates to you\n"
        f"    ssl_certificate /etc/ssl/{host}.pem;\n    ssl_certificate_key /etc/ssl/private/{host}.key;\n"
        "    ssl_protocols TLSv1.2 TLSv1.3;\n"
        if s.https
        else f"    listen {s.port};\n    listen [::]:{s.port};\n"
    )
    lines = "\n".join(hint(s))
    return f"""{lines}
map $uri $gongkai_cache {{
{caches}}}
{_map("gongkai_moved", s.moved)}{_map("gongkai_gone", dict.fromkeys(s.gone, "1"))}{_map("gongkai_memento", s.dates)}{redirect if s.port == 443 else ""}server {{
{listen}    server_name {host};
    root {s.root};
    index index.html;
    autoindex off;
    server_tokens off;
    # a link that is switched must not be remembered
    open_file_cache off;

    charset utf-8;
    charset_types {" ".join(t for t in TEXTS if t != "text/html")};
    default_type application/octet-stream;
    types {{
{kinds}    }}
    gzip on;
    gzip_vary on;
    gzip_min_length 512;
    gzip_types {" ".join(t for t in TEXTS if t != "text/html")};

{headers}    add_header Cache-Control $gongkai_cache always;
    add_header Memento-Datetime $gongkai_memento always;

    absolute_redirect off;
    if ($gongkai_moved) {{ return 301 $gongkai_moved; }}
    if ($gongkai_gone) {{ return 410; }}
    error_page 404 {s.base}404.html;
    error_page 410 @gone;
    # the page itself says that it was erased
    location @gone {{ try_files $uri =410; }}
    location ~ ^{s.base}{HEAD_OF_LOG}$ {{ types {{ }} default_type text/plain; }}
    location ~ /\\.(?!well-known/) {{ return 404; }}
}}
"""


def _map(name: str, values: Mapping[str, str]) -> str:
    rows = "".join(f'    "{path}" "{value}";\n' for path, value in values.items())
    return f'map $uri ${name} {{\n    default "";\n{rows}}}\n'
