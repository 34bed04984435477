"""Refusals of the node's own house: its folder, its keys, its store, its appends."""

from lienvung.wording.sentence import (
    CORRECT_AND_REPEAT,
    NOTHING_WRITTEN,
    RELOAD,
    TELL_OPERATOR,
    Wording,
    _,
)

SIGNING_STOPPED = _("Nút đã ngừng ký để không tạo hai sự thật; dữ liệu vẫn đọc được.")

HOUSE: dict[str, Wording] = {
    "home-exists": Wording(
        _("Thư mục %(path)s đã là một nút."),
        NOTHING_WRITTEN,
        _("Chọn thư mục khác, hoặc chạy: lienvung serve %(path)s"),
    ),
    "home-missing": Wording(
        _("Thư mục %(path)s chưa phải là một nút."), NOTHING_WRITTEN, _("Tạo nút bằng: lienvung init %(path)s")
    ),
    "setting-invalid": Wording(
        _("Thiết lập “%(setting)s” trong %(path)s không hợp lệ."), NOTHING_WRITTEN, _("Sửa settings.toml rồi chạy lại.")
    ),
    "key-exists": Wording(
        _("Khóa “%(name)s” đã có; khóa không bao giờ bị ghi đè."), NOTHING_WRITTEN, _("Dùng thư mục khác cho nút mới.")
    ),
    "key-unreadable": Wording(
        _("Không dùng được khóa “%(name)s” (%(rule)s)."),
        _("Nút chưa khởi động; dữ liệu vẫn nguyên vẹn."),
        _("Chạy: lienvung doctor, rồi sửa quyền đọc hoặc khôi phục khóa."),
    ),
    "keys-missing": Wording(
        _("Bản sao này không có khóa của nút %(node)s nên không ký được."),
        _("Bản sao vẫn đọc và kiểm chứng được."),
        _("Làm việc này trên chính nút %(node)s."),
    ),
    "append-repeated": Wording(
        _("Việc này đã được ghi trước đó."), _("Không ghi lần thứ hai."), _("Mở sổ để xem bản ghi.")
    ),
    "nothing-to-append": Wording(_("Không có gì để ghi."), NOTHING_WRITTEN, CORRECT_AND_REPEAT),
    "unknown-register": Wording(_("Không có sổ “%(register)s”."), NOTHING_WRITTEN, CORRECT_AND_REPEAT),
    "not-steward": Wording(
        _("Bản ghi %(key)s do %(steward)s chủ quản; nút này không sửa được."),
        NOTHING_WRITTEN,
        _("Gửi đề nghị cho %(steward)s."),
    ),
    "export-exists": Wording(
        _("Ở %(path)s đã có một bản xuất."), NOTHING_WRITTEN, _("Chọn thư mục khác, hoặc chuyển bản cũ đi.")
    ),
    "passphrase-short": Wording(
        _("Cụm mật khẩu quá ngắn; cần ít nhất %(least)s ký tự."), NOTHING_WRITTEN, _("Dùng năm, sáu từ ngẫu nhiên.")
    ),
    "handed-over": Wording(
        _("Bản ghi %(key)s đã bàn giao cho %(steward)s theo “%(act)s”; nút này không ghi được nữa."),
        NOTHING_WRITTEN,
        _("Gửi đề nghị cho %(steward)s; dự thảo còn lại thì trả về hoặc bỏ."),
    ),
    "hand-over-refused": Wording(
        _("Không bàn giao được sổ “%(register)s” (quy tắc %(rule)s: %(found)s)."),
        NOTHING_WRITTEN,
        _("Xem các bàn giao đang có bằng: lienvung hand-over; quy tắc ở docs/formats/hand-over.md."),
    ),
    "hand-over-unknown": Wording(
        _("Nút này không giữ bàn giao nào có mã %(hash)s."),
        NOTHING_WRITTEN,
        _("Nhận dữ liệu từ bên giao trước, rồi xem lại mã."),
    ),
    "merge-target-unknown": Wording(
        _("Không gộp được %(key)s vào %(into)s vì nút không giữ bản ghi đích."), NOTHING_WRITTEN, CORRECT_AND_REPEAT
    ),
    "merge-goes-round": Wording(
        _("Không gộp được %(key)s vào %(into)s: bản ghi ấy đã được gộp vào chính bản ghi này."),
        NOTHING_WRITTEN,
        _("Giữ cách gộp đã có, hoặc gộp cả hai vào một bản ghi khác."),
    ),
    "record-moved": Wording(
        _("Bản ghi %(key)s đã được sửa sau khi thay đổi này được soạn."),
        NOTHING_WRITTEN,
        _("Mở lại bản ghi, hoặc so lại bảng với sổ, rồi làm tiếp."),
    ),
    "link-target-unknown": Wording(
        _("Trường “%(field)s” dẫn tới %(target)s, nhưng sổ %(to)s không có bản ghi ấy."),
        NOTHING_WRITTEN,
        _("Chọn lại bản ghi được dẫn tới, hoặc ghi bản ghi ấy trước."),
    ),
    "link-to-itself": Wording(
        _("Trường “%(field)s” dẫn bản ghi %(key)s tới chính nó."), NOTHING_WRITTEN, _("Chọn một bản ghi khác.")
    ),
    "value-taken": Wording(
        _("Trường “%(field)s”: giá trị “%(value)s” đã có ở bản ghi %(other)s; mỗi giá trị chỉ dùng một lần."),
        NOTHING_WRITTEN,
        _("Mở bản ghi ấy để sửa hoặc gộp, hoặc nhập giá trị khác."),
    ),
    "clock-went-back": Wording(
        _("Đồng hồ máy (%(now)s) chậm hơn lần ghi mới nhất (%(newest)s)."), SIGNING_STOPPED, _("Chỉnh lại đồng hồ máy.")
    ),
    "head-conflict": Wording(
        _("Nút đã ký một cây khác ở cỡ %(size)s của %(origin)s."),
        SIGNING_STOPPED,
        _("Chạy: lienvung fsck; đối chiếu với các bên chứng kiến trước khi ghi tiếp."),
    ),
    "head-mismatch": Wording(
        _("Bản chốt sổ %(origin)s không khớp số lần ghi đang giữ."), SIGNING_STOPPED, TELL_OPERATOR
    ),
    "entries-not-contiguous": Wording(
        _("Sổ %(origin)s cần lần ghi số %(expected)s nhưng nhận số %(found)s."), NOTHING_WRITTEN, TELL_OPERATOR
    ),
    "entry-not-held": Wording(
        _("Sổ %(origin)s không có lần ghi số %(index)s."), NOTHING_WRITTEN, _("Kiểm tra lại số thứ tự.")
    ),
    "log-not-held": Wording(
        _("Nút không giữ sổ %(origin)s."), NOTHING_WRITTEN, _("Kiểm tra thỏa thuận chia sẻ và lần nhận gần nhất.")
    ),
    "second-installation": Wording(
        _("Kho của nút %(node)s được chép từ nơi khác, có thể nơi đó vẫn đang ký."),
        SIGNING_STOPPED,
        _("Chỉ chạy một nơi; nếu nơi cũ đã hỏng, theo hướng dẫn khôi phục."),
    ),
    "restored-unchecked": Wording(
        _("Nút %(node)s vừa được khôi phục và chưa đối chiếu xong với các đối tác."),
        _("Nút chỉ đọc, chưa ký gì; có thể soạn dự thảo."),
        _("Nối mạng để nút tự hỏi đối tác, hoặc chạy lienvung pull; xem lienvung doctor."),
    ),
    "override-refused": Wording(
        _("Chưa thể cho nút ký lại (%(rule)s)."),
        SIGNING_STOPPED,
        _("Đợi một đối tác trả lời. Nếu không còn ai: lập nút mới và nhận bàn giao; xem docs/operate.md."),
    ),
    "already-served": Wording(
        _("Nút này đang được phục vụ ở một nơi khác (%(path)s)."),
        NOTHING_WRITTEN,
        _("Dừng nơi kia trước. Hai nơi không được cùng chạy một nút."),
    ),
    "backup-malformed": Wording(
        _("Tệp %(file)s không phải bản sao lưu đọc được (%(rule)s)."),
        NOTHING_WRITTEN,
        _("Chọn tệp khác: lienvung backup list."),
    ),
    "backup-key-wrong": Wording(
        _("Khóa hoặc cụm mật khẩu không mở được bản sao lưu %(file)s."),
        NOTHING_WRITTEN,
        _("Đặt đúng thư mục keys của nút, hoặc đưa đúng cụm mật khẩu."),
    ),
    "backup-broken": Wording(
        _("Bản sao lưu %(file)s bị hỏng hoặc bị cắt ở mảnh số %(piece)s."),
        NOTHING_WRITTEN,
        _("Chọn bản sao lưu khác, và kiểm tra đĩa chứa tệp này."),
    ),
    "backup-of-another": Wording(
        _("Bản sao lưu %(file)s là của nút %(found)s, không phải %(node)s."),
        NOTHING_WRITTEN,
        _("Chọn bản sao lưu của đúng nút."),
    ),
    "backup-unsound": Wording(
        _("Bản sao lưu %(file)s không kiểm chứng được: %(finding)s."),
        _("Bản này không được dùng; các bản sao lưu cũ hơn vẫn còn."),
        _("Chạy lienvung fsck để tìm chỗ hỏng trong kho, sửa, rồi sao lưu lại."),
    ),
    "backup-gap": Wording(
        _("Bản sao dự phòng %(file)s bắt đầu sau những gì đang có của sổ %(origin)s (%(held)s, cần %(since)s)."),
        NOTHING_WRITTEN,
        _("Thêm đủ các tệp đứng trước trong thư mục dự phòng."),
    ),
    "backup-unsettled": Wording(
        _("Chưa sao lưu được vì nút đang ghi liên tục."), NOTHING_WRITTEN, _("Làm lại sau ít phút.")
    ),
    "restore-refused": Wording(
        _("Nơi này đã có một nút, nên không khôi phục %(file)s vào đây."),
        NOTHING_WRITTEN,
        _("Chọn thư mục trống; hoặc thêm --replace, kho đang có sẽ được giữ dưới tên khác."),
    ),
    "store-busy": Wording(_("Kho đang bận ghi quá lâu."), NOTHING_WRITTEN, _("Đợi một phút rồi làm lại.")),
    "store-damaged": Wording(
        _("Tệp kho %(path)s bị hỏng (%(detail)s)."),
        _("Bản sao ở đối tác không bị ảnh hưởng."),
        _("Dừng nút, chạy lienvung fsck, khôi phục từ bản sao lưu."),
    ),
    "store-full": Wording(
        _("Đĩa đã đầy nên không ghi được."),
        _("Không có gì bị ghi dở; dữ liệu đang có vẫn nguyên vẹn và đọc được."),
        _("Giải phóng dung lượng rồi làm lại."),
    ),
    "store-unwritable": Wording(
        _("Không ghi được vào %(path)s (%(detail)s)."), NOTHING_WRITTEN, _("Kiểm tra quyền của thư mục.")
    ),
    "store-unreachable": Wording(
        _("Máy chủ chứa kho %(path)s không dùng được (%(detail)s)."),
        _("Điều đã báo ghi xong vẫn còn. Làm lại thì không bị ghi hai lần."),
        _("Kiểm tra máy chủ PostgreSQL, mạng và tài khoản, rồi làm lại."),
    ),
    "schema-unknown": Wording(
        _("Kho %(path)s do bản phần mềm mới hơn tạo (bản %(version)s)."),
        NOTHING_WRITTEN,
        _("Cập nhật phần mềm rồi mở lại."),
    ),
    "unsafe-sqlite": Wording(
        _("SQLite %(version)s có lỗi có thể làm hỏng kho."),
        NOTHING_WRITTEN,
        _("Cài lại môi trường từ requirements.lock."),
    ),
    "move-refused": Wording(
        _("Không chuyển kho được (%(rule)s)."),
        NOTHING_WRITTEN,
        _("Chọn nơi khác còn trống; nếu nút còn điều chưa ký, mở nút một lần rồi làm lại."),
    ),
    "unsafe-postgres": Wording(
        _("Máy chủ PostgreSQL tại %(path)s có thể mất điều đã nhận ghi: %(setting)s."),
        NOTHING_WRITTEN,
        _("Nhờ người quản trị máy chủ sửa: PostgreSQL từ 15, mã UTF8, fsync và full_page_writes bật."),
    ),
    "port-busy": Wording(
        _("Cổng %(port)s đang bận, có thể bản trình diễn khác đang chạy."),
        NOTHING_WRITTEN,
        _("Dừng chương trình kia rồi chạy lại."),
    ),
    "server-silent": Wording(
        _("Nút %(node)s không khởi động được."), NOTHING_WRITTEN, _("Xem nhật ký chạy trong %(log)s.")
    ),
    "demonstration-missing": Wording(
        _("Chưa có bản trình diễn trong %(folder)s."), NOTHING_WRITTEN, _("Chạy: make demo.")
    ),
    "demonstration-running": Wording(
        _("Bản trình diễn trong %(folder)s đang chạy."), NOTHING_WRITTEN, _("Dừng bằng Ctrl-C rồi làm lại.")
    ),
    "locality-unknown": Wording(
        _("Bản trình diễn không có nút “%(name)s”."), NOTHING_WRITTEN, _("Chọn hai-phong, quang-ninh hoặc bac-ninh.")
    ),
    "agreement-unknown": Wording(_("Không có thỏa thuận nào mang mã %(hash)s."), NOTHING_WRITTEN, RELOAD),
    "not-a-party": Wording(
        _("Nút %(node)s không phải là một bên của thỏa thuận này."),
        NOTHING_WRITTEN,
        _("Thêm nút này vào các bên rồi đề nghị lại."),
    ),
    "contact-is-self": Wording(
        _("Hồ sơ này là của chính nút này (%(name)s)."), NOTHING_WRITTEN, _("Chọn hồ sơ của nút đối tác.")
    ),
    "contact-unknown": Wording(
        _("Nút này chưa kết nối với “%(name)s”."), NOTHING_WRITTEN, _("Trao đổi hồ sơ nút và đối chiếu dấu vân khóa.")
    ),
    "contact-root-changed": Wording(
        _("%(name)s đưa khóa gốc khác với khóa đã đối chiếu."),
        _("Khóa cũ vẫn được dùng; không có dữ liệu nào được trao đổi bằng khóa mới."),
        _("Hai cán bộ đầu mối gặp nhau để đối chiếu lại khóa."),
    ),
    "contact-outdated": Wording(
        _("Hồ sơ nút của %(name)s cũ hơn hồ sơ đã duyệt (bản %(found)s, đang giữ %(held)s)."),
        NOTHING_WRITTEN,
        _("Xin đối tác gửi hồ sơ mới nhất."),
    ),
    "blob-mismatch": Wording(_("Tệp không đúng mã băm %(sha256)s của nó."), NOTHING_WRITTEN, CORRECT_AND_REPEAT),
    "definition-unknown": Wording(
        _("Sổ %(register)s chưa có định nghĩa mà lần ghi này theo."), NOTHING_WRITTEN, TELL_OPERATOR
    ),
    "unknown-field": Wording(_("Sổ %(register)s không có trường “%(field)s”."), NOTHING_WRITTEN, CORRECT_AND_REPEAT),
    "range-invalid": Wording(
        _("Không lọc được “%(field)s” của sổ %(register)s theo khoảng “%(found)s”."),
        NOTHING_WRITTEN,
        CORRECT_AND_REPEAT,
    ),
    "box-invalid": Wording(
        _("Khung bản đồ “%(found)s” không phải là tây, nam, đông, bắc tính bằng độ."),
        NOTHING_WRITTEN,
        CORRECT_AND_REPEAT,
    ),
    "moment-invalid": Wording(
        _("Thời điểm “%(found)s” không viết theo dạng 2026-11-22T08:00:00Z."), NOTHING_WRITTEN, CORRECT_AND_REPEAT
    ),
    "store-no-server": Wording(
        _("Kho của nút này là một tệp, không có vai trò nào để cấp quyền."),
        NOTHING_WRITTEN,
        _("Dùng --to để ghi các bảng ra một tệp."),
    ),
    "role-unknown": Wording(
        _("Cơ sở dữ liệu không có vai trò “%(role)s”, hoặc đó là vai trò quản trị."),
        NOTHING_WRITTEN,
        _("Tạo một vai trò thường, được đăng nhập, rồi làm lại."),
    ),
    "root-key-missing": Wording(
        _("Nút %(node)s cần khóa gốc để tự giới thiệu, nhưng khóa không có trong thư mục này."),
        NOTHING_WRITTEN,
        _("Đưa khóa gốc vào thư mục keys rồi làm lại."),
    ),
}
