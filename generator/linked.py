"""What pages say to machines: schema.org in JSON-LD, as the text of a `script type="application/ld+json"`.

Parts are made as JSON texts and joined, because every notice has such a block: what notices share (publisher,
organisation, the way to a round) is made once. The text is safe inside a script element: `<`, `>`, `&` and the line
separators of JavaScript are escaped, so that a template prints it as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from json.encoder import encode_basestring as quoted
from typing import Any
from urllib.parse import quote

from generator import feedback
from generator.model import Contact, Head, Section
from generator.tasks import Context
from generator.texts import texts
from generator.views import Change, Link, SiteView, Version

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def graph(nodes: Iterable[str]) -> str:
    """A block of nodes, "" without any."""
    made = ",".join([n for n in nodes if n])
    return safe(f'{{"@context":"https://schema.org","@graph":[{made}]}}') if made else ""


def safe(text: str) -> str:
    """JSON as it may stand in a script element."""
    text = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _node(type_: str, id_: str = "", **parts: Any) -> str:
    """A node with what of it is given."""
    name = {"@id": id_} if id_ else {}
    return _encode({"@type": type_, **name, **{k: v for k, v in parts.items() if v not in ("", [], {})}})


def language(tag: str) -> str:
    """A site's language as schema.org's inLanguage has it: the script, not the region."""
    return "zh-Hans" if tag == "zh-CN" else tag


# --------------------------------------------------------------- the bodies


def _contact(contact: Contact, type_: str) -> dict[str, Any]:
    """A ContactPoint; a number without country and area code is no E.164 number and is left out."""
    telephone = feedback.tel(contact.phone).removeprefix("tel:").partition(";")[0] if contact.phone else ""
    point = {"telephone": telephone if telephone.startswith("+") else "", "email": contact.email, "url": contact.form}
    given: dict[str, Any] = {k: v for k, v in point.items() if v}
    if not given:
        return {}
    if contact.hours:
        given["hoursAvailable"] = {"@type": "OpeningHoursSpecification", "description": contact.hours}
    name = {"name": contact.unit} if contact.unit else {}
    return {"@type": "ContactPoint", "contactType": type_, **name, **given}


def _postal(contact: Contact) -> dict[str, Any]:
    parts = {"streetAddress": contact.address, "postalCode": contact.postcode}
    given = {k: v for k, v in parts.items() if v}
    return {"@type": "PostalAddress", "addressCountry": "CN", **given} if contact.address else {}


@lru_cache(maxsize=4096)
def organisation(base: str, path: str, name: str, contact: Contact, role: str, short: str = "", about: str = "") -> str:
    """A public body; `role` says what its contact is for. Without a page of its own it has no address."""
    url = base + quote(path) if path else ""
    return _node(
        "GovernmentOrganization",
        url + "#organisation" if url else "",
        name=name,
        alternateName=short,
        description=about,
        url=url,
        contactPoint=_contact(contact, role),
        address=_postal(contact),
    )


# ------------------------------------------------------------- every page


def breadcrumbs(base: str, links: tuple[Link, ...], title: str) -> str:
    """The way to a page: the pages above it, from home, and its own title."""
    if not links:
        return ""
    return f'{_above(base, links)}{{"@type":"ListItem","position":{len(links) + 1},"name":{quoted(title)}}}]}}'


@lru_cache(maxsize=1024)
def _above(base: str, links: tuple[Link, ...]) -> str:
    items = []
    for k, link in enumerate(links, 1):
        url = base + quote("" if link.href == "index.html" else link.href)
        items.append(_encode({"@type": "ListItem", "position": k, "name": link.text, "item": url}) + ",")
    return f'{{"@type":"BreadcrumbList","itemListElement":[{"".join(items)}'


# ----------------------------------------------------------------- pages


def website(base: str, name: str, about: str, tag: str, publisher: str, search: str) -> str:
    """The site; `search` is the address of its search page, up to the words, "" without one."""
    found: dict[str, Any] = {}
    if search:
        target = {"@type": "EntryPoint", "urlTemplate": f"{base}{search}{{search_term_string}}"}
        found = {"@type": "SearchAction", "target": target, "query-input": "required name=search_term_string"}
    made = _node(
        "WebSite", base + "#website", url=base, name=name, description=about, inLanguage=language(tag),
        potentialAction=found,
    )  # fmt: skip
    return f'{made[:-1]},"publisher":{publisher}}}'


def dataset(
    base: str, path: str, name: str, about: str, tag: str, publisher: str, licence: str, modified: str,
    files: Iterable[tuple[str, str]],
) -> str:  # fmt: skip
    """The open data of the site; `files` are addresses and media types."""
    downloads = [{"@type": "DataDownload", "contentUrl": base + f, "encodingFormat": kind} for f, kind in files]
    made = _node(
        "Dataset", f"{base}{path}#dataset", url=base + path, name=name, description=about, inLanguage=language(tag),
        license=licence, dateModified=modified, isAccessibleForFree=True, distribution=downloads,
    )  # fmt: skip
    return f'{made[:-1]},"creator":{publisher}}}'


@lru_cache(maxsize=4096)
def _round(base: str, link: Link) -> str:
    return _node("CreativeWorkSeries", url=base + quote(link.href), name=link.text)


def notice(site: SiteView, context: Context, head: Head, sections: Iterable[Section], publisher: str) -> str:
    """A notice with its findings, the notices that correct it, and the one it corrects."""
    base, values = site.url, head.values
    url = base + quote(head.address)
    owner = context.organisation
    path = owner.href if owner and owner.text == publisher else ""
    contact = context.contact
    by = organisation(base, path, publisher, contact, texts(site.language)["oversight"])
    out = [f'{{"@type":"Report","@id":{quoted(url)},"url":{quoted(url)},"name":{quoted(head.title)}']
    if number := values.get("document_number") or values.get("index_number"):
        out.append(f'"reportNumber":{quoted(number)}')
    if context.iso:
        out.append(f'"datePublished":"{context.iso}"')
    revised = [v for v in context.versions if v.number > 1]
    changed = [*(c.date for c in context.corrections), *(v.date for v in revised)]
    if context.withdrawn:
        changed.append(values["withdrawn"].get("on", ""))
    if modified := max(changed, default="") or context.iso:
        out.append(f'"dateModified":"{modified}"')
    out.append(f'"inLanguage":"{language(site.language)}","publisher":{by}')
    if context.round:
        out.append(f'"isPartOf":{_round(base, context.round)}')
    start, address = '{"@type":"CreativeWork","position":"', '","url":"#'  # relative to the page: shorter
    if parts := [f'{start}{s.number}{address}{s.id}"}}' for s in sections if s.number]:
        out.append(f'"hasPart":[{",".join(parts)}]')
    told = [*(_correction(base, c) for c in context.corrections), *(_revision(base, v) for v in revised)]
    if told:
        out.append(f'"correction":[{",".join(told)}]')
    if context.versions:
        out.append(f'"version":"{context.versions[-1].number}"')
    related = context.related[0].href if context.related else ""
    if "corrects" in values and related.removesuffix(".html") == values["corrects"]:
        out.append(f'"isBasedOn":{quoted(base + quote(related))}')
    return ",".join(out) + "}"


def _correction(base: str, change: Change) -> str:
    link = change.link
    url = base + quote(link.href) if link else ""
    return _node("CorrectionComment", text=link.text if link else change.text, datePublished=change.date, url=url)


def _revision(base: str, version: Version) -> str:
    url = base + quote(version.differences) if version.differences else ""
    return _node("CorrectionComment", text=version.reason, datePublished=version.date, url=url)
