"""The catalogue of the open data: DCAT 3 (W3C) in JSON-LD, a dataset for the site and one for each round.

Languages, formats and publisher types are named as DCAT asks: IANA media types, EU authority tables for languages.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from generator import feedback
from generator.library import Library
from generator.load import digest
from generator.model import Contact, Head
from generator.open_data import CATALOGUE, FOLDER, FORMATS, TABLES, round_folder, round_workbook, workbooks
from generator.pages import OPEN_DATA
from generator.schemas import address as schema_address
from generator.tasks import Output, Task
from generator.texts import texts

Node = dict[str, Any]

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_LANGUAGES = "http://publications.europa.eu/resource/authority/language/"
_MEDIA = "https://www.iana.org/assignments/media-types/"


def plan(lib: Library) -> Iterable[Task]:
    if lib.open_data:
        data = json.dumps(catalogue(lib), ensure_ascii=False, indent=1).encode() + b"\n"
        yield Task(CATALOGUE, "catalogue", data, digest=digest(data))


def catalogue(lib: Library) -> Node:
    """The catalogue of a site."""
    base = lib.site.url
    t = texts(lib.language)
    heads = [head for head, _ in lib.contexts]
    by_round: dict[str, list[Head]] = {}
    for head in heads:
        by_round.setdefault(head.text("round"), []).append(head)
    whole = _dataset(lib, base + FOLDER, f"{lib.site.name} {t['data_all']}", lib.site.description, heads)
    whole["dcat:distribution"] = _distributions(lib, FOLDER, workbooks(len(heads)))
    datasets = [whole]
    for id_, mine in by_round.items():
        if id_ in lib.rounds:
            round_ = lib.rounds[id_]
            folder = round_folder(id_)
            made = _dataset(lib, base + folder, round_.title, round_.text("description"), mine, round_)
            made["dcat:landingPage"] = {"@id": base + round_.address}
            made["dcat:distribution"] = _distributions(lib, folder, [round_workbook(id_)])
            datasets.append(made)
    return {
        "@context": CONTEXT,
        "@id": base + CATALOGUE,
        "@type": "dcat:Catalog",
        **_titles(lib, f"{lib.site.name} {t['open_data']}", t["data_about"]),
        "dct:language": _language(lib),
        "dct:publisher": _publisher(lib),
        "foaf:homepage": {"@id": base},
        **_licence(lib),
        **_dates(heads),
        "dcat:dataset": datasets,
    }


def _dataset(lib: Library, id_: str, title: str, about: str, notices: list[Head], round_: Head | None = None) -> Node:
    contact = round_.contact.over(lib.site.contact) if round_ else lib.site.contact
    return {
        "@id": id_,
        "@type": "dcat:Dataset",
        **_titles(lib, title, about or texts(lib.language)["data_about"]),
        "dct:identifier": id_,
        "dct:language": _language(lib),
        "dct:publisher": _publisher(lib),
        **_licence(lib),
        **_dates(notices),
        **_contact(lib, contact),
        **(_period(round_) if round_ else {}),
        "dcat:landingPage": {"@id": lib.site.url + OPEN_DATA},
    }


def _distributions(lib: Library, folder: str, books: list[str]) -> list[Node]:
    base = lib.site.url
    out = []
    for table in TABLES:
        for kind in ("csv", "json"):
            made = _distribution(lib, f"{folder}{table.id}.{kind}", table.title(lib.language), kind)
            made["dct:conformsTo"] = {"@id": base + schema_address(table.id)}
            out.append(made)
    return [*out, *(_distribution(lib, path, texts(lib.language)["data_workbook"], "xlsx") for path in books)]


def _distribution(lib: Library, path: str, title: str, kind: str) -> Node:
    url = lib.site.url + path
    return {
        "@id": url,
        "@type": "dcat:Distribution",
        "dct:title": _text(lib, f"{title} {kind.upper()}"),
        "dcat:accessURL": {"@id": lib.site.url + OPEN_DATA},
        "dcat:downloadURL": {"@id": url},
        "dcat:mediaType": {"@id": _MEDIA + FORMATS[kind]},
        **_licence(lib),
    }


def _text(lib: Library, text: str) -> Node:
    return {"@value": text, "@language": lib.language}


def _titles(lib: Library, title: str, about: str) -> Node:
    return {"dct:title": _text(lib, title), "dct:description": _text(lib, about)}


def _language(lib: Library) -> Node:
    return {"@id": _LANGUAGES + ("ENG" if lib.language == "en" else "ZHO")}


def _publisher(lib: Library) -> Node:
    name = lib.site.sponsor or lib.site.name
    return {"@id": lib.site.url + "#publisher", "@type": "foaf:Agent", "foaf:name": name}


def _licence(lib: Library) -> Node:
    licence = lib.site.licence
    if licence.url:
        return {"dct:license": {"@id": licence.url, "@type": "dct:LicenseDocument", "dct:title": licence.name}}
    return {"dct:license": {"@type": "dct:LicenseDocument", "dct:title": licence.name}} if licence.name else {}


def _dates(notices: list[Head]) -> Node:
    """The days of the first and the latest notice."""
    days = sorted(h.text("published_at")[:10] for h in notices if h.text("published_at"))
    return {"dct:issued": _date(days[0]), "dct:modified": _date(days[-1])} if days else {}


def _period(round_: Head) -> Node:
    ends = {"dcat:startDate": round_.text("starts_on"), "dcat:endDate": round_.text("ends_on")}
    given = {k: _date(v) for k, v in ends.items() if v}
    return {"dct:temporal": {"@type": "dct:PeriodOfTime", **given}} if given else {}


def _date(day: str) -> Node:
    return {"@value": day, "@type": "xsd:date"}


def _contact(lib: Library, contact: Contact) -> Node:
    """A dataset's contactPoint, when there is a way to reach the body."""
    if not (contact.phone or contact.email):
        return {}
    card: Node = {"@type": "vcard:Organization", "vcard:fn": contact.unit or lib.site.sponsor or lib.site.name}
    if contact.email:
        card["vcard:hasEmail"] = {"@id": f"mailto:{feedback.encoded_address(contact.email)}"}
    if contact.phone:
        card["vcard:hasTelephone"] = {"@id": feedback.tel(contact.phone)}
    return {"dcat:contactPoint": card}


OUTPUTS = (Output("catalogue", "", plan, takes_site=False, switch="data"),)
