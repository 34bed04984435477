"""From what the machine read to proposed records: questions instead of guesses."""

from hashlib import sha256

from lienvung.digitise import digitise, read
from lienvung.office.candidates import Candidate, Paper, candidates_of
from lienvung.office.sides import sides_named

SIDES = {"hai-phong": "Thành phố Hải Phòng", "quang-ninh": "Thành phố Quảng Ninh", "bac-ninh": "Thành phố Bắc Ninh"}


def proposed(text: str, sides: dict[str, str] = SIDES) -> list[Candidate]:
    """Return what is proposed for a paper given as text."""
    layer = read(text.encode(), "a.txt")
    paper = Paper(sha256(text.encode()).hexdigest(), "a.txt", "text/plain", layer.digest)
    return candidates_of(paper, layer, digitise(layer), sides)


def test_every_passage_is_the_text_it_says(paper):
    """`layer[start:end] == exact` holds for every proposal."""
    text = paper.decode()
    found = proposed(text)
    assert len(found) > 8
    for candidate in found:
        assert text[candidate.passage["start"] : candidate.passage["end"]] == candidate.passage["exact"]


def test_named_sides_become_nodes(paper):
    """A lead of Hải Phòng is owed by the node that Hải Phòng runs."""
    [one] = [c for c in proposed(paper.decode()) if "bản đồ tuyến tham quan" in str(c.values.get("text", ""))]
    assert one.values["owed-by"] == ["hai-phong"]
    assert one.values["leads"] == ["Sở Du lịch thành phố Hải Phòng"]


def test_a_side_without_a_node_stays_as_it_is_written(paper):
    """Where nobody of that name runs a node, the words of the paper stand."""
    found = proposed(paper.decode(), {"bac-ninh": "Thành phố Bắc Ninh"})
    owed = {side for candidate in found for side in candidate.values.get("owed-by", [])}
    assert "hai-phong" not in owed
    assert "Hải Phòng" in owed


def test_an_illustrative_paper_says_so_on_every_record(paper):
    """A paper with the words "minh họa" makes illustrative records; another makes real ones."""
    assert {candidate.values["nature"] for candidate in proposed(paper.decode())} == {"illustrative"}
    plain = paper.decode().replace("minh họa", "tham khảo").replace("Minh Họa", "Thanh Hoa")
    assert {candidate.values["nature"] for candidate in proposed(plain)} == {"real"}


def test_a_result_asks_which_commitment_it_is_about(paper):
    """What a paper reports as done names no commitment: that is a question."""
    results = [c for c in proposed(paper.decode()) if c.register == "progress-report"]
    assert results
    assert all("commitment" in candidate.questions for candidate in results)


def test_a_scan_is_proposed_as_a_paper_alone():
    """Pages without letters give the file, and ask for subject and day."""
    [header] = candidates_of(Paper("a" * 64, "quet.pdf", "application/pdf", ""), None, None, SIDES)
    assert header.register == "document"
    assert header.values["file"] == "a" * 64
    assert "text-layer" not in header.values
    assert header.questions == ("subject", "issued-on")


def test_names_are_found_as_words_only():
    """ "Bắc Ninh" is not found in "Bắc Ninhh"; the type word before the name may differ."""
    assert sides_named(("Sở Tài chính tỉnh Bắc Ninh",), SIDES, ()) == ("bac-ninh",)
    assert sides_named(("Khu Bắc Ninhh",), SIDES, ()) == ()


def test_both_sides_are_those_of_the_parties():
    """ "Hai địa phương" means the parties, and nobody when no party is known."""
    parties = ("Hải Phòng", "Quảng Ninh")
    assert sides_named(("Sở Y tế hai địa phương",), SIDES, parties) == ("hai-phong", "quang-ninh")
    assert sides_named(("Sở Y tế hai địa phương",), SIDES, ()) == ()
