"""Caddy 2: a site for the Caddyfile; certificates come by themselves."""

from __future__ import annotations

from generator.servers.served import HEAD_OF_LOG, TEXTS, Served, hint, types


def text(s: Served) -> str:
    """The configuration."""
    headers = "".join(f'\theader {name} "{value}"\n' for name, value in s.headers.items())
    caches, before = "", list[str]()
    for n, (form, value) in enumerate(s.caches):
        others = "".join(f"\t\tnot path_regexp {f}\n" for f in before)
        caches += f'\t@cache{n} {{\n\t\tpath_regexp {form}\n{others}\t}}\n\theader @cache{n} Cache-Control "{value}"\n'
        before.append(form)
    kinds = ""
    for n, (kind, endings) in enumerate(types().items()):
        charset = "; charset=utf-8" if kind in TEXTS else ""
        paths = " ".join(f"*.{e}" for e in endings) + (f" */ {s.base}" if kind == "text/html" else "")
        kinds += f'\t@type{n} path {paths}\n\theader @type{n} Content-Type "{kind}{charset}"\n'
    dates = "".join(
        f'\t@date{n} path {path}\n\theader @date{n} Memento-Datetime "{date}"\n'
        for n, (path, date) in enumerate(s.dates.items())
    )
    moved = "".join(f"\tredir {old} {new} 301\n" for old, new in s.moved.items())
    gone = f"\t@gone path {' '.join(s.gone)}\n\terror @gone 410\n" if s.gone else ""
    lines = "\n".join(hint(s))
    return f"""{lines}
{"https" if s.https else "http"}://{s.host} {{
	root * {s.root}
	encode gzip
{headers}{caches}{kinds}	@tiles path {s.base}log/*
	header @tiles Content-Type application/octet-stream
	@head path_regexp ^{s.base}{HEAD_OF_LOG}$
	header @head Content-Type "text/plain; charset=utf-8"
{dates}{moved}{gone}	@hidden {{
		path */.*
		not path */.well-known/*
	}}
	error @hidden 404
	file_server {{
		index index.html
	}}
	handle_errors {{
		@missing expression {{http.error.status_code}} != 410
		rewrite @missing {s.base}404.html
		header Content-Type "text/html; charset=utf-8"
		file_server
	}}
}}
"""
