"""Apache 2.4: a file for sites-available; it needs mod_headers, mod_deflate, mod_mime, mod_dir and mod_alias."""

from __future__ import annotations

from generator.servers.served import HEAD_OF_LOG, TEXTS, Served, hint, types


def text(s: Served) -> str:
    """The configuration."""
    host = s.name
    kinds = "".join(f"    AddType {kind} {' '.join(f'.{e}' for e in endings)}\n" for kind, endings in types().items())
    charset = " ".join(f".{e}" for kind, endings in types().items() if kind in TEXTS for e in endings)
    headers = "".join(f'    Header always set {name} "{value}"\n' for name, value in s.headers.items())
    # of sections that match, the last counts
    caches = "".join(
        f'    <LocationMatch "{form}">\n        Header always set Cache-Control "{value}"\n    </LocationMatch>\n'
        for form, value in reversed(s.caches)
    )
    moved = "".join(f'    RedirectMatch 301 "^{_literal(old)}$" "{new}"\n' for old, new in s.moved.items())
    gone = "".join(f'    RedirectMatch 410 "^{_literal(path)}$"\n' for path in s.gone)
    dates = "".join(
        f'    <Location "{path}">\n        Header set Memento-Datetime "{date}"\n    </Location>\n'
        for path, date in s.dates.items()
    )
    tls = (
        f"    SSLEngine on\n    # from whoever issues certificates to you\n    SSLCertificateFile /etc/ssl/{host}.pem\n"
        f"    SSLCertificateKeyFile /etc/ssl/private/{host}.key\n    SSLProtocol -all +TLSv1.2 +TLSv1.3\n"
        if s.https
        else ""
    )
    redirect = (
        f"<VirtualHost *:80>\n    ServerName {host}\n    Redirect permanent / https://{s.host}/\n</VirtualHost>\n"
    )
    listen = "" if s.port == s.usual else f"Listen {s.port}\n"
    lines = "\n".join(hint(s))
    return f"""{lines}
{redirect if s.port == 443 else ""}{listen}<VirtualHost *:{s.port}>
    ServerName {host}
    DocumentRoot {s.root}
{tls}    <Directory {s.root}>
        Options FollowSymLinks
        AllowOverride None
        Require all granted
    </Directory>
    DirectoryIndex index.html
    # addresses below a file are no addresses
    AcceptPathInfo Off
    FileETag MTime Size

{kinds}    AddCharset utf-8 {charset}
    <LocationMatch "^{s.base}log/">
        ForceType application/octet-stream
    </LocationMatch>
    <LocationMatch "^{s.base}{HEAD_OF_LOG}$">
        ForceType "text/plain; charset=utf-8"
    </LocationMatch>
    AddOutputFilterByType DEFLATE {" ".join(TEXTS)}

{headers}{caches}{dates}{moved}{gone}    RedirectMatch 404 "/\\.(?!well-known/)"
    ErrorDocument 404 {s.base}404.html
    ErrorDocument 410 {s.base}404.html
</VirtualHost>
"""


def _literal(path: str) -> str:
    """A path as a regular expression of itself."""
    return "".join(f"\\{c}" if c in ".+()[]{}^$|?*\\" else c for c in path)
