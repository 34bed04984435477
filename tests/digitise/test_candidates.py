"""Proposals: fields of the registers, and questions where the paper does not say."""

from pathlib import Path

import pytest
import yaml

import lienvung.catalogue
from lienvung.digitise import Candidate, candidates
from tests.digitise.papers import CONCLUSION, reading_of

REGISTERS = Path(lienvung.catalogue.__file__).parent / "registers"
MEETING = "Chiều 18/10, tại phường Yên Tử, Tỉnh ủy Quảng Ninh và Thành ủy Hải Phòng tổ chức hội nghị về hợp tác.\n"


def proposed(text: str, register: str) -> list[Candidate]:
    """Return the proposals for one register."""
    return [found for found in candidates(reading_of(text)) if found.register == register]


@pytest.mark.parametrize("text", [CONCLUSION, MEETING + "Hai bên đã hoàn thành 32/41 nhiệm vụ.\n"])
def test_values_are_fields_of_the_registers(text):
    """Every proposed value is a field that the register defines, and an enumerated one is of its list."""
    found = candidates(reading_of(text))
    assert len(found) > 1
    for candidate in found:
        definition = yaml.safe_load((REGISTERS / f"{candidate.register}.yaml").read_text())
        fields = {field["name"]: field for field in definition["fields"]}
        for name, value in candidate.values.items():
            assert value in fields[name].get("values", [value])


def test_the_paper_itself():
    """The first proposal is the document with its header block as passage."""
    document = candidates(reading_of(CONCLUSION))[0]
    assert (document.register, document.values["number"]) == ("document", "12-KL/TUQN-TUHP")
    assert not str(document.values["number-printed"]).startswith("Số")
    assert document.values["issued-on"] == "2024-03-05"
    assert document.exact == CONCLUSION[document.start : document.end]


def test_a_dated_commitment():
    """Lead, partners, side, field and deadline come with the passage; an inferred year is a question."""
    first, second = proposed(CONCLUSION, "commitment")
    assert first.values["leads"] == ["Sở Nội vụ tỉnh Quảng Ninh"]
    assert first.values["partners"] == ["Sở Nội vụ thành phố Hải Phòng"]
    assert (first.values["owed-by"], first.values["agreed-on"]) == (["Quảng Ninh"], "2024-03-05")
    assert (first.values["deadline-kind"], first.values["deadline"]) == ("dated", "2024-09-30")
    assert first.questions == ("deadline-year-inferred",)
    assert second.values["deadline-kind"] == "recurring"
    assert second.questions == ("owed-by-unknown",)


def test_nothing_is_guessed():
    """A day without a year stays so and is asked for; nobody named as lead is asked for, vague words stay words."""
    commitment = proposed(MEETING + "Yêu cầu sớm hoàn thiện hồ sơ trước khi trình ký.\n", "commitment")[0]
    assert commitment.values["agreed-on"] == "--10-18"
    assert {"year-unknown", "lead-unknown", "owed-by-unknown", "deadline-vague"} == set(commitment.questions)
    assert commitment.values["deadline-text"] == "sớm"
    assert not {"leads", "owed-by", "deadline"} & set(commitment.values)


def test_an_extension_is_history():
    """The first deadline stays the deadline; the later one is an extension of it."""
    text = CONCLUSION.replace("trước ngày 30/9", "trước là ngày 30/9/2024, nay gia hạn đến ngày 31/12/2024")
    first = proposed(text, "commitment")[0]
    assert (first.values["deadline"], first.values["extensions"]) == ("2024-09-30", [{"until": "2024-12-31"}])


def test_an_escalation_and_a_limitation():
    """A matter for a superior names its addressee and who raises it; a limitation carries its cause apart."""
    [escalation] = proposed(CONCLUSION, "escalation")
    assert (escalation.values["addressee"], escalation.values["raised-by"]) == (
        "Bộ Xây dựng",
        ["Quảng Ninh", "Hải Phòng"],
    )
    [limitation] = proposed(MEETING + "Tuy nhiên, tuyến đường còn chậm do thiếu vốn đối ứng.\n", "limitation")
    assert limitation.values["cause"] == "thiếu vốn đối ứng"


def test_a_result_asks_whose_and_whether_done():
    """A result becomes a progress report; that it closes a commitment is never assumed."""
    [report] = proposed(CONCLUSION, "progress-report")
    assert report.values["reported-on"] == "2024-03-05"
    assert report.questions == ("side-unknown", "progress-unknown")
    assert "progress" not in report.values


def test_a_repeated_caption_is_proposed_once():
    """What is printed twice is one proposal."""
    caption = "Hai bên sẽ mở tuyến xe buýt trước ngày 31/12/2026. Ảnh: Lê Thử\n"
    assert len(proposed(MEETING + caption + caption, "commitment")) == 1
