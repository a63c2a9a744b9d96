"""New things from outlines: a site (`gongkai init`), a notice (`gongkai new notice`)."""

from __future__ import annotations

import os
import shutil

from generator import load
from generator.fields import KIND_RULES, KINDS, RECORDS, Kind
from generator.records import ID

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

{.signature}
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


def starter_folder() -> str:
    """The starter site that comes with the program."""
    return os.path.join(os.path.dirname(os.path.abspath(__file__)), "starter")


def init(target: str, language: str) -> str:
    """Make a new site; what is wrong, "" when it was made. An existing folder must be empty."""
    if os.path.exists(target) and (not os.path.isdir(target) or os.listdir(target)):
        return f"{target} is not an empty folder" if language == "en" else f"{target} 已存在而且不是空文件夹"
    shutil.copytree(starter_folder(), target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    os.makedirs(os.path.join(target, "site"), exist_ok=True)
    with open(os.path.join(target, ".gitignore"), "w", encoding="ascii") as f:
        f.write(".gongkai/\nsite/\n")
    return ""


def new_notice(
    root: str, id_: str, kind: str, round_: str | None, organisation: str | None, title: str | None, language: str
) -> tuple[str, str]:
    """Make a draft notice; its path, and what is wrong ("" when it was made)."""
    en = language == "en"
    chosen = next((k for k in KINDS if kind in (k.id, k.zh)), None)
    if chosen is None:
        names = "、".join(f"{k.zh}（{k.id}）" for k in KINDS)
        return "", f"there is no kind {kind}: {', '.join(k.id for k in KINDS)}" if en else f"没有“{kind}”这种类型，可以写：{names}"
    if not ID.fullmatch(id_):
        return "", f"{id_} is not a valid id: a-z, 0-9 and -" if en else f"编号 {id_} 不合要求：只用小写字母、数字和减号"
    content = os.path.join(root, "content")
    if not os.path.isdir(content):
        return "", f"there is no folder content in {root}" if en else f"{root} 里没有 content 文件夹；先用 gongkai init 新建站点"
    rule = KIND_RULES[chosen.id]
    rounds, organisations = (_ids(content, folder) for folder in ("rounds", "organisations"))
    if round_ is None and rounds and (len(rounds) == 1 or "round" not in rule.fields):
        round_ = rounds[0] if len(rounds) == 1 else None
    if organisation is None and len(organisations) == 1:
        organisation = organisations[0]
    for given, known, zh, option in ((round_, rounds, "轮次", "--round"), (organisation, organisations, "单位", "--organisation")):
        if given and given not in known:
            return "", f"{option} {given}: there are {', '.join(known)}" if en else f"没有{zh} {given}，现有：{'、'.join(known)}"
    if "round" in rule.fields and not round_:
        return "", f"give --round: {', '.join(rounds)}" if en else f"请用 --round 指明轮次，现有：{'、'.join(rounds)}"
    folder = f"notices/{round_}" if round_ else "notices"
    path = os.path.join(content, folder, f"{id_}.md")
    if os.path.exists(path):
        return "", f"{path} is already there" if en else f"{path} 已经存在"
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "x", encoding="utf-8", newline="\n") as f:
        f.write(_outline(rule, chosen.zh, round_, organisation, title))
    return os.path.relpath(path), ""


def _ids(content: str, folder: str) -> list[str]:
    files = load.listing(os.path.join(content, folder)).files
    return sorted(p.removesuffix(".yaml") for p in files if p.endswith(".yaml"))


def _outline(rule: Kind, kind: str, round_: str | None, organisation: str | None, title: str | None) -> str:
    """Front matter in the names clerks use, then the outline of the kind."""
    zh = {f.id: f.zh for f in RECORDS["notice"]}
    rows = [f"{zh['title']}: {title or '（在这里写标题）'}", f"{zh['kind']}: {kind}"]
    if round_:
        rows.append(f"{zh['round']}: {round_}")
    if organisation:
        rows.append(f"{zh['organisation']}: {organisation}")
    rows.append(f"{zh['draft']}: 是")
    examples = {
        "published_at": "2026-01-01 09:00", "feedback_on": "2026-01-01", "corrects": "轮次/编号",
        "oversight": "{开始: 2026-01-01, 结束: 2026-01-15}",
    }  # fmt: skip
    rows += [f"# {zh[key]}: {examples[key]}" for key in rule.fields if key in examples]
    return "---\n" + "\n".join(rows) + "\n---\n\n" + _OUTLINES[rule.id]
