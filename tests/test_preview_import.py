"""The preview's import page, by real requests on loopback: what it takes, what it refuses, what it writes."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from html import unescape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import ledgers
import pytest
from openpyxl.comments import Comment
from tornado.httpclient import AsyncHTTPClient, HTTPRequest, HTTPResponse
from word_files import P, comment, docx, inserted, picture, png

from generator import preview_import
from generator.build import Options, build
from generator.preview import listen, serving
from generator.preview_save import Changed, Misplaced, place, save
from generator.preview_state import Result

DEADLINE = 30.0  # seconds; only ever waited for by a test that fails
TEXT = """关于第一轮巡察整改情况的通报

根据统一部署，区委第一巡察组于2025年3月1日至4月30日开展了常规巡察，并于2025年5月20日反馈了巡察意见。

一、整改落实情况

（一）聚焦“学习不够”问题

1.针对“学习不深入”问题

进行了以下整改：一是加强学习；二是开展交流。

联系电话：022-12345678
"""
WORD = docx(
    [P(line, outline=k) for k, line in ((0, "一、整改情况"), (None, "正文。"))] + [P(picture("a.png", "图"))],
    media={"a.png": png()},
)
COMMENTED = docx([P("关于整改情况的通报", style="Title"), P("正文", comment("请核"), inserted("补充"))])


class Clerk(NamedTuple):
    """Somebody who uses the page: what a browser knows, and the site's folder."""

    address: str
    root: Path
    client: AsyncHTTPClient

    async def ask(self, path: str, body: bytes | None = None, method: str = "", **headers: str) -> HTTPResponse:
        return await self.client.fetch(
            HTTPRequest(
                self.address + path, method=method or ("GET" if body is None else "POST"), body=body, headers=headers,
                follow_redirects=False, request_timeout=DEADLINE, allow_nonstandard_methods=True,
            ),
            raise_error=False,
        )  # fmt: skip

    async def token(self) -> str:
        return hidden(await self.ask("_import"), "token")

    def origin(self) -> dict[str, str]:
        return {"Origin": self.address.rstrip("/")}

    async def send(self, action: str, **fields: str) -> HTTPResponse:
        """Send a form without a file, as a browser does."""
        fields.setdefault("token", await self.token())
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return await self.ask(f"_import/{action}", urlencode(fields).encode(), **kind, **self.origin())

    async def hand_in(self, data: bytes, name: str, **fields: str) -> HTTPResponse:
        """Hand in a file."""
        fields.setdefault("token", await self.token())
        body, kind = multipart(fields, data, name)
        return await self.ask("_import/read", body, **{"Content-Type": kind}, **self.origin())

    async def save(self, page: HTTPResponse, **changes: str) -> HTTPResponse:
        """Save what the inputs of a page say, with changes."""
        return await self.send("save", **{**inputs(page), **changes})

    @property
    def content(self) -> set[str]:
        return {p.relative_to(self.root).as_posix() for p in (self.root / "content").rglob("*") if p.is_file()}


def multipart(fields: Mapping[str, str], data: bytes, name: str) -> tuple[bytes, str]:
    mark = "gongkai-test-boundary"
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode() for k, v in fields.items()
    ]
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
    parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + data + b"\r\n")
    return b"".join(parts) + f"--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"


def text_of(page: HTTPResponse) -> str:
    return unescape(page.body.decode())


def hidden(page: HTTPResponse, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.body.decode())
    assert found, f"no {name} in:\n{text_of(page)[:2000]}"
    return unescape(found[1])


def inputs(page: HTTPResponse) -> dict[str, str]:
    """What a browser would send of the form of a page that nobody has touched."""
    text = page.body.decode()
    text = text[text.index('id="notice"') :]
    out = {m[1]: unescape(m[2]) for m in re.finditer(r'<input [^>]*?name="([^"]+)" value="([^"]*)"', text)}
    for m in re.finditer(r'<select id="[^"]*" name="([^"]+)".*?</select>', text, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', m[0])
        out[m[1]] = chosen[1] if chosen else ""
    body = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", text, re.DOTALL)
    assert body
    return {**out, "body": unescape(body[1]), "draft": "1"}


def play(root: Path, scene: Callable[[Clerk], Awaitable[None]]) -> None:
    """Run a scene with a preview of a site; in a thread, for Playwright has a loop in the main one."""

    @asynccontextmanager
    async def running() -> AsyncIterator[Clerk]:
        def once(later: bool = False) -> Result:
            report = build(Options(root, root / "out", preview=True, executor="serial", later=later))
            return Result(not report.exit_code, said=report.diagnostics)

        door, first = listen(0), once()
        async with serving(once, root / "out", [root], door, say=lambda _: None, first=first, root=root) as (
            preview,
            _,
        ):
            yield Clerk(preview.address, root, AsyncHTTPClient(force_instance=True, max_body_size=10**9))

    async def whole() -> None:
        async with running() as clerk:
            await scene(clerk)

    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, whole()).result()


# -- the way


def test_a_text_becomes_a_notice(base: Path) -> None:
    async def scene(clerk: Clerk) -> None:
        before = clerk.content
        page = await clerk.hand_in(TEXT.encode(), "通报.txt", round="r1", organisation="o1")
        assert "导入报告" in text_of(page)
        given = inputs(page)
        assert given["f:title"] == "关于第一轮巡察整改情况的通报"
        assert (given["f:round"], given["f:feedback_on"]) == ("r1", "2025-05-20")
        assert clerk.content == before, "nothing is written before it is saved"
        saved = await clerk.save(
            page, id="new", **{"f:published_at": "2026-01-02T09:30", "f:signed_by": "某单位: “引号”"}
        )
        assert (saved.code, saved.headers["Location"]) == (303, "/_import/done?notice=r1/new")
        assert clerk.content - before == {"content/notices/r1/new.md"}
        text = (clerk.root / "content/notices/r1/new.md").read_text("utf-8")
        assert text.startswith("---\n标题: 关于第一轮巡察整改情况的通报\n")
        assert "发布时间: 2026-01-02 09:30\n" in text
        assert "落款: '某单位: “引号”'\n" in text
        assert "草稿: 是\n" in text
        assert "# 成文日期:" in text, "what is not known stays a comment"
        assert text.endswith(given["body"])
        done = text_of(await clerk.ask("_import/done?notice=r1/new"))
        assert "content/notices/r1/new.md" in done
        assert 'data-page="/r1/new.html"' in done

    play(base, scene)


def test_without_a_draft_it_is_to_be_published(base: Path) -> None:
    async def scene(clerk: Clerk) -> None:
        page = await clerk.hand_in(TEXT.encode(), "a.txt", round="r1", id="new")
        given = inputs(page)
        del given["draft"]
        assert (await clerk.send("save", **given)).code == 303
        assert "草稿" not in (clerk.root / "content/notices/r1/new.md").read_text("utf-8").partition("\n---\n")[0]

    play(base, scene)


def test_pictures_go_where_the_notice_goes(base: Path) -> None:
    async def scene(clerk: Clerk) -> None:
        page = await clerk.hand_in(WORD, "a.docx", round="r1", id="first")
        assert "](first/picture-1.png)" in inputs(page)["body"]
        changes = {"id": "second", "f:title": "图", "f:kind": "announcement"}
        assert (await clerk.save(page, **changes)).code == 303
        assert "](second/picture-1.png)" in (clerk.root / "content/notices/r1/second.md").read_text("utf-8")
        assert (clerk.root / "content/notices/r1/second/picture-1.png").read_bytes() == png()

    play(base, scene)


def test_the_file_is_kept_as_it_came(base: Path) -> None:
    """Outside of the content, for the archive of the round; under a name that any disk takes."""
    names = {
        "来件 1.docx": "来件 1.docx",
        "C:\\\\件\\\\来件.docx": "来件.docx",
        "件" * 90 + ".docx": "件" * 55 + ".docx",
        "..": "file",
        "件" * 90 + "." + "x" * 70: "file",
        ".x": "file",
    }

    async def scene(clerk: Clerk) -> None:
        before = clerk.content
        for n, (name, kept) in enumerate(names.items()):
            page = await clerk.hand_in(WORD, name, round="r1", id=f"n{n}")
            assert not (clerk.root / "originals/r1" / f"n{n}").exists(), "nothing is written before it is saved"
            for _ in range(2):
                await clerk.save(page, **{"f:title": "图", "f:kind": "announcement"})
            folder = clerk.root / "originals/r1" / f"n{n}"
            assert [p.name for p in folder.iterdir()] == [kept]
            assert (folder / kept).read_bytes() == WORD
        assert all(p.startswith("content/notices/r1/") for p in clerk.content - before)

    play(base, scene)


def test_what_is_refused_is_named_and_may_be_accepted(base: Path) -> None:
    async def scene(clerk: Clerk) -> None:
        assert 'name="accept"' not in text_of(await clerk.ask("_import"))
        page = await clerk.hand_in(COMMENTED, "a.docx")
        text = text_of(page)
        assert "没有导入" in text
        assert "第 2 段" in text
        assert "请核" in text
        assert set(re.findall(r'name="accept" value="([^"]+)"', text)) == {"comments", "tracked-changes"}
        pending = hidden(page, "pending")
        assert "--accept" not in text, "a clerk has no command line"
        page = await clerk.send("read", pending=pending, accept="comments")
        assert 'value="comments" checked' in text_of(page)
        body = urlencode(
            [
                ("token", await clerk.token()),
                ("pending", pending),
                ("accept", "comments"),
                ("accept", "tracked-changes"),
            ]
        )
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        page = await clerk.ask("_import/read", body.encode(), **kind, **clerk.origin())
        assert "正文补充" in inputs(page)["body"]

    play(base, scene)


def test_faults_of_inputs_are_told_beside_them_and_nothing_is_lost(base: Path) -> None:
    async def scene(clerk: Clerk) -> None:
        before = clerk.content
        page = await clerk.hand_in(TEXT.encode(), "a.txt")
        wrong = {"id": "A b", "f:title": " ", "f:round": "none", "f:feedback_on": "2026-02-30", "body": "## 改过的\n"}
        page = await clerk.save(page, **wrong)
        text = text_of(page)
        assert text.count('aria-invalid="true"') == 4
        given = inputs(page)
        assert (given["id"], given["f:feedback_on"], given["body"]) == ("A b", "2026-02-30", "## 改过的\n")
        assert clerk.content == before

    play(base, scene)


def test_what_stands_there_is_replaced_only_after_a_look(base: Path) -> None:
    notice = base / "content/notices/r1/new.md"

    async def scene(clerk: Clerk) -> None:
        page = await clerk.hand_in(TEXT.encode(), "a.txt", round="r1")
        assert (await clerk.save(page, id="new")).code == 303
        first = notice.read_bytes()
        page = await clerk.hand_in(TEXT.replace("加强学习", "深入学习").encode(), "a.txt", round="r1")
        asked = await clerk.save(page, id="new")
        assert "文件已经存在" in text_of(asked)
        assert '<div class="old">- - 一是加强学习；</div>' in text_of(asked)
        assert '<div class="new">+ - 一是深入学习；</div>' in text_of(asked)
        assert notice.read_bytes() == first
        # back to what was typed
        pending, agreed = hidden(asked, "pending"), hidden(asked, "agreed")
        assert inputs(await clerk.send("edit", pending=pending))["id"] == "new"
        # somebody else was quicker
        notice.write_bytes(first + b"\nmore\n")
        asked = await clerk.send("confirm", pending=pending, agreed=agreed)
        assert "文件又被改过" in text_of(asked)
        assert notice.read_bytes() == first + b"\nmore\n"
        # a confirmation of something else is none
        assert "文件已经存在" in text_of(await clerk.send("confirm", pending=pending, agreed="x"))
        saved = await clerk.send("confirm", pending=pending, agreed=hidden(asked, "agreed"))
        assert saved.code == 303
        assert "深入学习" in notice.read_text("utf-8")
        assert (notice.parent / "new.md~").read_bytes() == first + b"\nmore\n"
        # and it is over
        assert (await clerk.send("confirm", pending=pending, agreed=agreed)).code == 400

    play(base, scene)


def test_a_ledger_is_filled_in(base: Path) -> None:
    notice = base / "content/notices/r1/a.md"
    notice.write_bytes(ledgers.NOTICE.replace("\n", "\r\n").encode("utf-8-sig"))
    rows = [
        ("编号", "问题", "整改状态"),
        *zip(ledgers.NUMBERS, ledgers.TITLES, ("已完成", "未完成", "已完成", ""), strict=True),
    ]
    book = ledgers.book(rows, lambda sheet: setattr(sheet["B2"], "comment", Comment("核", "甲")))

    async def scene(clerk: Clerk) -> None:
        page = await clerk.hand_in(book, "台账.xlsx")
        assert "台账填进哪一个公开件" in text_of(page)
        pending, before = hidden(page, "pending"), notice.read_bytes()
        assert "台账填进" in text_of(await clerk.send("compare", pending=pending, notice="../../site")), (
            "not one of them"
        )
        page = await clerk.send("compare", pending=pending, notice="r1/a")
        assert re.findall(r'name="accept" value="([^"]+)"', text_of(page)) == ["comments"]
        page = await clerk.send("compare", pending=pending, notice=hidden(page, "notice"), accept="comments")
        assert '<div class="new">+ :状态: 未完成</div>' in text_of(page)
        assert notice.read_bytes() == before
        assert (await clerk.send("confirm", pending=pending, agreed=hidden(page, "agreed"))).code == 303
        now = notice.read_bytes()
        assert now.startswith(b"\xef\xbb\xbf---\r\n")
        assert "\r\n:状态: 未完成\r\n".encode() in now
        assert b"\n" not in now.replace(b"\r\n", b"")

    play(base, scene)


def test_a_ledger_that_differs_is_not_saved(base: Path) -> None:
    (base / "content/notices/r1/a.md").write_text(ledgers.NOTICE, "utf-8")
    book = ledgers.book([("编号", "问题", "整改状态"), ("9-9", "没有这个", "已完成")])

    async def scene(clerk: Clerk) -> None:
        page = await clerk.send(
            "compare", pending=hidden(await clerk.hand_in(book, "a.xlsx"), "pending"), notice="r1/a"
        )
        assert "E2231" in text_of(page)
        assert 'name="agreed"' not in text_of(page)

    play(base, scene)


def test_the_page_speaks_the_sites_language(base: Path) -> None:
    site = base / "content/site.yaml"
    site.write_text(site.read_text("utf-8") + "language: en\n", "utf-8")

    async def scene(clerk: Clerk) -> None:
        assert "Drop a file here" in text_of(await clerk.ask("_import"))
        page = text_of(await clerk.hand_in(TEXT.encode(), "a.txt"))
        assert "Import report" in page
        assert "found in the text" in page

    play(base, scene)


# -- what is not taken


def test_forms_of_others_are_refused(base: Path) -> None:
    async def scene(clerk: Clerk) -> None:
        before, token = clerk.content, await clerk.token()
        body, kind = multipart({"token": token}, TEXT.encode(), "a.txt")
        own = clerk.origin()
        port = clerk.address.rstrip("/").rpartition(":")[2]
        for headers in (
            {"Origin": "http://evil.example"},
            {"Origin": "null"},
            {"Origin": f"http://127.0.0.1:{int(port) + 1}"},
            {"Origin": f"https://127.0.0.1:{port}"},
            {},
            {**own, "Host": "evil.example"},
            {**own, "Sec-Fetch-Site": "cross-site"},
        ):
            for action in ("read", "save", "edit", "confirm", "compare"):
                answer = await clerk.ask(f"_import/{action}", body, **{"Content-Type": kind, **headers})
                assert answer.code == 403, headers
        for wrong in ("", token[:-1], token + "x", "字"):
            assert (await clerk.hand_in(TEXT.encode(), "a.txt", token=wrong)).code == 403
        assert clerk.content == before
        assert "导入报告" in text_of(await clerk.hand_in(TEXT.encode(), "a.txt", token=token))

    play(base, scene)


def test_each_run_has_a_token_of_its_own(base: Path) -> None:
    tokens = []

    async def scene(clerk: Clerk) -> None:
        tokens.append(await clerk.token())

    play(base, scene)
    play(base, scene)
    assert len(set(tokens)) == 2
    assert min(map(len, tokens)) >= 40


def test_answers_can_be_neither_framed_nor_kept(base: Path) -> None:
    async def scene(clerk: Clerk) -> None:
        for answer in (
            await clerk.ask("_import"),
            await clerk.hand_in(TEXT.encode(), "a.txt"),
            await clerk.ask("_import/import.js"),
        ):
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
            assert "frame-ancestors 'none'" in policy
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.headers["Referrer-Policy"] == "same-origin"
            assert "unsafe" not in policy
        page = text_of(await clerk.hand_in(TEXT.encode(), "a.txt"))
        assert not re.search(r"<style|style=|<script>|\son\w+=", page), "the policy would stop it"

    play(base, scene)


def test_what_is_quoted_is_text(base: Path) -> None:
    async def scene(clerk: Clerk) -> None:
        name = "<img src=x onerror=1>.txt"
        page = await clerk.hand_in("</textarea><script>1</script>\n\n正文\n".encode(), name)
        assert b"<script>1" not in page.body
        assert b"<img src=x" not in page.body
        assert "</textarea><script>1</script>" in inputs(page)["body"].replace("\\", "") + inputs(page)["f:title"]

    play(base, scene)


def test_bad_forms_end_in_a_page(base: Path) -> None:
    async def scene(clerk: Clerk) -> None:
        token, before = await clerk.token(), clerk.content
        good, kind = multipart({"token": token}, TEXT.encode(), "a.txt")
        for body, type_ in (
            (good[: len(good) // 2], kind),
            (good, "multipart/form-data"),
            (good.replace(b"boundary", b"b"), kind),
            (b"", kind),
            (b"\xff\xfe", "application/x-www-form-urlencoded"),
            (b"token=%ff", "application/x-www-form-urlencoded"),
            (b"{}", "application/json"),
        ):
            answer = await clerk.ask("_import/read", body, **{"Content-Type": type_}, **clerk.origin())
            assert answer.code in (400, 403), (body[:40], type_)
            assert "导入" in text_of(answer)
        for action in ("read", "save", "edit", "confirm", "compare"):
            assert (await clerk.send(action)).code == 400
            assert (await clerk.send(action, pending="x")).code == 400
        for data in (
            b"PK\x03\x04rubbish",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
            b"%PDF-1.7",
            b"\x00\x01\x02",
            WORD[: len(WORD) // 2],
        ):
            answer = await clerk.hand_in(data, "a.docx")
            assert (answer.code, "没有导入" in text_of(answer)) == (200, True), data[:8]
        assert clerk.content == before

    play(base, scene)


def test_only_what_is_offered_is_answered(base: Path) -> None:
    async def scene(clerk: Clerk) -> None:
        for path, method, code in (
            ("_import", "POST", 405),
            ("_import/read", "GET", 405),
            ("_import/read", "PUT", 405),
            ("_import/choose", "POST", 405),
            ("_import/done?notice=../../site", "GET", 400),
            ("_import/done?notice=r1/none", "GET", 400),
            ("_import/import.css", "GET", 200),
            ("_import/preview_import.py", "GET", 404),
        ):
            headers = clerk.origin() if method != "GET" else {}
            assert (await clerk.ask(path, b"" if method == "POST" else None, method, **headers)).code == code, path

    play(base, scene)


def test_large_files_are_refused(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview_import, "LIMIT", 200_000)
    monkeypatch.setattr(preview_import, "_ROOM", 50_000)

    async def scene(clerk: Clerk) -> None:
        assert "导入报告" in text_of(await clerk.hand_in(TEXT.encode() * 100, "a.txt"))
        for size in (200_001, 260_000, 1_900_000):
            answer = await clerk.hand_in(b"a" * size, "a.txt")
            assert answer.code == 413, size
            assert "不能导入" in text_of(answer)
        # beyond that nobody listens, and other pages take no large requests at all
        for path, size in (("_import/read", 2_100_000), ("", 70_000)):
            answer = await clerk.ask(path, b"a" * size, **clerk.origin())
            assert answer.code in (400, 599), path

    play(base, scene)


def test_old_imports_are_forgotten(base: Path) -> None:
    async def scene(clerk: Clerk) -> None:
        first = hidden(await clerk.hand_in(TEXT.encode(), "a.txt"), "pending")
        assert (await clerk.send("read", pending=first)).code == 200
        for _ in range(8):
            await clerk.hand_in(TEXT.encode(), "a.txt")
        assert (await clerk.send("read", pending=first)).code == 400

    play(base, scene)


# -- where it writes


@pytest.mark.parametrize(
    "path",
    [
        "site.yaml", "notices/../site.yaml", "notices/r1/../../x.md", "../x.md", "/etc/x.md", "notices//x.md", "notices/r1/.md", "notices",
        "notices/r1/.hidden.md", "notices/r1/x\0.md", "notices/r1/a/b/c.png", "notices\\r1\\x.md", "notices/C:/x.md", "notices/r1/x.md/",
    ],
)  # fmt: skip
def test_no_path_leads_out(base: Path, path: str) -> None:
    with pytest.raises(Misplaced):
        save(str(base), {path: b"x"}, {})


@pytest.mark.parametrize("linked", ["notices", "notices/r1", "notices/r1/x", "notices/r1/x.md"])
def test_no_link_leads_out(base: Path, tmp_path_factory: pytest.TempPathFactory, linked: str) -> None:
    outside = tmp_path_factory.mktemp("outside")
    target = base / "content" / linked
    if target.is_dir():
        shutil.rmtree(target)
    target.parent.mkdir(exist_ok=True)
    target.symlink_to(outside / "x.md" if linked.endswith(".md") else outside)
    with pytest.raises(Misplaced):
        save(str(base), {"notices/r1/x/a.png": b"x", "notices/r1/x.md": b"x"}, {})
    assert list(outside.iterdir()) == []


def test_a_folder_or_a_changed_file_is_never_replaced(base: Path) -> None:
    (base / "content/notices/r1/x.md").mkdir()
    with pytest.raises(Misplaced):
        place(str(base), "notices/r1/x.md")
    (base / "content/notices/r1/y.md").write_text("y")
    for shown in ({}, {"notices/r1/y.md": "0" * 32}):
        with pytest.raises(Changed):
            save(str(base), {"notices/r1/y/a.png": b"x", "notices/r1/y.md": b"x"}, shown)
    assert (base / "content/notices/r1/y.md").read_text() == "y"
    assert not (base / "content/notices/r1/y").exists(), "all or nothing"


def test_a_disk_that_refuses_is_told(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    async def scene(clerk: Clerk) -> None:
        page = await clerk.hand_in(TEXT.encode(), "a.txt", round="r1", id="new")
        monkeypatch.setattr("generator.preview_save.os.fsync", full)
        answer = await clerk.save(page)
        assert answer.code == 500
        assert "No space left" in text_of(answer)
        assert [
            p.name for p in (clerk.root / "content/notices/r1").iterdir() if "new" in p.name or p.name.startswith(".")
        ] == []

    play(base, scene)
