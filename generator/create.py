"""New things from outlines: a site (`gongkai init`), a notice (`gongkai new notice`), an opinion (`gongkai new reply`)."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from generator import load
from generator.fields import KIND_RULES, KINDS, RECORDS, Kind
from generator.records import ID

_MEANS_SOMETHING = re.compile(r"[:#\[\]{}'\"&*!|>%@`\\]|^[-?,=~]|^[\d.]+$").search
SOME = 10  # ids that a message lists

_OUTLINES: dict[str, str] = {
    "rectification": """（一段话：哪个巡察组何时巡察、何时反馈，现予以公布。）

## 一、履行主体责任情况

（写单位怎样组织整改。）

## 二、反馈问题整改落实情况

### （一）聚焦“……”问题

#### 1.在“……”方面

##### （1）针对“……”问题

:状态: 未完成
:责任单位: （部门名称）

进行了以下整改：

- 一是……；
- 二是……。

## 三、下一步工作安排

（写长期坚持的事项和安排。）

欢迎广大干部群众对整改落实情况进行监督。

{.落款}
（落款单位）
""",
    "announcement": """（一段话：巡察组何时进驻、巡察什么、受理哪些来信来电来访。）

## 一、受理方式

- 联系电话：（带区号）
- 电子邮箱：
- 通信地址：
""",
    "feedback": """（一段话：巡察组何时反馈了巡察意见。）

## 一、存在的主要问题

### （一）……

## 二、整改意见

### （一）……
""",
    "correction": """（写明哪一个公开件的哪一处有误、原文是什么、改为什么、为什么。）
""",
    "consultation": """（写明公示的内容、起止日期和反映意见的方式。）
""",
}

_REPLY = """## 意见

（意见的内容。不写提出意见的人的姓名、电话、住址。）

## 答复

（答复的内容。还没有答复的，删去“## 答复”和这一段。）
"""


def starter_folder() -> str:
    """The starter site that comes with the program."""
    return os.path.join(os.path.dirname(os.path.abspath(__file__)), "starter")


def init(target: str, language: str) -> str:
    """Make a new site; what is wrong, "" when it was made. An existing folder must be empty."""
    if os.path.exists(target) and (not os.path.isdir(target) or any(Path(target).iterdir())):
        return f"{target} is not an empty folder" if language == "en" else f"{target} 已存在而且不是空文件夹"
    shutil.copytree(starter_folder(), target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    os.makedirs(os.path.join(target, "site"), exist_ok=True)
    with open(os.path.join(target, ".gitignore"), "w", encoding="ascii") as f:
        f.write(".gongkai/\nsite/\n")
    return ""


def new_notice(
    root: str,
    id_: str,
    kind: str,
    *,
    round_: str | None = None,
    organisation: str | None = None,
    title: str | None = None,
    language: str = "zh-CN",
) -> tuple[str, str]:
    """Make a draft notice; its path, and what is wrong ("" when it was made)."""
    en = language == "en"

    def wrong(zh: str, english: str) -> tuple[str, str]:
        return "", english if en else zh

    chosen = next((k for k in KINDS if kind in (k.id, k.zh)), None)
    if chosen is None:
        names = "、".join(f"{k.zh}（{k.id}）" for k in KINDS)
        return wrong(
            f"没有“{kind}”这种类型，可以写：{names}",
            f"there is no kind {kind}; there are {', '.join(k.id for k in KINDS)}",
        )
    if not ID.fullmatch(id_):
        return wrong(f"编号 {id_} 不合要求：只用小写字母、数字和减号", f"{id_} is not a valid id: a-z, 0-9 and -")
    content = os.path.join(root, "content")
    if not os.path.isdir(content):
        return wrong(
            f"{root} 里没有 content 文件夹；先用 gongkai init 新建站点", f"there is no folder content in {root}"
        )
    rule = KIND_RULES[chosen.id]
    rounds, organisations = (_ids(content, folder) for folder in ("rounds", "organisations"))
    if round_ is None and len(rounds) == 1:
        round_ = rounds[0]
    if organisation is None:
        organisation = id_ if id_ in organisations else organisations[0] if len(organisations) == 1 else None
    if round_ and round_ not in rounds:
        return wrong(f"没有轮次 {round_}；{_listed(rounds, en)}", f"there is no round {round_}; {_listed(rounds, en)}")
    if organisation and organisation not in organisations:
        known = _listed(organisations, en)
        return wrong(f"没有单位 {organisation}；{known}", f"there is no organisation {organisation}; {known}")
    if "round" in rule.fields and not round_:
        if not rounds:
            return wrong(
                "还没有轮次，请先建立一个：content/rounds/编号.yaml", "make a round first: content/rounds/ID.yaml"
            )
        return wrong(f"请用 --round 指明轮次；{_listed(rounds, en)}", f"give --round; {_listed(rounds, en)}")
    folder = f"notices/{round_}" if round_ else "notices"
    path = os.path.join(content, folder, f"{id_}.md")
    if os.path.exists(path):
        return wrong(f"content/{folder}/{id_}.md 已经存在", f"content/{folder}/{id_}.md is already there")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "x", encoding="utf-8", newline="\n") as f:
        f.write(_outline(rule, chosen.zh, round_, organisation, title))
    return path, ""


def new_reply(root: str, id_: str, about: str | None, title: str | None, language: str) -> tuple[str, str]:
    """Make a draft of an opinion and its answer; its path, and what is wrong ("" when it was made)."""
    en = language == "en"
    content = os.path.join(root, "content")
    path = os.path.join(content, "replies", f"{id_}.md")
    if not ID.fullmatch(id_):
        return (
            "",
            f"{id_} is not a valid id: a-z, 0-9 and -" if en else f"编号 {id_} 不合要求：只用小写字母、数字和减号",
        )
    if about and not os.path.isfile(os.path.join(content, "notices", f"{about}.md")):
        return "", f"there is no notice {about}; write ROUND/ID" if en else f"没有公开件 {about}；写成 轮次/编号"
    if os.path.exists(path):
        return "", f"content/replies/{id_}.md is already there" if en else f"content/replies/{id_}.md 已经存在"
    if not os.path.isdir(content):
        return "", f"there is no folder content in {root}" if en else f"{root} 里没有 content 文件夹"
    zh = {f.id: f.zh for f in RECORDS["reply"]}
    rows = [f"{zh['title']}: {_quoted(title)}"] if title else []
    rows += [f"{zh['notice']}: {about}"] if about else []
    rows.append(f"{zh['draft']}: 是")
    given = {
        "received_on": "2026-01-01",
        "finding": "f-1-2-3" if about else "",
        "channel": "电话",
        "answered_on": "2026-01-10",
        "answered_by": "部门名称",
    }
    rows += [f"# {zh[key]}: {example}" for key, example in given.items() if example]
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "x", encoding="utf-8", newline="\n") as f:
        f.write("---\n" + "\n".join(rows) + "\n---\n\n" + _REPLY)
    return path, ""


def _listed(known: list[str], en: bool) -> str:
    """Some of the ids there are."""
    if not known:
        return "there are none" if en else "现在一个也没有"
    more = ("、…", ", …")[en] if len(known) > SOME else ""
    return f"there are {', '.join(known[:SOME])}{more}" if en else f"现有：{'、'.join(known[:SOME])}{more}"


def _ids(content: str, folder: str) -> list[str]:
    files = load.listing(os.path.join(content, folder)).files
    return sorted(p.removesuffix(".yaml") for p in files if p.endswith(".yaml"))


def _outline(rule: Kind, kind: str, round_: str | None, organisation: str | None, title: str | None) -> str:
    """Front matter in the names clerks use, then the outline of the kind."""
    zh = {f.id: f.zh for f in RECORDS["notice"]}
    rows = [f"{zh['title']}: {_quoted(title or '') or '（在这里写标题）'}", f"{zh['kind']}: {kind}"]
    if round_:
        rows.append(f"{zh['round']}: {round_}")
    if organisation:
        rows.append(f"{zh['organisation']}: {organisation}")
    rows.append(f"{zh['draft']}: 是")
    examples = {
        "published_at": "2026-01-01 09:00", "feedback_on": "2026-01-01", "corrects": "轮次/编号",
        "oversight": "{开始: 2026-01-01, 结束: 2026-01-15}", "organisation": "" if organisation else "单位编号",
    }  # fmt: skip
    rows += [f"# {zh[key]}: {examples[key]}" for key in rule.fields if examples.get(key)]
    return "---\n" + "\n".join(rows) + "\n---\n\n" + _OUTLINES[rule.id]


def _quoted(title: str) -> str:
    """A title as YAML: in quotes where a character in it means something."""
    title = " ".join(title.split())
    return "'" + title.replace("'", "''") + "'" if _MEANS_SOMETHING(title) else title
