"""Two nodes, real HTTP: what arrives, and what does not leave."""

from two_places import Place, grant

from lienvung.node.stores.rows import Query


def texts(place: Place, register: str = "limitation") -> list[str]:
    """Return the texts of the live records that a place shows."""
    with place.node.store.reading() as reader:
        if reader.definition(register) is None:
            return []
        return sorted(record.values["text"] for record in reader.find(register, Query()).records)


def test_without_an_agreement_nothing_of_a_register_leaves(hai_phong: Place, quang_ninh: Place) -> None:
    """A contact sees that a log exists and how long it is; no entry and no value is sent."""
    quang_ninh.write(3)
    report = hai_phong.pull(quang_ninh)
    assert {log.origin: log.readable for log in report.logs}["quang-ninh/limitation"] is False
    assert texts(hai_phong) == []
    assert not [path for path in quang_ninh.asked if "limitation" in path]


def test_with_an_agreement_in_force_values_arrive(hai_phong: Place, quang_ninh: Place) -> None:
    """What the other side wrote before and after the agreement is shown here with the same words."""
    quang_ninh.write(text="trước")
    hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong"))
    quang_ninh.write(text="sau")
    hai_phong.pull(quang_ninh)
    assert texts(hai_phong) == texts(quang_ninh) == ["sau", "trước"]
