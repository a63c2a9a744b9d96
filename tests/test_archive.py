"""An archive of a round: complete, the same wherever it is made, read by others, and enough to make the site again."""

from __future__ import annotations

import ast
import csv
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import announcing
import archiving
import bagit
import pytest
import sites
from archiving import C, archive, closed, package, unpacked, verify, wrong
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from generator.archives import package as writing
from generator.archives.media import TYPES, media_type
from generator.archives.wacz import surt
from generator.log import Refused
from generator.messages_archive import ARCHIVE

REPO = Path(__file__).resolve().parents[1]
SOURCES = ("content", "register")
VERIFY = archiving.VERIFY


@pytest.fixture(scope="module")
def bag(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of the example, unpacked; tests that change it take a copy."""
    return package(tmp_path_factory.mktemp("bag"))


def codes(root: Path, **wanted: Any) -> list[str]:
    return [d.code for d in archive(root, **wanted).said]


# ------------------------------------------------------------- what is in it


def test_what_is_in_it(bag: Path, tmp_path: Path) -> None:
    """The site as published, what it was made from, the paper that came in, the log, keys, a catalogue, explanations."""
    root = closed(tmp_path / "c")
    data = sites.tree(bag / "data")
    for name in SOURCES:
        kept = sites.tree(root / name)
        assert {
            p.removeprefix(f"source/{name}/"): d for p, d in data.items() if p.startswith(f"source/{name}/")
        } == kept
    assert data["originals/r1/a/来件.docx"] == b"PK\x03\x04 a paper as it came"
    site = {p.removeprefix("site/"): d for p, d in data.items() if p.startswith("site/")}
    assert site == sites.tree(root / ".gongkai/archive/site")
    assert {"index.html", "r1/a.html", "r1/a.v1.html", "r1/c/附 表.csv", "log/checkpoint"} <= site.keys()
    assert data["log/checkpoint"] == (root / "register/log/checkpoint").read_bytes()
    assert data["keys/keys"].decode().split() == [json.loads(data["archive.json"])["key"]]
    text = data["说明.txt"].decode()
    assert "{" not in text.replace("{key}", "")
    for said in (
        "第一轮巡察",
        "sha256sum -c manifest-sha256.txt",
        "不声称符合任何标准",
        "claims no conformance",
        "Python 3.8",
    ):
        assert said in text
    assert (bag / VERIFY).read_bytes() == (REPO / "generator/archives/inside/verify.py").read_bytes()


def test_catalogue(bag: Path) -> None:
    text = (bag / "data/index/catalogue.csv").read_bytes().decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    found = {r[head.index("题名")]: dict(zip(head, r, strict=True)) for r in rows}
    assert list(found) == ["甲通报", "乙通报", "丙通报"]
    assert found["丙通报"]["文号"] == "甲发〔2026〕1号"
    assert found["丙通报"]["责任者"] == "示例医院"
    assert found["乙通报"]["状态"] == "撤回"
    assert found["甲通报"]["版次"] == "2"
    assert found["甲通报"]["原件"] == "data/originals/r1/a/来件.docx"
    assert found["甲通报"]["保管期限"] == ""
    for row in found.values():
        page = (bag / row["文件"]).read_bytes()
        assert hashlib.sha256(page).hexdigest() == row["SHA-256"]
        assert (bag / row["源文件"]).is_file()
    tree = ET.parse(bag / "data/index/catalogue.xml").getroot()
    assert [i.findtext("title") for i in tree.findall("item")] == list(found)
    assert tree.get("title") == "第一轮巡察"


def test_everything_has_a_known_media_type(bag: Path) -> None:
    """So that a replay program knows what to do with it."""
    endings = {p.name.rpartition(".")[2] for p in (bag / "data/site").rglob("*") if p.is_file() and "." in p.name}
    assert endings - {"p"} <= TYPES.keys()
    assert media_type("a.b/README") == media_type("log/checkpoint") == "application/octet-stream"


# ------------------------------------------------------------- others read it


def test_its_own_program_finds_no_fault(bag: Path) -> None:
    code, said = verify(bag)
    assert (code, wrong(said)) == (0, []), said
    assert "没有发现问题" in said
    code, said = verify(archiving.made() / "archives/r1.zip")
    assert (code, wrong(said)) == (0, []), said


@pytest.mark.parametrize("version", ["3.8", "3.9", "3.10", "3.12", "3.13"])
def test_on_other_pythons(version: str, bag: Path) -> None:
    """Where there is one; that the program's grammar is that of 3.8 is tested everywhere."""
    python = shutil.which(f"python{version}")
    if python and not subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode:
        assert verify(bag, python=python)[0] == 0
    ast.parse((bag / VERIFY).read_text("utf-8"), feature_version=(3, 8))


def test_it_needs_nothing_but_python(bag: Path) -> None:
    allowed = {
        "argparse",
        "base64",
        "hashlib",
        "json",
        "os",
        "re",
        "sys",
        "zipfile",
        "html",
        "typing",
        "urllib",
        "__future__",
    }
    names: set[str] = set()
    for node in ast.walk(ast.parse((bag / VERIFY).read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names.update(a.name.partition(".")[0] for a in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").partition(".")[0])
    assert names <= allowed


def test_bagit_accepts_it(bag: Path) -> None:
    assert bagit.Bag(str(bag)).validate()


@pytest.mark.parametrize("algorithm", ["sha256", "sha512"])
def test_coreutils_accept_it(algorithm: str, bag: Path) -> None:
    lists = [f"manifest-{algorithm}.txt", *(["tagmanifest-sha256.txt"] if algorithm == "sha256" else [])]
    for name in lists:
        done = subprocess.run([f"{algorithm}sum", "--quiet", "--strict", "-c", name], cwd=bag, capture_output=True, text=True, check=False)  # fmt: skip
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_wacz_validates_it(bag: Path) -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("wacz"), "validate", "-f", str(bag / "data/wacz/round.wacz")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "valid" in done.stdout


def test_warcio_reads_the_same_bytes(bag: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(bag / "data/wacz/round.wacz") as f:
        warc = Path(f.extract("archive/data.warc", tmp_path))
    checker = Checker(type("A", (), {"inputs": [str(warc)], "verbose": False})())
    checker.process_all()
    assert checker.exit_value == 0
    site, found = sites.tree(bag / "data/site"), {}
    with warc.open("rb") as stream:
        for record in ArchiveIterator(stream, check_digests="raise"):
            if record.rec_type == "resource":
                found[record.rec_headers.get_header("WARC-Target-URI")] = record.content_stream().read()
            else:
                assert record.rec_type == "warcinfo"
    folders = {p.removesuffix("index.html") for p in site if p == "index.html" or p.endswith("/index.html")}
    searched = [p for p in site if p.startswith("search/")]
    assert len(found) == len(site) + len(folders) + len(searched)
    assert found["https://example.gov.cn/"] == site["index.html"]
    assert found["https://example.gov.cn/r1/c/%E9%99%84%20%E8%A1%A8.csv"] == site["r1/c/附 表.csv"]


def test_addresses_are_sorted_as_others_do() -> None:
    from surt import surt as theirs

    for url in ("https://example.gov.cn/", "https://www.Example.gov.cn/A/b.HTML", "http://a.cn:8080/x/", "http://a.cn:80/%E9%99%84.csv", "https://a.cn"):  # fmt: skip
        assert surt(url) == theirs(url)


# ------------------------------------------------------------- the same everywhere, and again


VARIATIONS: dict[str, tuple[tuple[str, ...], dict[str, str], int]] = {
    "as it is": ((), {}, 0o022),
    "one job": (("-j", "1"), {}, 0o022),
    "five jobs": (("-j", "5"), {}, 0o022),
    "west": ((), {"TZ": "America/Los_Angeles"}, 0o022),
    "east": ((), {"TZ": "Pacific/Kiritimati"}, 0o077),
    "C locale": ((), {"LC_ALL": "C", "LANG": "C"}, 0o000),
    "hash seed": ((), {"PYTHONHASHSEED": "4242"}, 0o027),
    "optimised": ((), {"PYTHONOPTIMIZE": "1"}, 0o022),
}


@pytest.mark.parametrize("name", VARIATIONS)
def test_same_bytes(name: str, tmp_path: Path) -> None:
    """Closed and packed by a program of its own, on other settings: the same file."""
    options, environment, mask = VARIATIONS[name]
    root = archiving.site(tmp_path / "s")
    out = tmp_path / "out.zip"
    command = [sys.executable, "-W", "error", "-m", "generator", "-C", str(root), "archive", "r1", "--out", str(out), "--signer", str(announcing.signer_of(root)), *options]  # fmt: skip
    env = {**os.environ, "SOURCE_DATE_EPOCH": str(sites.NOW + 120), "PYTHONPATH": str(REPO), **environment}
    done = subprocess.run(command, env=env, capture_output=True, text=True, umask=mask, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert out.read_bytes() == repacked(root)


def repacked(root: Path) -> bytes:
    """What this process makes of the same closed site, another day."""
    done = archive(root, sites.NOW + 86_400 * 400)
    return Path(done.file).read_bytes()


def test_again_it_is_the_same(tmp_path: Path) -> None:
    root = closed(tmp_path / "c")
    before = (root / "archives/r1.zip").read_bytes()
    register = sites.tree(root / "register")
    done = archive(root, sites.NOW + 86_400 * 1000)
    assert (done.closed_now, done.failed) == (False, False)
    assert (root / "archives/r1.zip").read_bytes() == before
    assert sites.tree(root / "register") == register


def test_only_the_site_is_archived(tmp_path: Path) -> None:
    """What else lies where it is built is left out: files of a build that nobody remembers, for one."""
    root = closed(tmp_path / "c")
    stray = root / ".gongkai/archive/site/r1/stray.html"
    stray.write_text("x")
    shutil.rmtree(root / "archives")
    done = archive(root)
    assert Path(done.file).read_bytes() == (archiving.made() / "archives/r1.zip").read_bytes()
    assert not stray.exists()


def test_an_archive_is_never_replaced(tmp_path: Path) -> None:
    root = closed(tmp_path / "c")
    before = (root / "archives/r1.zip").read_bytes()
    sites.write(root, {"content/pages/about.md": "---\ntitle: 关于\n---\n\n改了。\n"})
    assert codes(root) == ["E3108"]
    assert (root / "archives/r1.zip").read_bytes() == before
    assert os.listdir(root / "archives") == ["r1.zip"]
    done = archive(root, out=str(tmp_path / "other.zip"))
    assert verify(Path(done.file))[0] == 0


def test_it_makes_the_site_again(bag: Path, tmp_path: Path) -> None:
    """The sources alone, at the moment it names."""
    root = tmp_path / "again"
    shutil.copytree(bag / "data/source", root)
    facts = json.loads((bag / "data/archive.json").read_text("utf-8"))
    assert sites.run(root, now=facts["source_date_epoch"]).exit_code == 0
    assert sites.tree(root / "site") == sites.tree(bag / "data/site")


def test_an_own_theme_is_in_it(tmp_path: Path) -> None:
    root = archiving.site(tmp_path / "s")
    css = (REPO / "themes/default/assets/style.css").read_text("utf-8") + "\nbody { color: #111 }\n"
    sites.write(root, {"themes/own/assets/style.css": css})
    site = (root / "content/site.yaml").read_text("utf-8")
    sites.write(root, {"content/site.yaml": site + "theme: own\n"})
    done = archive(root)
    top = unpacked(Path(done.file), tmp_path / "bag")
    assert (top / "data/source/themes/own/assets/style.css").read_text("utf-8") == css
    facts = json.loads((top / "data/archive.json").read_text("utf-8"))
    assert sites.run(top / "data/source", now=facts["source_date_epoch"]).exit_code == 0
    assert sites.tree(top / "data/source/site") == sites.tree(top / "data/site")


# ------------------------------------------------------------- when it may be closed


def test_open_matters(tmp_path: Path) -> None:
    """Who has not published, what is no longer open to answer, what is not public yet, whose period runs."""
    root = archiving.site(tmp_path / "s")
    plain = sites.BASE[announcing.NOTICE].replace("甲", "丁")
    sites.write(
        root,
        {
            "content/rounds/r1.yaml": "name: 第一轮巡察\norganisations: [o1, o2, o3, o4]\n",
            "content/organisations/o4.yaml": "name: 示例医院分院\n",
            "content/notices/r1/draft.md": plain.replace("title", "draft: true\ntitle"),
            "content/replies/1.md": "---\nnotice: r1/a\nreceived_on: 2026-05-20\n---\n\n意见。\n",
        },
    )
    assert sorted(codes(root)) == ["E3102", "E3103", "E3104"]
    assert "r1" not in announcing.register(root).closed
    assert not (root / "register/rounds").exists()
    done = archive(root, reason="分院已并入本院", dry_run=True)
    assert not done.failed or done.closed_now
    assert not (root / "archives").exists()
    done = archive(root, reason="分院已并入本院")
    assert done.closed_now
    assert {d.severity for d in done.said} == {"waived"}
    top = unpacked(Path(done.file), tmp_path / "bag")
    text = (top / "data/说明.txt").read_text("utf-8")
    assert "分院已并入本院" in text
    assert "“示例医院分院”还没有公开整改通报" in text
    facts = json.loads((top / "data/archive.json").read_text("utf-8"))
    assert facts["reason"] == "分院已并入本院"
    assert sorted(o[0] for o in facts["open"]) == ["E3102", "E3103", "E3104"]
    assert verify(top)[0] == 0


def test_what_is_not_announced_cannot_be_archived(tmp_path: Path) -> None:
    root = archiving.site(tmp_path / "s")
    sites.write(root, {"content/notices/r1/d.md": sites.BASE[announcing.NOTICE].replace("甲", "丁")})
    assert codes(root, reason="急") == ["E3106"]
    announcing.append(root, sites.NOW + 90)
    assert not archive(root).failed


def test_a_running_period_needs_a_look_that_follows(tmp_path: Path) -> None:
    """A page that is kept would tell of days left for ever."""
    root = announcing.started(tmp_path / "s", {"content/rounds/r1.yaml": "name: 第一轮\n", announcing.NOTICE: sites.BASE[announcing.NOTICE].replace("\n---\n", "\noversight: {opens_on: 2026-05-20, closes_on: 2026-07-01}\n---\n", 1)})  # fmt: skip
    assert codes(root) == codes(root, reason="急") == ["E3105"]
    assert not archive(root, reason="急", look="follows").failed


def test_refused(tmp_path: Path) -> None:
    """What cannot be, is said; and nothing is written."""
    root = archiving.site(tmp_path / "s")
    before = sites.tree(root)
    assert codes(root, round="r9") == ["E3101"]
    for out in ("content/a.zip", "site/a.zip", "register/a.zip"):
        assert codes(root, out=out) == ["E3114"]
    after = {p: d for p, d in sites.tree(root).items() if not p.startswith(".gongkai/archive/")}
    assert after == before
    archive(root)
    assert codes(root, look="follows") == ["E3109"]
    (root / "register/rounds/r1.sha256").write_text("")
    with pytest.raises(Refused, match="register"):
        archive(root, out="b.zip")
    assert not (root / "b.zip").exists()


def test_a_lost_list_of_the_round(tmp_path: Path) -> None:
    """Without it nobody can say what the round was; of a look that is kept, no site can be built."""
    root = archiving.site(tmp_path / "s")
    archive(root, look="follows")
    (root / "register/rounds/r1.sha256").unlink()
    assert codes(root, out=str(tmp_path / "b.zip")) == ["E3111"]
    assert not (tmp_path / "b.zip").exists()


def test_every_message_is_shown() -> None:
    text = Path(__file__).read_text("utf-8")
    assert not {m.code for m in ARCHIVE if m.code not in text}


def test_without_a_log_there_is_no_archive(base: Path) -> None:
    from generator.archive_command import archive as command
    from generator.usage import parser

    args = parser("en").parse_args(["archive", "r1"])
    args.folder = str(base)
    told = command(args, "en", sites.NOW, lambda out, at: sites.run(base, out=out, now=at))
    assert told.code == 1
    assert "gongkai log init" in told.lines[0]


def test_a_list_of_sm3(tmp_path: Path) -> None:
    """Where this Python can; where it cannot, that is said."""
    from generator.archives import bag as bags

    root = closed(tmp_path / "c")
    done = archive(root, out=str(tmp_path / "sm3.zip"), sm3=True)
    if bags.can("sm3"):
        top = unpacked(Path(done.file), tmp_path / "bag")
        assert (top / "manifest-sm3.txt").read_text("utf-8").count("\n") == sum(
            p.is_file() for p in (top / "data").rglob("*")
        )
        assert verify(top)[0] == 0
    else:
        assert [d.code for d in done.said] == ["E3113"]


def test_names_that_lists_escape(tmp_path: Path) -> None:
    """RFC 8493: a percent sign in a path is written %25."""
    root = archiving.site(tmp_path / "s")
    sites.write(root, {"originals/r1/a/完成 100%.txt": "x", "originals/r1/a/a%0Ab.txt": "y"})
    top = unpacked(Path(archive(root).file), tmp_path / "bag")
    assert "data/originals/r1/a/完成 100%25.txt\n" in (top / "manifest-sha256.txt").read_text("utf-8")
    assert verify(top)[0] == 0


# ------------------------------------------------------------- how a closed round looks


def themed(root: Path, text: str) -> None:
    """Another style and another template for all pages."""
    base = (REPO / "themes/default/templates/base.html").read_text("utf-8")
    css = (REPO / "themes/default/assets/style.css").read_text("utf-8")
    sites.write(root, {"themes/default/assets/style.css": css + f"\n/* {text} */\n"})
    sites.write(root, {"themes/default/templates/base.html": base.replace("</body>", f"<!-- {text} --></body>")})


def pages(tree: dict[str, bytes], prefix: str = "r1/") -> dict[str, bytes]:
    return {p: d for p, d in tree.items() if p.startswith(prefix) and p.endswith(".html")}


def test_a_look_that_is_kept(tmp_path: Path) -> None:
    """A new theme changes no page of the round; its old styles stay; the rest of the site follows."""
    root = closed(tmp_path / "c")
    shutil.rmtree(root / "site")  # built at another place, which nobody remembers here
    assert sites.run(root, now=sites.NOW + 200).exit_code == 0
    before = sites.tree(root / "site")
    themed(root, "new")
    assert sites.run(root, now=sites.NOW + 300).exit_code == 0
    after = sites.tree(root / "site")
    assert pages(before) == pages(after)
    assert len(pages(before)) > 8
    assert before["index.html"] != after["index.html"]
    assert before.keys() <= after.keys()
    clean = sites.run(root, now=sites.NOW + 300, out="elsewhere")
    assert clean.exit_code == 0
    assert sites.tree(root / "elsewhere") == after


def test_a_look_that_follows(tmp_path: Path) -> None:
    root = archiving.site(tmp_path / "s")
    done = archive(root, look="follows")
    sites.run(root, now=sites.NOW + 200)
    before = sites.tree(root / "site")
    themed(root, "new")
    sites.run(root, now=sites.NOW + 300)
    after = sites.tree(root / "site")
    assert all(after[p] != d for p, d in pages(before).items())
    again = archive(root, sites.NOW + 400, out=str(tmp_path / "again.zip"))
    assert verify(Path(done.file))[0] == 0
    code, said = verify(Path(again.file))
    assert code == 0, said
    assert "重新生成过" in said


def test_words_come_before_looks(tmp_path: Path) -> None:
    """A notice that is corrected after the round was closed is made again, with the theme of the day; others are not."""
    root = closed(tmp_path / "c")
    sites.run(root, now=sites.NOW + 200)
    before = pages(sites.tree(root / "site"))
    themed(root, "new")
    text = announcing.revised(
        (root / C).read_text("utf-8"), 2, "correction", "写漏了", **{"一是学习。": "一是学习。三是公开。"}
    )
    sites.write(root, {C: text})
    announcing.append(root, sites.NOW + 300)
    after = pages(sites.tree(root / "site"))
    assert "三是公开" in after["r1/c.html"].decode()
    assert "三是公开" in after["r1/c.v2.html"].decode()
    assert {p for p, d in before.items() if after[p] != d} == {p for p in before if p.startswith(("r1/c.", "r1/index"))}
    done = archive(root, sites.NOW + 400, out=str(tmp_path / "again.zip"))
    code, said = verify(Path(done.file))
    assert code == 0, said


def test_a_late_notice_of_a_closed_round(tmp_path: Path) -> None:
    root = closed(tmp_path / "c")
    sites.write(root, {"content/notices/r1/late.md": sites.BASE[announcing.NOTICE].replace("甲", "迟")})
    announcing.append(root, sites.NOW + 300)
    assert "迟通报" in (root / "site/r1/index.html").read_text("utf-8")
    assert "迟通报" in (root / "site/r1/late.html").read_text("utf-8")
    done = archive(root, sites.NOW + 400, out=str(tmp_path / "again.zip"))
    assert verify(Path(done.file))[0] == 0


def test_what_is_erased_is_not_kept_either(tmp_path: Path) -> None:
    from generator import announce

    root = closed(tmp_path / "c")
    kept = root / "register/rounds/r1/r1"
    assert "一是学习" in (kept / "a.v1.html").read_text("utf-8")
    announce.erase(str(root), "r1/a", 1, "2026-06-02", "含有个人信息", announcing.by(root), sites.NOW + 300)
    assert not [p.name for p in kept.iterdir() if p.name.startswith("a.")]
    assert (kept / "c.html").exists()
    assert sites.run(root, now=sites.NOW + 400).exit_code == 0
    assert "一是学习" not in (root / "site/r1/a.v1.html").read_text("utf-8")
    done = archive(root, sites.NOW + 500, out=str(tmp_path / "again.zip"))
    code, said = verify(Path(done.file))
    assert code == 0, said


def test_a_kept_page_that_was_changed_stops_the_build(tmp_path: Path) -> None:
    root = closed(tmp_path / "c")
    assert sites.run(root, now=sites.NOW + 200).exit_code == 0
    page = root / "register/rounds/r1/r1/c.html"
    page.write_bytes(page.read_bytes().replace(b"</body>", b"<p></body>"))
    report = sites.run(root, now=sites.NOW + 300, clean=True)
    assert sites.codes(report) == ["register/rounds/r1/r1/c.html:1:1: E3107"]


def test_a_preview_shows_the_theme_of_the_day(tmp_path: Path) -> None:
    root = closed(tmp_path / "c")
    themed(root, "new")
    assert sites.run(root, now=sites.NOW + 200, preview=True, out="p").exit_code == 0
    assert "<!-- new -->" in (root / "p/r1/c.html").read_text("utf-8")


# ------------------------------------------------------------- two archives compared


def test_differences_in_words(tmp_path: Path) -> None:
    from generator.archives.compare import differences
    from generator.archives.opening import opened

    root = closed(tmp_path / "c")
    text = announcing.revised((root / C).read_text("utf-8"), 2, "correction", "写漏了", **{"一是学习。": "一是自学。"})
    sites.write(root, {C: text, "content/notices/r1/late.md": sites.BASE[announcing.NOTICE].replace("甲", "迟")})
    announcing.append(root, sites.NOW + 300)
    later = archive(root, sites.NOW + 400, out=str(tmp_path / "later.zip")).file
    bag = package(tmp_path / "bag")
    with opened(str(bag)) as one, opened(str(root / "archives/r1.zip")) as same, opened(later) as other:
        assert differences(one, same, lambda zh, en: zh) == []
        found = "\n".join(differences(one, other, lambda zh, en: zh))
    assert "迟通报 (r1/late.html)：增加的公开件" in found
    assert "丙通报 (r1/c.html)：文字变了，删去 1 段，增加 1 段" in found
    assert "- 一是学习。" in found
    assert "+ 一是自学。" in found
    assert "甲通报" not in found
    assert "+ data/source/content/notices/r1/late.md" in found
    with pytest.raises(Refused, match="archive"), opened(str(root)):
        pass


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What is said of what was done, and of what was not; two packages compared."""
    from generator.cli import main

    root = archiving.site(tmp_path / "s")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(sites.NOW + 120))
    monkeypatch.setenv("GONGKAI_SIGNER", str(announcing.signer_of(root)))
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    command = ["archive", "-C", str(root)]
    assert main(command) == 2
    assert main([*command, "r1", "--dry-run"]) == 0
    assert not (root / "archives").exists()
    assert main([*command, "r1"]) == 0
    said = capsys.readouterr().out
    assert hashlib.sha256((root / "archives/r1.zip").read_bytes()).hexdigest() in said
    assert "公开件 3 件" in said
    sites.write(root, {"content/pages/about.md": "---\ntitle: 关于\n---\n\n改了。\n"})
    assert main([*command, "r1"]) == 1
    assert "E3108" in capsys.readouterr().err
    other = str(tmp_path / "other.zip")
    assert main([*command, "r1", "--out", other]) == 0
    assert main(["archive", "--diff", str(root / "archives/r1.zip"), other]) == 1
    assert "~ data/source/content/pages/about.md" in capsys.readouterr().out
    assert main(["archive", "--diff", other, other]) == 0
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    assert main(["archive", "--diff", other, str(root)]) == 1
    assert "this is no archive" in capsys.readouterr().out


# ------------------------------------------------------------- the archivist


def test_the_archivist(bag: Path, tmp_path: Path) -> None:
    """Without network and without the program: unpack, read 说明.txt, do what it says, open the site."""
    with zipfile.ZipFile(archiving.made() / "archives/r1.zip") as f:
        f.extractall(tmp_path)
    top = tmp_path / "r1"
    text = (top / "data/说明.txt").read_text("utf-8")
    alone = ["unshare", "-n"] if not subprocess.run(["unshare", "-n", "true"], capture_output=True, check=False).returncode else []  # fmt: skip
    commands = [line.strip() for line in text.split("\n") if line.startswith("    ") and "SOURCE_DATE" not in line]
    for name in ("CHECKPOINT.txt", "以前保存的检查点.txt"):
        (tmp_path / name).write_bytes((top / "data/log/checkpoint").read_bytes())
    assert len(commands) == 8
    for command in commands:
        done = subprocess.run([*alone, "sh", "-c", command], cwd=top, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=False)  # fmt: skip
        assert (done.returncode, wrong(done.stdout)) == (0, []), done.stdout + done.stderr
    page = (top / "data/site/index.html").read_text("utf-8")
    assert 'href="r1/index.html"' in page
    assert "http://" not in page.split("<main")[1].split("</main>")[0]


def test_a_file_that_changes_while_it_is_packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said, and no package appears."""
    root = archiving.site(tmp_path / "s")
    packed = writing._pack_one

    def changing(file: zipfile.ZipFile, name: str, part: writing.Part, size: int, crc: int) -> None:
        if name.endswith("content/pages/about.md"):
            Path(part.source).write_text("---\ntitle: 关于\n---\n\n那是说明。\n", "utf-8")
        packed(file, name, part, size, crc)

    monkeypatch.setattr(writing, "_pack_one", changing)
    assert codes(root) == ["E3112"]
    assert [p.name for p in (root / "archives").iterdir() if p.suffix == ".zip"] == []
    monkeypatch.undo()
    assert not archive(root).failed
    assert [p.name for p in (root / "archives").iterdir()] == ["r1.zip"]
