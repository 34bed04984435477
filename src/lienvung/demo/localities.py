"""Who takes part in the demonstration: three localities and the fictional people of their offices."""

import os
from dataclasses import dataclass

# Another first port lets a second demonstration, or the tests, run beside the first.
FIRST_PORT = int(os.environ.get("LIENVUNG_DEMO_PORT", "8101"))
PASSWORD = "minh-hoa-2026-hop-tac"  # noqa: S105  printed on the screen: the demonstration keeps no secret
NOW = "2026-11-20T08:00:00+07:00"


@dataclass(frozen=True, slots=True)
class Person:
    """A fictional account; the password is the demonstration's."""

    username: str
    full_name: str
    role: str


@dataclass(frozen=True, slots=True)
class Locality:
    """One node of the demonstration."""

    name: str
    title: str
    port: int
    office: str
    people: tuple[Person, ...]

    @property
    def address(self) -> str:
        """Where its pages and its exchange are."""
        return f"http://127.0.0.1:{self.port}"

    def person(self, role: str) -> Person:
        """Return its person with this role."""
        return next(person for person in self.people if person.role == role)


def _people(clerk: str, approver: str) -> tuple[Person, ...]:
    return (
        Person("chuyen-vien", clerk, "clerk"),
        Person("nguoi-duyet", approver, "approver"),
        Person("nguoi-xem", "Lãnh Đạo Minh Họa", "viewer"),
        Person("kiem-tra", "Thanh Tra Minh Họa", "auditor"),
        Person("quan-tri", "Quản Trị Minh Họa", "administrator"),
    )


HAI_PHONG = Locality(
    "hai-phong",
    "Thành phố Hải Phòng",
    FIRST_PORT,
    "Văn phòng hợp tác Hải Phòng (minh họa)",
    _people("Phạm Thu Trang", "Nguyễn Đức Thành"),
)
QUANG_NINH = Locality(
    "quang-ninh",
    "Thành phố Quảng Ninh",
    FIRST_PORT + 1,
    "Văn phòng hợp tác Quảng Ninh (minh họa)",
    _people("Vũ Thị Hạnh", "Đặng Quốc Bảo"),
)
BAC_NINH = Locality(
    "bac-ninh",
    "Thành phố Bắc Ninh",
    FIRST_PORT + 2,
    "Văn phòng hợp tác Bắc Ninh (minh họa)",
    _people("Ngô Văn Khải", "Trịnh Thị Mai"),
)
LOCALITIES = (HAI_PHONG, QUANG_NINH, BAC_NINH)


def locality(name: str) -> Locality:
    """Return the locality of this node name."""
    return next(each for each in LOCALITIES if each.name == name)
