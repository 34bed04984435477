"""Works, roads, waters, gates and sights: a head noun and its name."""

import re
from collections.abc import Iterator

from lienvung.core.text import modern_tones
from lienvung.digitise.gazetteer import SIGHTS, alternation
from lienvung.digitise.grammar import CAPITAL, HEADS, KNOWN, NAME, UPPER
from lienvung.digitise.model import Entity
from lienvung.digitise.spans import Claims

_HEADS = {
    "airport": "cảng hàng không quốc tế|cảng hàng không|sân bay",
    "border_gate": "cửa khẩu quốc tế|cửa khẩu song phương|cửa khẩu chính|cửa khẩu phụ|cửa khẩu|lối mở",
    "road": "tuyến cao tốc|đường cao tốc|cao tốc|quốc lộ|đường tỉnh|tỉnh lộ|đường huyện|tuyến đường|đường|tuyến",
    "port": "cảng biển|cảng cạn|cảng|bến phà|bến cảng|bến xe|khu bến|bến|phà",
    "work": "cầu|hầm|hồ chứa|đập|nhà máy|nút giao",
    "heritage": "quần thể di tích và danh thắng|quần thể di tích|khu di tích|di tích|chùa|đền|đình|miếu",
    "water": "sông|vịnh|suối|cửa biển|hồ|kênh",
    "area": "quần đảo|đảo|khu kinh tế|khu công nghiệp|cụm công nghiệp|vườn quốc gia|rừng quốc gia|rừng|núi|đèo|thôn",
    "region": "vùng kinh tế trọng điểm|vùng đồng bằng",
}
_NUMBERED = "(?i:quốc lộ|đường tỉnh|tỉnh lộ|đường huyện)"
_ROAD_NUMBER = r"\d{1,3}[A-ZĐ]?(?![\w/%])"
# An end of a chain ("Hà Nội – Hải Phòng – Hạ Long") is a known name or any name that is no body.
_LINK = rf"(?:{KNOWN}|(?!{HEADS} ){NAME})"
_CHAIN = rf"{_LINK}(?: ?[-–] ?{_LINK})*"
_CHAIN_LIST = rf"{_CHAIN}(?:, {CAPITAL}(?: {CAPITAL}){{1,3}})?"
_SHORT_ROAD = re.compile(rf"\b(?P<road>(?:QL|ĐT|TL)\.? ?{_ROAD_NUMBER})")
_SIGHT = re.compile(rf"(?<![\w])(?:{alternation(SIGHTS)})(?![\w])(?! [{UPPER}])")


def _pattern(kind: str, heads: str) -> re.Pattern[str]:
    heads = f"(?i:{heads})"
    if kind == "road":
        return re.compile(
            rf"(?<!\w)(?:{_NUMBERED} {_ROAD_NUMBER}|{heads}(?: {_LINK}(?: ?[-–] ?{_LINK})+|(?<=cao tốc) {_CHAIN}))"
        )
    if kind == "region":
        return re.compile(rf"(?<!\w){heads}(?: sông)? {NAME}")
    return re.compile(rf"(?<!\w){heads} {_CHAIN_LIST if kind == 'heritage' else _CHAIN}")


_PATTERNS = tuple((kind, _pattern(kind, heads)) for kind, heads in _HEADS.items())


def find_places(text: str) -> Iterator[Entity]:
    """Yield the places named in the text, the longest first; none overlaps another."""
    shadow = modern_tones(text)
    found = [(match.start(), match.end(), kind) for kind, pattern in _PATTERNS for match in pattern.finditer(shadow)]
    found += [(match.start(), match.end(), "road") for match in _SHORT_ROAD.finditer(shadow)]
    found += [(match.start(), match.end(), "area") for match in _SIGHT.finditer(shadow)]
    claims = Claims()
    for start, end, kind in sorted(found, key=lambda span: (span[0] - span[1], span[0])):
        if claims.claim(start, end):
            yield Entity("place", start, end, text[start:end], attributes={"kind": kind})
