"""Names: of people beside what was done to them, of petitioners, minors, the sick and the poor."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.reading import Found, Reading
from generator.rules import vocabulary
from generator.rules.finder import row_of

# the commonest surnames, without those that are mostly other words in such texts (方, 于, 党, 常, 单, 项, 时, 严 …)
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范石姚谭廖邹熊"
    "陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易武乔贺赖龚庞樊兰殷施陶洪翟安颜倪牛温芦季俞章鲁葛韦申尤毕聂关焦左柳甘祝包宁符阮"
    "柯纪梅童凌裴冉齐庄詹霍苗窦骆靳谷司辛管闫肖"
)
_DOUBLE = "欧阳|上官|司马|诸葛|皇甫|司徒|尉迟|公孙|令狐|夏侯|东方"
# a person's place before the name, and what is done to somebody who is only named
_ROLE = re.compile(
    "(?:书记|主任|局长|处长|科长|股长|所长|站长|队长|院长|校长|园长|厂长|部长|组长|社长|店长|镇长|乡长|区长|县长|市长|村长|会长|班长|经理|总监|厨师长"
    "|委员|职员|科员|雇员|人员|干部|党员|成员|联络员|会计|出纳|教师|老师|医生|护士|司机|调研员|巡视员|辅警|民警|网格员|社工|职工|负责人|责任人|当事人"
    "|法定代表人|同志)$"
)
_BEFORE = re.compile("(?:对|给予|将|免去|撤销|责令|由于|因|、|，|和|^)$")
_FOLLOW = re.compile(
    r"同志|进行|给予|予以|作出|作为|受到|被|的[处违问诫党政]|因|涉嫌|涉案|等\d|等人|等[一二三四五六七八九十]|实施|处以|处分|诫勉|立案|党内|政务|撤|免|开除|记过"
    r"|警告|通报|批评|严重违|违[纪规法反]|利用|挪用|受贿|贪污|收受|酒后|醉酒|[（(、，。]|已[于被]|[于自]\d|在任|移送|$"
)
_DONE = re.compile(
    "同志|(?:进行|作出|给予|予以|实施|的)?(?:立案|诫勉|党内|政务|处分|严重警告|警告处分|记过|免职|撤职|开除|留党|批评教育|通报批评|处以)|的(?:违纪|违法|职务|处置)"
    "|[（(][^）)\n]{0,20}[长任记员师理][）)]"
)
_NAME = re.compile(f"(?:{_DOUBLE})[一-鿿]{{1,2}}|[{_SURNAMES}][一-鿿]{{1,2}}")
_FIRST = re.compile(f"[{_SURNAMES}欧上诸皇令尉公东]")
# words that begin with a surname and are no names
_WORDS = (
    "董事|高度|高效|高质|高标|高位|高风|高额|高龄|高压|高层|高校|高中|高发|安全|安排|安置|安装|管理|管控|管党|管辖|关于|关系|关注|关键|关心|任职|任命|任务|任何|任期|任用|任前|程序|程度"
    "|金额|白天|万元|万余|马上|毛病|施工|施行|江苏|江西|苏州|周边|周围|周期|周末|周密|周到|张贴|张榜|陈旧|陈列|陈述|许可|许多|余额|余款|余人|余名|余元|曾经|曾任|曾在|曾因|段落|陆续|黄河|龙头|石油|石材|田间"
    "|何种|何时|何人|罗列|郑重|谢绝|夏季|秦皇|孔雀|史上|史料|易发|易地|武装|武器|兰州|洪水|温馨|温度|季度|章程|章节|章制|申请|申报|申诉|尤其|左右|包括|包干|包保|包联|宁夏|宁波|符合|梅花|童年|齐抓|齐心|庄严|苗头|纪检"
    "|纪委|纪律|纪工|司法|司机|辛苦|谷物|牛羊|钱款|钱物|钱财|程建|贾汪|康复|康养|林业|林地|林长|梁柱|汤圆|万人|雷同|黎明|乔迁|贺信|殷切|陶瓷|颜色|鲁莽|甘于|祝贺|凌晨|石化|江河|史实|常|田地|马路|沈阳|杨柳"
    "|石家|顾问|顾客|顾全|秦岭|熊猫|邵阳|孟加|侯门|易制|施救|施策|施压|丁级|叶片|戴口|夏粮|钟点|汪洋|姜片|范围|范畴|姚家|陆上|陆地|孔洞|管委|管道|管网|管线|管护|关停|关闭|关联|关口|左侧|包装|包庇|符号|毕业|焦点|焦虑|柳树"
)
_IS_WORD = re.compile(f"(?:{_WORDS})").match
_SECOND = frozenset(
    "某×XxＸ*＊〇○_的了和与及在对为是被将把给等或于因并也都就因由从向到各有无不已未应须可能会要请令年月日元"
)


def beside_discipline(reading: Reading) -> Iterator[Found]:
    """A person's whole name in a sentence on discipline; 张某某 and 张×× are let pass."""
    body = reading.body
    seen: set[tuple[int, int]] = set()
    for at, word in vocabulary.found(reading, "discipline"):
        start, end = _sentence(body, at)
        if (start, end) in seen:
            continue
        seen.add((start, end))
        for name in _names(body, start, end):
            yield Found(name[0], len(name[1]), (word,))


def _names(body: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """Names in a sentence that stand after somebody's place, or before what was done to them."""
    taken = start
    for m in _FIRST.finditer(body, start, end):
        at = m.start()
        if at < taken or _IS_WORD(body, at) or (whole := _NAME.match(body, at, end)) is None:
            continue
        before = body[max(start, at - 6) : at]
        follow = _FOLLOW if _ROLE.search(before) else _DONE if _BEFORE.search(before) else None
        # the shortest name that what follows fits
        for stop in range(whole.end() - 1 if len(whole[0]) > 2 else whole.end(), whole.end() + 1):
            name = body[at:stop]
            if follow and follow.match(body, stop, end) and _is_name(name):
                yield at, name
                taken = stop
                break


# what names of bodies and things end with
_TAILS = (
    "工作", "问题", "情况", "建设", "责任", "制度", "单位", "部门", "公司", "学校", "街道", "社区", "镇", "村", "区", "市", "县", "局", "委", "党", "组", "路", "桥", "园", "院",
)  # fmt: skip


def _is_name(text: str) -> bool:
    return not any(c in _SECOND for c in text[1:]) and not text.endswith(_TAILS)


def _sentence(body: str, at: int) -> tuple[int, int]:
    first, last = row_of(body, at)
    start = max((body.rfind(c, first, at) + 1 for c in "。；"), default=first)
    ends = [e for c in "。；" if (e := body.find(c, at, last)) >= 0]
    return max(start, first), min(ends, default=last)


_WEAK = re.compile(r"(?=[，。、；（(]|反映|投诉|举报|来访|来信|的|家|等\d|等人|因|于\d|提出|本人|住|患)")


def weak(reading: Reading) -> Iterator[Found]:
    """The whole name of a petitioner, a minor, a patient or somebody who was helped."""
    body = reading.body
    for at, word in vocabulary.found(reading, "weak"):
        place = at + len(word)
        whole = _NAME.match(body, place)
        if whole is None or _IS_WORD(body, place):
            continue
        for stop in range(whole.end() - 1 if len(whole[0]) > 2 else whole.end(), whole.end() + 1):
            if _WEAK.match(body, stop) and _is_name(body[place:stop]):
                yield Found(place, stop - place)
                break
