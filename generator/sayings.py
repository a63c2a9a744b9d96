"""What the command line says of builds and of what the system refused: sentences, in Chinese or English."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.options import Report


def refused(e: OSError, language: str) -> str:
    """What the disk or the network said, and that nothing is lost."""
    where = f" {e.filename}" if e.filename else ""
    if language == "en":
        return f"gongkai: {e.strerror or e}{where}; the site is as it was"
    hints = {
        errno.ENOSPC: "磁盘已满，请清理后再运行", errno.EACCES: "没有权限", errno.EPERM: "没有权限", errno.EROFS: "磁盘是只读的",
        errno.EDQUOT: "超出磁盘配额", errno.ENOTDIR: "不是文件夹", errno.ENOENT: "没有这个文件或文件夹",
        errno.ENAMETOOLONG: "文件名太长", errno.EMFILE: "打开的文件太多",
    }  # fmt: skip
    return f"gongkai：{hints.get(e.errno or 0, e.strerror or str(e))}{where}；网站没有改动"


def counts(report: Report) -> str:
    errors = sum(d.severity == "error" for d in report.diagnostics)
    warnings = sum(d.severity == "warning" for d in report.diagnostics)
    if report.language == "en":
        return f"{errors} error{'s' * (errors != 1)}, {warnings} warning{'s' * (warnings != 1)}"
    return f"错误 {errors} 个，警告 {warnings} 个"


_WHY = {
    "new": "新文件", "template": "模板变了", "site": "网站信息（页首、页脚、样式）变了", "view": "页面上来自别处的内容变了",
    "source": "正文变了", "output": "已生成的文件丢失、被改动，或要求核对",
}  # fmt: skip


def why_made(why: str, language: str) -> str:
    return why if language == "en" else "、".join(_WHY.get(part, part) for part in why.split("+"))


def summary(report: Report, shown: str) -> str:
    if any(d.code == "E0007" for d in report.diagnostics):
        return counts(report)
    if report.exit_code:
        if report.language == "en":
            stays = "nothing was written, the last good site stays"
            return f"{counts(report)}; {stays}. Repair the errors and build again; gongkai preview shows them as you do"
        stays = "没有生成，上一次的网站保持不变"
        return f"{counts(report)}。{stays}。改正错误后再运行 gongkai build；用 gongkai preview 可以边改边看。"
    total = report.written + report.kept
    if report.language == "en":
        return f"{shown}: {total} files ({report.written} written, {report.kept} kept, {report.removed} removed) in {report.seconds:.2f} s"
    numbers = f"新写 {report.written}，未变 {report.kept}，删除 {report.removed}"
    return f"网站已生成在 {shown}：共 {total} 个文件（{numbers}），用时 {report.seconds:.2f} 秒"
