"""What the command line says of builds and of what the system refused: sentences, in Chinese or English."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from generator.options import Report, Unstaffed


def locale_language(environ: Any = None) -> str:
    """The language of the terminal: en when the locale says English, else zh-CN."""
    env = os.environ if environ is None else environ
    value = env.get("LC_ALL") or env.get("LC_MESSAGES") or env.get("LANG") or ""
    return "en" if value.lower().startswith("en") else "zh-CN"


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


# why a cluster cannot do the work: Chinese, English
_UNSTAFFED = {
    "missing": (
        "没有安装 Dask；请运行 pip install 'gongkai[cluster]' 后再试",
        "Dask is not installed; pip install 'gongkai[cluster]' brings it",
    ),
    "unreachable": (
        "连不上调度程序 {0}（{1}）；请检查 dask scheduler 是否在运行、地址和端口、防火墙、TLS 证书",
        "the scheduler {0} cannot be reached ({1}); see whether dask scheduler runs there, the address, firewalls, TLS certificates",
    ),
    "empty": (
        "调度程序 {0} 那里没有工作进程；请先在各台机器上运行 dask worker",
        "the scheduler {0} has no workers; start dask worker on the machines first",
    ),
    "foreign": (
        "工作进程 {0} 上没有同一版本的 gongkai（{1}）；请安装同一版本，重新启动 dask worker",
        "the worker {0} does not have this version of gongkai ({1}); install the same version and restart dask worker",
    ),
    "differs": (
        "工作进程 {0} 与本机不同：{1} 在本机是 {2}，在那里是 {3}（不同之处共 {4} 项）；请安装成同一版本，重新启动 dask worker",
        "the worker {0} is not as this machine: {1} is {2} here, and {3} there ({4} differences); install the same versions and restart dask worker",
    ),
    "lost": (
        "与调度程序 {0} 的连接中断了；请检查 dask scheduler 后再试",
        "the connection to the scheduler {0} was lost; see to dask scheduler and try again",
    ),
    "deserted": (
        "调度程序 {0} 的工作进程全部停了；请重新启动 dask worker 后再试",
        "all workers of the scheduler {0} are gone; start dask worker again and try once more",
    ),
    "killed": (
        "同一批内容几次使工作进程终止，最后一次在 {0}，多半是那里内存不足；请加大内存后再试",
        "workers died of the same batch several times, last {0}, most likely for want of memory; give them more",
    ),
}


def unstaffed(e: Unstaffed, language: str) -> str:
    """Why workers cannot do the work, what to do, and that nothing is lost."""
    en = language == "en"
    nothing = "nothing" if en else "没有"
    said = _UNSTAFFED[e.why][en].format(*(t or nothing for t in e.told))
    return f"gongkai: {said}; the site is as it was" if en else f"gongkai：{said}；网站没有改动"


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
