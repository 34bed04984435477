"""The rules that people break themselves, each in a sentence that says how to keep it.

The rules of definitions, items, arguments, versions, keys and terms (docs/formats). Rules of signed bytes
are broken by machines; they stay a number that the operator finds on the page.
"""

from lienvung.wording.sentence import _

RULES: dict[str, str] = {
    "D1-yaml": _(
        "tệp không phải YAML hợp lệ, hoặc một tên viết hai lần; xem lại dấu hai chấm, dấu phẩy, dấu ngoặc ở dòng này "
        "và dòng trước; thụt dòng bằng dấu cách, không dùng phím Tab"
    ),
    "D2-unknown": _("không có mục tên này; xem lại chính tả, hoặc đặt nhãn có dấu phẩy trong dấu nháy"),
    "D3-missing": _("còn thiếu mục này; hãy thêm vào"),
    "D4-type": _(
        "giá trị không đúng loại; true và false viết bằng tiếng Anh, danh sách trong ngoặc vuông, "
        "số ở minimum, maximum trong dấu nháy"
    ),
    "D5-id": _("tên chỉ gồm chữ a–z, số và gạch nối, bắt đầu bằng chữ, dài nhất 64"),
    "D6-version": _("phiên bản là số nguyên từ 1"),
    "D7-label": _("nhãn tiếng Việt không được trống hay thừa dấu cách ở đầu, cuối"),
    "D8-part": _("cần có phần shared; source và attribution đã dành sẵn; phần cá nhân không thể công khai"),
    "D9-field": _("trường trùng tên, hoặc dùng tên đã dành sẵn; hãy đặt tên khác"),
    "D10-field-part": _("phần này chưa khai ở parts; hãy khai thêm hoặc sửa tên"),
    "D11-datatype": _("không có kiểu dữ liệu này; xem bảng kiểu dữ liệu ở docs/formats/item.md"),
    "D12-values": _("kiểu enumeration cần values hoặc codes; kiểu khác thì bỏ đi"),
    "D13-to": _("kiểu link cần to, là tên sổ được dẫn tới; kiểu khác thì không có"),
    "D14-pattern": _("mẫu chỉ dùng cho kiểu string, gồm ký tự, [nhóm ký tự] và số lần {n} hoặc {n,m}"),
    "D15-reference": _("không có trường tên này; xem lại chính tả"),
    "D16-natural": _("khóa tự nhiên chỉ dùng khi mọi phần đều công khai"),
    "D17-additive": _(
        "phiên bản mới chỉ được thêm và tăng đúng một; muốn đổi hoặc siết chặt một trường, hãy thêm trường mới"
    ),
    "D18-compatible": _("định nghĩa của bên kia không đi cùng định nghĩa của ta; hai bên cần thống nhất phiên bản"),
    "D19-many": _("nhật ký đã đổi định nghĩa quá nhiều lần"),
    "D21-fields": _("quá 200 trường; hãy chia thành hai sổ dẫn tới nhau"),
    "D20-own": _("tên sổ đã dùng trong phần mềm hoặc ở tệp khác; hãy đặt tên khác, và bỏ mục system"),
    "D22-codes": _("không có bảng mã này, hoặc nó sai; xem lại tên, đặt tệp TÊN.codes.yaml bên cạnh, và bỏ values"),
    "D23-unit": _("kiểu measure cần unit ngắn gọn như m, ha hoặc tấn; kiểu khác thì bỏ unit"),
    "D24-bounds": _("giới hạn viết như giá trị của trường, trong dấu nháy, số nhỏ ở minimum; chỉ cho số và ngày"),
    "D25-unique": _("chỉ một dòng chữ, số nguyên, ngày, liên kết hoặc tệp, ngoài phần cá nhân, mới đặt unique"),
    "D26-group": _("mỗi nhóm khai một lần ở groups, và trường dùng đúng tên nhóm đã khai"),
    "D27-schema": _(
        "điều kiện chỉ dùng các từ khóa JSON Schema có trong docs/formats/definition.md, đúng kiểu của trường, "
        "không để trống và không lồng quá sâu"
    ),
    "D28-before": _("before cần đúng hai trường ngày khác nhau, mỗi trường một giá trị"),
    "D29-valid-time": _("from và until là hai trường ngày khác nhau, mỗi trường một giá trị"),
    "D30-list": _("không sắp xếp hay lọc theo trường này được; chọn trường ngắn, ít giá trị, ngoài phần cá nhân"),
    "D31-map": _(
        "geometry là trường hình; màu theo một danh mục, mỗi giá trị một trong các màu green, amber, red, blue, teal, "
        "violet, grey, brown"
    ),
    "D32-chart": _("biểu đồ đếm theo trường ít giá trị, per là year hoặc month của một ngày, sum là một số"),
    "D33-question": _(
        "mỗi câu hỏi một tên; where là trường lọc được, due hoặc past là một ngày, days từ 0 đến 3660, sum là một số"
    ),
    "D34-register": _("không có sổ tên này để dẫn tới; xem lại chính tả, hoặc thêm sổ ấy trước"),
    "D35-value": _("trường này không thể có giá trị ấy; dùng một giá trị đã khai"),
    "D36-size": _("quá nhiều; hãy bớt lại, hoặc chia thành hai sổ dẫn tới nhau"),
    "D38-unique": _(
        "unique gồm fields, và over nếu xét theo thời gian: trường một giá trị, ngoài phần cá nhân, mỗi tên một lần; "
        "over là một ngày hay khoảng thời gian, hoặc hai ngày; chỉ một trường thì đặt unique ở trường ấy"
    ),
    "D37-plain": _("tệp phải là UTF-8, không quá 512 KiB, không lồng quá sâu và không dùng dấu * để nhắc lại"),
    "G1-geometry": _("cần một hình GeoJSON: điểm, đường hoặc vùng, có type và coordinates"),
    "G2-position": _("mỗi vị trí gồm kinh độ rồi vĩ độ theo WGS 84, tối đa bảy chữ số lẻ, không có độ cao"),
    "G3-length": _("đường cần ít nhất hai điểm, vòng khép kín cần bốn"),
    "G4-ring": _("vòng phải kết thúc ở điểm bắt đầu"),
    "G5-size": _("quá 8.000 điểm; hãy giản lược đường biên hoặc đính kèm tệp"),
    "I1-part": _("sổ không có phần này"),
    "I2-field": _("sổ không có trường này"),
    "I3-place": _("trường này thuộc phần khác"),
    "I4-required": _("chưa có giá trị; hãy điền"),
    "I5-condition": _("giá trị của trường khác đòi hỏi trường này; hãy điền"),
    "I6-many": _("một giá trị thì không phải danh sách; trong danh sách không có hai giá trị giống nhau"),
    "I7-datatype": _("giá trị không đúng kiểu của trường"),
    "I8-pattern": _("giá trị không theo mẫu của trường"),
    "I9-source": _("nguồn phải là một đoạn văn bản, một khung trên trang, hoặc một trích dẫn"),
    "I10-attribution": _("phần ghi nhận chỉ nói ai nhập, ai xác nhận, ai duyệt và lúc nào"),
    "I11-bounds": _("giá trị nằm ngoài giới hạn của trường"),
    "I12-schema": _("giá trị không thỏa điều kiện của sổ"),
    "I13-order": _("ngày đầu không được sau ngày cuối"),
    "A1-arguments": _("thiếu hoặc thừa thông tin; hãy nêu lý do"),
    "A2-definition": _("định nghĩa không ở dạng chuẩn hoặc là của sổ khác"),
    "A3-into": _("phải gộp vào một bản ghi khác"),
    "A4-scope": _("danh sách phải có ít nhất một tên, xếp thứ tự, không lặp"),
    "A5-logs": _("nhật ký cũ và mới phải khác nhau và cùng một sổ"),
    "A6-agreement": _("mã băm thỏa thuận gồm 64 ký tự 0–9, a–f"),
    "A7-files": _("mã băm tệp gồm 64 ký tự 0–9, a–f; danh sách xếp thứ tự, không lặp"),
    "V1-first": _("bản ghi chưa có; lần ghi đầu phải là ghi mới"),
    "V2-retired": _("bản ghi đã thôi dùng; hãy khôi phục trước"),
    "V3-live": _("bản ghi đang dùng, không cần khôi phục"),
    "V4-merged": _("bản ghi đã gộp vào bản ghi khác; hãy sửa ở bản ghi đó"),
    "V5-personal": _("chỉ xóa được phần cá nhân; chỗ khác thì sửa lại hoặc thôi dùng"),
    "V6-void": _("quyền chủ quản đã bàn giao; nút mới mới được ghi"),
    "V7-once": _("sổ này mỗi điều chỉ ghi một lần; muốn nói khác, hãy ghi một bản ghi mới"),
    "K1-form": _("khóa gồm tên nút, gạch nối và 16 ký tự"),
    "K2-steward": _("khóa mang tên một nút khác"),
    "K3-natural": _("khóa gồm tên nút, gạch nối và một dãy chữ a–z, số"),
    "K4-node": _("tên nút chỉ gồm chữ a–z, số và gạch nối, dài nhất 40"),
    "K5-origin": _("tên nhật ký gồm tên nút, dấu / và tên sổ"),
    "T1-canonical": _("các byte không ở dạng chuẩn"),
    "T2-names": _("thiếu hoặc thừa mục"),
    "T3-words": _("cần một dòng chữ, không trống, không thừa dấu cách ở đầu, cuối"),
    "T4-day": _("ngày không có thật, hoặc ngày cuối trước ngày đầu"),
    "T5-parties": _("cần ít nhất hai bên khác nhau, mỗi bên có dấu vân khóa gốc"),
    "T6-contacts": _("mỗi cán bộ đầu mối thuộc một bên, có tên và cơ quan"),
    "T7-grants": _("cần ít nhất một phạm vi chia sẻ, đủ các mục"),
    "T8-sides": _("bên cho và bên nhận phải là hai bên của thỏa thuận"),
    "T9-register": _("sổ này không chia sẻ bằng thỏa thuận"),
    "T10-parts": _("các phần phải được nêu tên, xếp thứ tự, không lặp"),
    "T11-filter": _("bộ lọc gồm một trường và các giá trị xếp thứ tự, không lặp"),
    "T12-follow-up": _("sổ theo dõi chỉ lọc theo chương trình, để số liệu hai bên luôn bằng nhau"),
    "T13-replaces": _("những thỏa thuận được thay thế là danh sách mã băm xếp thứ tự, không trùng, không trống"),
}
