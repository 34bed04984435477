"""Cues: which words speak for a promise, a result, a limitation or a matter for a superior, and how strongly.

The patterns run over folded text ("chưa" is "chua"). Weights are set by hand: about 1 hints, 2 suffices together with
the section, 3 and more decide alone. Grammar first: modal verbs, aspect, agreement, obligation; then plain words.
"""

import re

COMMITMENT, RESULT, LIMITATION, ESCALATION = "commitment", "result", "limitation", "escalation"
KINDS = (COMMITMENT, RESULT, LIMITATION, ESCALATION)

# A verb that opens a task when no subject stands before it.
TASK_VERB = (
    r"(?:tiep tuc|tap trung|day manh|tang cuong|thuc day|som|khan truong|kip thoi|phoi hop|hop tac|lien ket|xay dung|ra soat|to chuc"
    r"|chi dao|lap|trien khai|uu tien|chia se|nghien cuu|tham muu|huong dan|kiem tra|xu ly|bo tri|duy tri|don doc|theo doi|trao doi"
    r"|cung cap|cap nhat|cong bo|de xuat|ho tro|thong bao|ban hanh|hoan thien|hoan thanh|hoan chinh|giai quyet|thao go|quan ly"
    r"|thong nhat|luan phien|dinh ky|thuong xuyen|bao dam|dam bao|phat trien|ky ket|ky|gui|trinh|chu dong|cu the hoa|khong|xac dinh"
    r"|tong hop|bao cao|thuc hien|mo|dau tu|keu goi|thu hut|quang ba|giao|de nghi|yeu cau|cap|chiu trach nhiem|cung|moi ben|lam)"
)

_CUES: tuple[tuple[str, float, str], ...] = (
    # promises: modality and agreement
    (COMMITMENT, 2.2, r"\bse\b"),
    (COMMITMENT, 1.6, r"\bphai\b(?! thua nhan| noi| goi)"),
    (COMMITMENT, 1.0, r"\bcan\b(?! bo\b| thiet\b| ket\b)"),
    (COMMITMENT, 2.6, r"\b(?:cam ket|hua)\b"),
    (COMMITMENT, 2.0, r"\b(?:thong nhat|nhat tri|dong y|ket luan)\b(?! trong| nhan| dau| dat| ve nhan)"),
    (COMMITMENT, 2.4, r"\bnhan (?:phan|trach nhiem|nhiem vu|dam nhan)\b|\bdam nhan\b|\b(?:lo|phu trach) (?:phan|viec|bo)\b"),
    (COMMITMENT, 1.8, r"\b(?:chiu|co) trach nhiem\b"),
    # promises: assignment
    (COMMITMENT, 2.2, r"\b(?:duoc )?giao (?:cho )?(?:uy ban|ubnd|so|phong|ban|van phong|cong an|dang uy|huyen|thi|tinh|thanh|cac|trung tam|bo)\b"),
    (COMMITMENT, 1.8, r"\b(?:dong )?chu tri\b(?! hoi nghi| buoi)"),
    (COMMITMENT, 1.6, r"\blam dau moi\b|\bdau moi la\b|\bdang cai\b|\btham muu\b"),
    (COMMITMENT, 1.6, r"\b(?:de nghi|yeu cau|giao nhiem vu)\b"),
    (COMMITMENT, 2.6, r"\bgia han\b.*\bden\b"),
    # promises: time ahead
    (COMMITMENT, 1.5, r"\b(?:truoc|cham nhat|xong|hoan thanh trong|den het)\b[^,]{0,14}\b(?:ngay|quy|thang|nam)\b[^,]{0,6}(?:\d|[iv]+\b)"),
    (COMMITMENT, 1.0, r"\b(?:trong|vao|tu) (?:quy|thang|nam|6 thang)\b"),
    (COMMITMENT, 1.0, r"\b(?:hang|moi) (?:tuan|thang|quy|nam)\b|\bmot lan\b|\bdinh ky\b"),
    (COMMITMENT, 0.8, r"\b(?<!chua )(?<!khong )thuong xuyen\b|\btrong thoi gian toi\b|\bthoi gian toi\b"),
    (COMMITMENT, 1.3, r"^(?:va )?(?:cung )?" + TASK_VERB + r"\b"),
    (COMMITMENT, -1.6, r"\bda\b(?! nhat tri| thong nhat| cam ket| hua)"),
    (COMMITMENT, -0.8, r"\bchua\b|\bvan\b|\bdang\b"),
    # results: aspect and arrival
    (RESULT, 2.2, r"\bda\b(?! duoc neu| nhat tri| thong nhat (?!ban)| ky thi)"),
    (RESULT, 1.6, r"\bdat\b(?! van de| ra)"),
    (RESULT, 1.3, r"\b(?:hoan thanh|ban hanh duoc|to chuc duoc|xong)\b"),
    (RESULT, 1.8, r"\b(?:khanh thanh|hop long|thong xe|dua vao (?:su dung|khai thac|van hanh)|duoc (?:ghi danh|cong nhan|ket noi|so hoa))\b"),
    (RESULT, 1.4, r"\bduoc\b[^,]{1,30}\b(?:ghi danh|cong nhan|khen|ho tro)\b"),
    (RESULT, 1.0, r"\b(?:tang|giam) (?:\d|hon|gan)"),
    (RESULT, 0.9, r"\d[\d.,]* ?(?:%|luot|ty\b|ti\b|trieu|ha\b|km\b|ho\b|vu\b|truong hop|tan\b|cuoc|dot|lan\b|nhiem vu|cong trinh)"),
    (RESULT, 1.2, r"\bket qua\b.*\b(?:quan trong|tich cuc|y nghia|noi bat|kha quan)"),
    (RESULT, 1.0, r"\bghi nhan\b|\bkhong de xay ra\b|\btrien khai nhieu\b|\bgop phan\b"),
    (RESULT, 0.8, r"\bduoc (?!giao|de nghi|gia han|phan cong)\w+"),
    (RESULT, -2.2, r"\bse\b|\bphai\b|\bcan\b(?! bo\b)|\bde nghi\b|\bgiao\b(?! thong| thuong| ban| luu| nhau)"),
    (RESULT, -2.2, r"\bchua\b(?! tung)"),
    (RESULT, -1.5, r"\b(?:truoc ngay|cham nhat|xong truoc)\b|\bgia han\b"),
    # limitations: negation, lateness, lack
    (LIMITATION, 2.4, r"\bchua\b(?! tung| day| ke| bao gio)"),
    (LIMITATION, 2.2, r"\b(?:van|con) (?:con |mang |dang )?(?:nhieu |mot so |tinh trang )?(?:han che|thieu|vuong|cham|bat cap|kho khan|phu thuoc|"
     r"hinh thuc|rieng|thap|lung tung|chong cheo|yeu|it|ghi|duoc nhap|manh mun)\b"),
    (LIMITATION, 2.2, r"\b(?:bi |con |van |cung )?cham\b(?! nhat| soc)"),
    (LIMITATION, 1.6, r"\bthieu\b|\bvuong\b|\bbat cap\b|\bton dong\b|\blung tung\b"),
    (LIMITATION, 1.4, r"\bhan che\b|\bkho khan\b|\bton tai\b"),
    (LIMITATION, 2.0, r"\b(?:qua tai|xuong cap|lo hen|qua han|un tac|o nhiem|gay kho khan|khong dong bo|trai phep)\b"),
    (LIMITATION, 2.2, r"\b(?:moi|chi) (?:dat|dung|giai ngan|hoan thanh duoc)\b|\bdung o du thao\b"),
    (LIMITATION, 1.3, r"\bkhong (?:du|kip|dat|bao dam|on dinh|thong nhat|khop|ro)\b|\bthu cong\b|\bkhien\b|\bcam chung\b"),
    (LIMITATION, 1.0, r"\b(?:van|con) \d|\bvan\b"),
    (LIMITATION, -3.0, r"\b(?:thao go|khac phuc|giai quyet|xu ly|han che toi da|nang cao|tong hop)\b.*\b(?:kho khan|vuong mac|han che|ton tai|vuong|thieu)"),
    (LIMITATION, -1.5, r"\bse\b|\bgiao\b(?! thong| thuong| ban)|\btruoc ngay\b|\bgia han\b"),
    # matters for a superior
    (ESCALATION, 5.0, r"\b(?:vuot|ngoai|khong (?:du|thuoc)|qua) (?:qua )?tham quyen\b"),
    (ESCALATION, 3.5, r"\bkhong tu quyet\b|\bxin (?:y kien|chu truong)\b"),
    (ESCALATION, 3.2, r"\btrinh\b.*\b(?:xem xet|quyet dinh|cho y kien|phe duyet|cho phep|chap thuan)"),
    (ESCALATION, 3.6, r"\b(?:de nghi|kien nghi|de xuat|bao cao|kinh trinh) (?:voi )?(?:chinh phu|thu tuong|quoc hoi|trung uong|bo (?!phan|may|sung|tri)\w+|ban bi thu|hoi dong dieu phoi)"),
    (ESCALATION, 1.2, r"\bkien nghi\b|\bkinh (?:de nghi|trinh|mong)\b"),
    (ESCALATION, -1.5, r"\bda (?:bao cao|xin y kien|trinh)\b|\bbao cao ket qua\b"),
)  # fmt: skip
CUES = tuple((kind, weight, re.compile(pattern)) for kind, weight, pattern in _CUES)


def weigh(words: str) -> dict[str, float]:
    """Return the weight of all cues in a folded clause, by kind of statement."""
    weights = dict.fromkeys(KINDS, 0.0)
    for kind, weight, pattern in CUES:
        if pattern.search(words):
            weights[kind] += weight
    return weights
