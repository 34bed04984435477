"""Cues: which words speak for a promise, a result, a limitation or a matter for a superior, and how strongly.

The patterns run over small letters with their marks: without them "đã" and "đá", "chưa" and "chùa" are one. Weights are
set by hand: about 1 hints, 2 suffices, 3 and more outweigh the section. Grammar first (modality, aspect, agreement,
assignment, negation), then plain words.
"""

import re

COMMITMENT, RESULT, LIMITATION, ESCALATION = "commitment", "result", "limitation", "escalation"
KINDS = (COMMITMENT, RESULT, LIMITATION, ESCALATION)

# Verbs that open a task when no subject stands before them.
TASK_VERB = (
    r"(?:tiếp tục|tập trung|đẩy mạnh|tăng cường|thúc đẩy|sớm|khẩn trương|kịp thời|phối hợp|hợp tác|liên kết"
    r"|xây dựng|rà soát"
    r"|tổ chức|chỉ đạo|lập|triển khai|ưu tiên|chia sẻ|nghiên cứu|tham mưu|hướng dẫn|kiểm tra|xử lý|bố trí"
    r"|duy trì|đôn đốc"
    r"|theo dõi|trao đổi|cung cấp|cập nhật|công bố|đề xuất|hỗ trợ|thông báo|ban hành|hoàn thiện|hoàn thành|hoàn chỉnh"
    r"|giải quyết|tháo gỡ|quản lý|thống nhất|luân phiên|định kỳ|thường xuyên|bảo đảm|đảm bảo|phát triển|ký kết"
    r"|ký|gửi|trình"
    r"|chủ động|cụ thể hóa|không để|không thu|xác định|tổng hợp|báo cáo|thực hiện|mở|đầu tư|kêu gọi|thu hút"
    r"|quảng bá|giao"
    r"|đề nghị|yêu cầu|cấp|chịu trách nhiệm|cùng|mỗi bên|nâng cao|khai thác|đưa vào|số hóa|kết nối|vận hành)"
)
_FUTURE = (
    r"\b(?:trước|chậm nhất|xong|hoàn thành trong|đến hết)\b[^,]{0,14}\b(?:ngày|quý|tháng|năm)\b[^,]{0,6}(?:\d|[iv]+\b)"
)
_RECEIVERS = (
    r"(?:ủy ban|ubnd|sở|phòng|ban|văn phòng|công an|đảng ủy|huyện|thị|tỉnh|thành|các|trung tâm|bộ|hai"
    r"|ba|đơn vị|cơ quan)"
)
_SUPERIORS = (
    r"(?:chính phủ|thủ tướng|quốc hội|trung ương|ban bí thư|bộ (?!phận|máy|sưu|nhận|phần)\w+"
    r"|hội đồng điều phối|cấp có thẩm quyền|cấp trên)"
)
_OFFICES = (
    r"(?:ubnd|ủy ban nhân dân|sở|công an|phòng|ban quản lý|trung tâm|văn phòng|đảng ủy|cảng vụ|hạt kiểm lâm|xã|phường"
    r"|huyện|thị xã|thành phố|tỉnh)"
)
_SCENE = r"^(?:sáng|trưa|chiều|tối|ngày) .*\b(?:hội nghị|hội thảo|lễ|họp|buổi làm việc)\b"
_LACKS = (
    r"(?:hạn chế|thiếu|vướng|chậm|bất cập|khó khăn|phụ thuộc|hình thức|riêng|thấp|lúng túng|chồng chéo|yếu|ít"
    r"|ghi|được nhập"
    r"|manh mún|lập|dừng|mới dừng|rời rạc|thủ công)"
)

_CUES: tuple[tuple[str, float, str], ...] = (
    # promises: modality and agreement
    (COMMITMENT, 2.2, r"\bsẽ\b"),
    (COMMITMENT, 1.6, r"\bphải\b(?! thừa nhận| nói| gọi| chờ| mua| đi)"),
    (COMMITMENT, 1.0, r"\bcần\b(?! thiết)"),
    (COMMITMENT, 2.6, r"\b(?:cam kết|hứa)\b"),
    (COMMITMENT, 2.0, r"\b(?:thống nhất|nhất trí|đồng ý)\b(?! trong| nhận| đầu| về| cao| với)(?<!chưa thống nhất)"),
    (COMMITMENT, 2.4, r"\bnhận (?:phần|trách nhiệm|nhiệm vụ)\b|\bđảm nhận\b|\b(?:lo|phụ trách) (?:phần|việc|bộ)\b"),
    (COMMITMENT, 1.8, r"\b(?:chịu|có) trách nhiệm\b"),
    # promises: assignment
    (COMMITMENT, 2.2, rf"\bgiao (?:nhiệm vụ )?(?:cho )?{_RECEIVERS}\b|\bđược (?:giao|phân công)\b"),
    (COMMITMENT, 1.8, r"\b(?:đồng )?chủ trì\b(?! hội nghị| buổi)"),
    (COMMITMENT, 1.6, r"\blàm đầu mối\b|\bđầu mối là\b|\bđăng cai\b|\btham mưu\b"),
    (COMMITMENT, 1.6, r"\b(?:đề nghị|yêu cầu)\b"),
    (COMMITMENT, 2.6, r"\b(?:gia hạn|lùi)\b.*\bđến\b"),
    # promises: time ahead, rhythm, going on
    (COMMITMENT, 1.5, _FUTURE),
    (COMMITMENT, 1.0, r"\b(?:trong|vào|từ) (?:quý|tháng|năm|6 tháng)\b"),
    (COMMITMENT, 1.0, r"\b(?:hằng|hàng|mỗi) (?:tuần|tháng|quý|năm)\b|\bmột lần\b|\bđịnh kỳ\b"),
    (COMMITMENT, 0.8, r"(?<!chưa )(?<!không )\bthường xuyên\b|\bthời gian tới\b"),
    (COMMITMENT, 1.3, rf"^(?:và )?{TASK_VERB}\b"),
    (COMMITMENT, 1.2, r"\b(?:tiếp tục|đẩy mạnh|tăng cường|tập trung|thúc đẩy|phối hợp chặt chẽ|sớm|khẩn trương)\b"),
    # promises: an office as subject, a division of labour, a rhythm, an aim in figures
    (COMMITMENT, 1.0, rf"^{_OFFICES}\b(?!.*\bđã\b)"),
    (COMMITMENT, 1.2, r"\bdo\b.{3,70}\b(?:thực hiện|đảm nhiệm|phụ trách|lập|xây dựng|bảo đảm)\b"),
    (COMMITMENT, 1.2, r"\bcứ (?:\w+ ){1,2}(?:tháng|tuần|quý|năm)\b|\bphấn đấu\b"),
    # scene-setting: who met where
    (COMMITMENT, -2.5, _SCENE),
    (RESULT, -2.5, _SCENE),
    (COMMITMENT, -1.6, r"\bđã\b(?! nhất trí| thống nhất| cam kết| hứa)"),
    (COMMITMENT, -2.0, r"\b(?:thống nhất|nhất trí)(?: cao)? với\b"),
    (COMMITMENT, -0.8, r"\bchưa\b|\bvẫn\b|\bđang\b"),
    # results: aspect and arrival
    (RESULT, 2.2, r"\bđã\b(?! được nêu| nhất trí| thống nhất (?!ban)| ký thì| hứa)"),
    (RESULT, 1.6, r"\bđạt\b"),
    (RESULT, 1.3, r"\b(?:hoàn thành|ban hành được|tổ chức được|xong)\b"),
    (RESULT, 1.8, r"\b(?:khánh thành|hợp long|thông xe|đưa vào (?:sử dụng|khai thác|vận hành)|được (?:kết nối"
        r"|số hóa))\b"),
    (RESULT, 1.6, r"\bđược\b(?:[^,]{1,30}\b)?(?:ghi danh|công nhận|khen|hỗ trợ|thu gom|giới thiệu)\b"),
    (RESULT, 1.0, r"\b(?:tăng|giảm) (?:\d|hơn|gần)"),
    (RESULT, 0.9, r"\d[\d.,]* ?(?:%|lượt|tỷ\b|tỉ\b|triệu|ha\b|km\b|hộ\b|vụ\b|trường hợp|tấn\b|cuộc|đợt|lần\b"
        r"|nhiệm vụ|công trình)"),
    (RESULT, 0.6, r"^\d"),
    (RESULT, 0.8, r"\bđược \d"),
    (RESULT, 1.4, r"\bkết quả\b.*\b(?:quan trọng|tích cực|ý nghĩa|nổi bật|khả quan)"),
    (RESULT, 1.2, r"\bghi nhận\b|\bkhông để xảy ra\b|\btriển khai nhiều\b|\bcùng chuẩn bị\b"),
    (RESULT, -2.2, r"\bsẽ\b|\bphải\b|\bđề nghị\b|\bgiao (?:cho )?(?:ủy ban|ubnd|sở|phòng|ban|công an)\b"),
    (RESULT, -2.2, r"\bchưa\b(?! từng| đầy)"),
    (RESULT, -1.5, r"\b(?:trước ngày|chậm nhất|xong (?:trước|trong)|hoàn thành (?:trước|trong))\b|\bgia hạn\b"),
    (RESULT, -2.0, r"\bđã (?:cùng )?(?:tổ chức (?:lễ )?ký|ký kết|trao đổi|thảo luận|họp bàn|nghe)\b"),
    # limitations: negation, lateness, lack
    (LIMITATION, 2.4, r"\bchưa\b(?! từng| đầy| kể| bao giờ)"),
    (LIMITATION, 2.2, rf"\b(?:vẫn|còn) (?:còn |mang |đang )?(?:nhiều |một số |tình trạng )?{_LACKS}\b"),
    (LIMITATION, 2.2, r"\b(?:bị |còn |vẫn |cũng )?chậm\b(?! nhất)"),
    (LIMITATION, 1.6, r"\bthiếu\b|\bvướng\b|\bbất cập\b|\btồn đọng\b|\blúng túng\b|\bvênh\b"),
    (LIMITATION, 1.4, r"\bhạn chế\b|\bkhó khăn\b|\btồn tại\b"),
    (LIMITATION, 2.2, r"\b(?:quá tải|xuống cấp|lỡ hẹn|quá hạn|ùn tắc|ô nhiễm|gây khó khăn|không đồng bộ|trái phép)\b"),
    (LIMITATION, 2.2, r"\b(?:mới|chỉ) (?:đạt|dừng|giải ngân|hoàn thành được)\b|\bdừng ở dự thảo\b"),
    (LIMITATION, 2.2, r"\bmới \w+(?: \w+){0,3} được \d"),
    (LIMITATION, 1.4, r"\b(?:chênh lệch|sai lệch|hay lệch|càng lệch|khác nhau|chờ nhau|mất thời gian|trùng lặp)\b"),
    (LIMITATION, 1.3, r"\bkhông (?:đủ|kịp|đạt|bảo đảm|ổn định|thống nhất|khớp|rõ)\b|\bthủ công\b|\bkhiến\b"
        r"|\bcầm chừng\b"),
    (LIMITATION, 1.0, r"\b(?:vẫn|còn) \d|\bvẫn\b"),
    (LIMITATION, -3.0, r"\b(?:tháo gỡ|khắc phục|giải quyết|xử lý|nâng cao|tổng hợp)\b.*\b(?:khó khăn|vướng mắc"
        r"|hạn chế|tồn tại|thiếu)"),
    (LIMITATION, -1.5, r"\bsẽ\b|\bgiao (?:cho )?(?:ủy ban|ubnd|sở|phòng|ban|công an)\b|\btrước ngày\b|\bgia hạn\b"),
    # matters for a superior
    (ESCALATION, 5.0, r"\b(?:vượt|ngoài|không (?:đủ|thuộc)|quá) (?:quá )?thẩm quyền\b"),
    (ESCALATION, 3.0, r"\bngoài (?:tầm|khả năng)\b|\bkhông tự quyết\b"),
    (ESCALATION, 3.5, r"\bxin (?:ý kiến|chủ trương|hướng dẫn)\b"),
    (ESCALATION, 4.4, r"\btrình\b.*\b(?:xem xét|quyết định|cho ý kiến|phê duyệt|cho phép|chấp thuận)"),
    (ESCALATION, 3.6, rf"\b(?:đề nghị|kiến nghị|đề xuất|báo cáo|kính trình) (?:với |lên )?{_SUPERIORS}"),
    (ESCALATION, 1.2, r"\bkiến nghị\b|\bkính (?:đề nghị|trình|mong)\b"),
    (ESCALATION, -1.5, r"\bđã (?:báo cáo|xin ý kiến|trình)\b|\bbáo cáo kết quả\b"),
)  # fmt: skip
CUES = tuple((kind, weight, re.compile(pattern)) for kind, weight, pattern in _CUES)


def weigh(words: str) -> dict[str, float]:
    """Return the weight of all cues in a clause of small letters, by kind of statement."""
    weights = dict.fromkeys(KINDS, 0.0)
    for kind, weight, pattern in CUES:
        if pattern.search(words):
            weights[kind] += weight
    return weights
