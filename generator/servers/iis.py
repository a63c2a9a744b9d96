"""IIS 10: a web.config for the folder above the releases, with the URL Rewrite module."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from generator.servers.served import TEXTS, Served, types


def text(s: Served) -> str:
    """The configuration. The site's physical path is the folder that holds `current`."""
    base = s.base[1:]
    maps = "".join(
        f'      <remove fileExtension=".{e}" />\n      <mimeMap fileExtension=".{e}" '
        f"mimeType={quoteattr(f'{kind}; charset=utf-8' if kind in TEXTS else kind)} />\n"
        for kind, endings in types().items()
        for e in endings
    )
    headers = "".join(f"        <add name={quoteattr(n)} value={quoteattr(v)} />\n" for n, v in s.headers.items())
    rules = "".join(
        _rule(f"moved {n}", old[1:], f'<action type="Redirect" url={quoteattr(new)} redirectType="Permanent" />')
        for n, (old, new) in enumerate(s.moved.items())
    ) + "".join(
        _rule(f"gone {n}", path[1:], '<action type="CustomResponse" statusCode="410" statusReason="Gone" />')
        for n, path in enumerate(s.gone)
    )
    caches = "".join(
        f'          <rule name="cache {n}" preCondition="none kept yet">\n'
        f'            <match serverVariable="RESPONSE_Cache-Control" pattern="^$" />\n'
        f'            <conditions><add input="{{UNENCODED_URL}}" pattern={quoteattr(form)} /></conditions>\n'
        f'            <action type="Rewrite" value={quoteattr(value)} />\n          </rule>\n'
        for n, (form, value) in enumerate(s.caches)
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<!-- {s.host}: the physical path of the site is the folder that holds "current"; every address leads into it -->
<configuration>
  <system.webServer>
    <directoryBrowse enabled="false" />
    <urlCompression doStaticCompression="true" />
    <defaultDocument>
      <files><clear /><add value="index.html" /></files>
    </defaultDocument>
    <staticContent>
{maps}      <mimeMap fileExtension="." mimeType="application/octet-stream" />
    </staticContent>
    <httpErrors errorMode="Custom" existingResponse="Replace">
      <remove statusCode="404" />
      <error statusCode="404" path="current\\404.html" responseMode="File" />
    </httpErrors>
    <httpProtocol>
      <customHeaders>
        <remove name="X-Powered-By" />
{headers}      </customHeaders>
    </httpProtocol>
    <rewrite>
      <rules>
{rules}        <rule name="hidden" stopProcessing="true">
          <match url="(^|/)\\.(?!well-known/)" />
          <action type="CustomResponse" statusCode="404" />
        </rule>
        <rule name="into the live release" stopProcessing="true">
          <match url="^{base}(.*)$" />
          <action type="Rewrite" url="current/{{R:1}}" />
        </rule>
        <rule name="nothing else" stopProcessing="true">
          <match url=".*" />
          <action type="CustomResponse" statusCode="404" />
        </rule>
      </rules>
      <outboundRules>
{caches}        <preConditions>
          <preCondition name="none kept yet"><add input="{{RESPONSE_Cache-Control}}" pattern="^$" /></preCondition>
        </preConditions>
      </outboundRules>
    </rewrite>
  </system.webServer>
</configuration>
"""


def _rule(name: str, path: str, action: str) -> str:
    literal = "".join(f"\\{c}" if c in ".+()[]{}^$|?*\\" else c for c in path)
    return (
        f'        <rule name="{name}" stopProcessing="true">\n          <match url={quoteattr(f"^{literal}$")} />\n'
        f"          {action}\n        </rule>\n"
    )
