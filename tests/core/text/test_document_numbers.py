"""Document numbers: the table of forms, whole."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienvung.core.text.document_number import find_document_numbers, format_document_number, parse_document_number
from lienvung.core.text.errors import NumberUnreadable

MUST_PARSE = {
    "party": "01-KL/TU/LT|352 -KL/TUQN-TUBG-TUHD|Số 54-NQ/TW|05-QĐi/TU|1234-CV/VPTU|08-QC/TW|352\u2011KL/TUQN",
    "copy": "24-BS/UBKTTU|15/SY-UBND|12/TrS-UBND|3/SL-VPTU",
    "qppl": "30/2020/NĐ-CP|60/2024/QH15|76/2025/UBTVQH15|253/2025/QĐ-UBND|51/2025/NQ-HĐND|20/2020/QĐ-TTg"
    "|10/2016/TT-BTTTT|01/2015/TTLT-VPCP-BNV|30/2026/QH16|01/2024/L-CTN",
    "state": "1669/NQ-UBTVQH15|237/NQ-UBTVQH16|826/QĐ-TTg|128/QĐ-UBND|1433/KH-UBND|283/TTr-VPUB|425/BC-UBPLTP15"
    "|381/ĐA-CP|331/BC-BQLVHL|01/HNVB-VPCP",
    "congvan": "6411/VPCP-KTTH|161/BXTĐT-MC|118/VPCP-KTTH|15/TTg-KTN|05/UBND-TH",
}
MUST_NOT = ["3/tuần", "15/08/2021", "ngày 9/3/2019, Ban", "500 tàu/ngày", "tỷ lệ 3/4", "2021/2025", "Quốc lộ 18/10"]
CASES = [(kind, text) for kind, row in MUST_PARSE.items() for text in row.split("|")]


@pytest.mark.parametrize(("kind", "text"), CASES)
def test_parses_its_form(kind, text):
    """Every example of the table parses as its own form, and its elements give the canonical spelling back."""
    number = parse_document_number(text)
    assert number.kind == kind
    assert format_document_number(number) == number.canonical
    assert parse_document_number(number.canonical).canonical == number.canonical


@pytest.mark.parametrize("text", MUST_NOT)
def test_is_no_number(text):
    """Dates, ratios, periods and roads are no document numbers, alone or in a sentence."""
    assert list(find_document_numbers(text)) == []
    with pytest.raises(NumberUnreadable):
        parse_document_number(text)


def test_three_issuers_and_a_stray_blank():
    """A composite issuer yields the list of issuers; the printed form stays beside the canonical one."""
    number = parse_document_number("352 -KL/TUQN-TUBG-TUHD")
    assert number.issuers == ("TUQN", "TUBG", "TUHD")
    assert (number.printed, number.canonical) == ("352 -KL/TUQN-TUBG-TUHD", "352-KL/TUQN-TUBG-TUHD")


def test_joint_suffix():
    """LT after the issuer is a suffix, not an issuer."""
    number = parse_document_number("01-KL/TU/LT")
    assert (number.issuers, number.suffix, number.number) == (("TU",), "LT", "01")


def test_a_year_changes_the_meaning():
    """A year in second place marks a legal-normative document; without it the decision is an individual one."""
    assert parse_document_number("253/2025/QĐ-UBND").year == 2025
    assert parse_document_number("253/QĐ-UBND").year is None


def test_the_drafting_unit_is_no_issuer():
    """One state body issues; the abbreviation after it is the drafting unit, unless the type says joint."""
    assert parse_document_number("15/KH-UBND-TH").issuers == ("UBND",)
    assert parse_document_number("02/QCPH-UBND-UBND").issuers == ("UBND", "UBND")


def test_icelandic_eth_is_read_as_d_with_stroke():
    """Ð, typed by old keyboards, is Đ."""
    assert parse_document_number("826/QÐ-TTg").canonical == "826/QĐ-TTg"


def test_finds_the_number_in_a_heading():
    """Type, `số` and the date after it stay outside the match."""
    text = "KH số 15/KH-UBND ngày 05/01/2022"
    [(start, end, number)] = find_document_numbers(text)
    assert (text[start:end], number.type) == ("15/KH-UBND", "KH")


@given(st.text(alphabet="0123456789/-– KLQĐTUBNDabSố.", max_size=30))
def test_a_parsed_number_is_canonical(text):
    """Whatever parses formats to a spelling that parses to the same elements."""
    try:
        number = parse_document_number(text)
    except NumberUnreadable:
        return
    again = parse_document_number(format_document_number(number))
    assert replace(again, printed="") == replace(number, printed="")
