"""The state machine: what officers, lines, machines and liars do, in any order."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from lienvung.core.errors import LienVungError
from lienvung.node.append import Change, append
from lienvung.node.errors import ClockWentBack, HandedOver, HandOverRefused, NotSteward, RestoredUnchecked
from lienvung.node.own_keys import KeysEnded
from lienvung.node.signing import adopt_installation
from tests.model.deeds import WARDS, grant_of, household, household_item, limitation, own_records
from tests.model.dying import Death
from tests.model.first_day import NAMES, new_world
from tests.model.hearing import HEADS
from tests.model.house import House, state_of, store_with
from tests.model.invariants import ALWAYS, i8_copies_are_equal_after_the_fault_clears
from tests.model.line import KINDS, Fault
from tests.model.upheavals import hand_over, is_guarded, restore, rotate, take_all
from tests.model.world import PARTS, World

houses = st.sampled_from(NAMES)
pairs = st.sampled_from([(one, other) for one in NAMES for other in NAMES if one != other])
wards = st.sampled_from(WARDS)
moments = st.sampled_from([0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 8, 12])
faults = st.lists(
    st.builds(Fault, st.sampled_from(KINDS), moments, st.integers(0, 999)),
    max_size=2,
    unique_by=lambda f: f.at,
)
deaths = st.none() | st.builds(Death, st.integers(1, 6), st.booleans(), st.sampled_from([0, 0, 3, 8, 15, 30]))
parts = st.sets(st.sampled_from(PARTS), min_size=1)


JUDGED: Final[Counter[str]] = Counter()
"""How often there was something to judge, over all stories told in this process: an invariant about nothing holds."""


class Connected(RuleBasedStateMachine):
    """Three nodes that agree, write, exchange, break and lie."""

    world: World

    @initialize()
    def begin(self) -> None:
        self.world = new_world()
        self.said = 0
        self.given: set[str] = set()
        self.backups: dict[str, Any] = {}
        self.undecided: list[tuple[str, str, list[Change]]] = []

    def house(self, name: str) -> House:
        return self.world.houses[name]

    def words(self) -> str:
        self.said += 1
        return f"lời {self.said}"

    # ── officers ──

    @rule(name=houses, ward=wards, count=st.sampled_from([1, 1, 1, 3]), death=deaths)
    def write(self, name: str, ward: str, count: int, death: Death | None) -> None:
        """A batch over two registers, which the process may not survive."""
        house = self.house(name)
        changes = [household(house, self.words(), ward) for _ in range(count)] + [limitation(house, self.words())]
        self._append(house, changes, death)

    @rule(name=houses)
    def write_much(self, name: str) -> None:
        """More than a bundle's width at once."""
        house = self.house(name)
        self._append(house, [household(house, self.words(), WARDS[0]) for _ in range(260)], None)

    @rule(name=houses, which=st.integers(0, 99), ward=wards, death=deaths)
    def amend(self, name: str, which: int, ward: str, death: Death | None) -> None:
        """A record moves, perhaps out of what a partner may see."""
        house = self.house(name)
        if live := own_records(house, "household", "live"):
            item = household_item(self.words(), ward)
            self._append(house, [Change("put", "household", live[which % len(live)], item)], death)

    @rule(
        name=houses, which=st.integers(0, 99), op=st.sampled_from(["retire", "restore", "merge", "erase"]), death=deaths
    )
    def end(self, name: str, which: int, op: str, death: Death | None) -> None:
        """A record ends, comes back, becomes another, or forgets a person."""
        house = self.house(name)
        keys = own_records(house, "household", "retired" if op == "restore" else "live")
        if not keys or (op == "merge" and len(keys) < 2):
            return
        key, other = keys[which % len(keys)], keys[(which + 1) % len(keys)]
        says: dict[str, dict[str, Any]] = {
            "retire": {"reason": "trùng"},
            "restore": {"reason": "nhầm"},
            "merge": {"into": other, "reason": "trùng"},
            "erase": {"parts": ["personal"], "ground": "theo yêu cầu"},
        }
        self._append(house, [Change(op, "household", key, {"shared": says[op]})], death)

    @rule(which=st.integers(0, 99))
    def ask_again(self, which: int) -> None:
        """Whoever got no answer, or the same as before, asks again under the same key: nothing is doubled."""
        if not self.undecided:
            return
        name, once, changes = self.undecided[which % len(self.undecided)]
        house = self.house(name)
        if name != self.world.evil:
            with self.refusing(house):
                self.world.write(house, changes, again=once)

    def _append(self, house: House, changes: list[Change], death: Death | None) -> None:
        if house.name != self.world.evil:
            once = house.token()
            self.undecided.append((house.name, once, changes))
            with self.refusing(house):
                self.world.write(house, changes, death, once)

    @contextmanager
    def refusing(self, house: House) -> Iterator[None]:
        """Let an append be refused for a reason that is so, and for no other."""
        try:
            yield
        except (HandedOver, HandOverRefused, NotSteward):
            assert self.given
        except RestoredUnchecked:
            assert house.restored
        except (ClockWentBack, KeysEnded):
            # A clock that is days wrong is before the newest entry, or before the keys; set right, it still has to pass
            # the hour at which it was ahead.
            assert house.skew or house.now() < house.farthest

    @rule(pair=pairs, register=st.sampled_from(["household", "household", "limitation"]), parts=parts,
          ward=st.none() | wards, days=st.sampled_from([None, None, 2]))  # fmt: skip
    def propose(
        self, pair: tuple[str, str], register: str, parts: set[str], ward: str | None, days: int | None
    ) -> None:
        """One proposes to give another something: a first agreement, or one that widens what there is."""
        giver, taker = pair
        if giver == self.world.evil:
            return
        if register == "limitation":
            parts, ward = (parts - {"personal"}) | {"shared"}, None
        grant = grant_of(giver, taker, register, sorted(parts), ward, days, self.house(giver).node.today())
        with self.refusing(self.house(giver)):
            self.world.propose(self.house(giver), taker, grant)

    @rule(pair=pairs, parts=st.sampled_from([set(PARTS), set(PARTS), {"shared"}]), ward=st.none() | wards)
    def agree_at_once(self, pair: tuple[str, str], parts: set[str], ward: str | None) -> None:
        """The usual case: households are proposed, read, accepted, and known to be accepted; some first, then all."""
        giver, taker = pair
        if self.world.evil not in pair and not any(self.house(name).skew for name in pair):
            self.propose(pair, "household", parts, ward, None)
            self.world.pull(self.house(taker), giver)
            self.accept(taker)
            self.world.pull(self.house(giver), taker)

    @rule(pair=pairs, ward=st.none() | wards)
    def widen(self, pair: tuple[str, str], ward: str | None) -> None:
        """Some is given and had, the rest is withheld; then all is given."""
        self.write(pair[0], WARDS[0], 1, None)
        self.agree_at_once(pair, {"shared"}, ward)
        self.agree_at_once(pair, set(PARTS), None)

    @rule(name=houses)
    def accept(self, name: str) -> None:
        """A house accepts whatever waits for it."""
        if name != self.world.evil:
            with self.refusing(self.house(name)):
                self.world.accept_all(self.house(name))

    @rule(name=houses, which=st.integers(0, 9))
    def revoke(self, name: str, which: int) -> None:
        """A house withdraws what it gave."""
        if name != self.world.evil:
            with self.refusing(self.house(name)):
                self.world.revoke(self.house(name), which)

    # ── exchange ──

    @rule(pair=pairs, faults=faults, death=deaths)
    def pull(self, pair: tuple[str, str], faults: list[Fault], death: Death | None) -> None:
        """One pulls from another over a line that may do anything, and may die in the middle."""
        asker, giver = pair
        if asker == self.world.evil:
            return
        troubles = self.world.pull(self.house(asker), giver, faults, death)
        if not faults and death is None:
            self._check_honest_pull(asker, giver, troubles)

    def _check_honest_pull(self, asker: str, giver: str, troubles: tuple[LienVungError, ...]) -> None:
        line = self.world.lines[asker, giver]
        apart = abs(self.house(asker).skew - self.house(giver).skew) >= timedelta(minutes=5)
        waiting = any(is_guarded(self.house(name)) for name in (asker, giver))
        if not (line.deaf or line.mute or apart or waiting or giver == self.world.evil):
            assert troubles == (), f"{asker} from {giver}: {troubles}"

    @rule(pair=pairs, back=st.integers(1, 3))
    def replay(self, pair: tuple[str, str], back: int) -> None:
        """Somebody on the way shows the heads of an earlier day to who has seen newer ones."""
        asker, giver = pair
        if asker == self.world.evil:
            return
        self.world.pull(self.house(asker), giver)
        self.write(giver, WARDS[0], 1, None)
        self.propose((giver, asker), "limitation", {"shared"}, None, None)
        self.world.pull(self.house(asker), giver)
        said = self.world.lines[pair].said.get(HEADS, ())
        self.world.pull(self.house(asker), giver, [Fault("older", 0, max(len(said) - 1 - back, 0))])

    @rule(pair=pairs, bit=st.integers(0, 999))
    def garble(self, pair: tuple[str, str], bit: int) -> None:
        """All that an honest node answers after its heads has a bit flipped: entries, and then proofs of them."""
        asker, giver = pair
        if self.world.evil in pair:
            return
        self.world.pull(self.house(asker), giver)
        self.propose((giver, asker), "limitation", {"shared"}, None, None)
        self.world.pull(self.house(asker), giver, [Fault("noise", 1, bit)])

    @rule(pair=pairs, faults=faults, death=deaths)
    def witness(self, pair: tuple[str, str], faults: list[Fault], death: Death | None) -> None:
        """One has its heads cosigned by another."""
        one, other = pair
        if one != self.world.evil:
            self.world.submit(self.house(one), other, faults, death)
        else:
            self.world.submit(self.house(one), other, faults, None, self.world.faces.get(other))

    # ── lines, machines, clocks ──

    @rule(pair=pairs, deaf=st.booleans(), mute=st.booleans(), both_ways=st.booleans())
    def cut(self, pair: tuple[str, str], deaf: bool, mute: bool, both_ways: bool) -> None:
        """A line fails: requests, answers or both, in one direction or in both."""
        for way in [pair, pair[::-1]] if both_ways else [pair]:
            self.world.lines[way].deaf, self.world.lines[way].mute = deaf, mute

    @rule(pair=pairs)
    def heal(self, pair: tuple[str, str]) -> None:
        """A line carries again."""
        for way in (pair, pair[::-1]):
            self.world.lines[way].deaf = self.world.lines[way].mute = False

    @rule(pair=pairs)
    def arrive_late(self, pair: tuple[str, str]) -> None:
        """Requests that were believed lost arrive, the last one first."""
        self.world.lines[pair].deliver_late()

    @rule(hours=st.sampled_from([1, 30, 60]))
    def pass_time(self, hours: int) -> None:
        """Hours go by: nonces are forgotten, agreements run out."""
        self.world.time.at += timedelta(hours=hours)

    @rule(name=houses, minutes=st.sampled_from([-2880, -4, 4, 2880]))
    def shift_clock(self, name: str, minutes: int) -> None:
        """A clock goes wrong, a little or by two days."""
        self.house(name).skew = timedelta(minutes=minutes)

    @rule(name=houses)
    def set_clock(self, name: str) -> None:
        """A clock is set right."""
        self.house(name).skew = timedelta()

    # ── once in years ──

    @rule(name=houses)
    def back_up(self, name: str) -> None:
        """A backup is made of a store as it is now."""
        if not is_guarded(self.house(name)):
            self.backups[name] = state_of(self.house(name).store)

    @precondition(lambda self: self.backups and self.world.evil is None)
    @rule(name=houses)
    def put_back(self, name: str) -> None:
        """A store is put back as it was when the backup was made; its clients begin afresh."""
        if name in self.backups and not self.given:
            self.undecided = [each for each in self.undecided if each[0] != name]
            restore(self.world, self.house(name), self.backups[name])

    @rule(name=houses, use=st.sampled_from(["log", "witness", "request"]))
    def rotate(self, name: str, use: str) -> None:
        """A house gets a new key for one use."""
        house = self.house(name)
        if name != self.world.evil and not house.skew and not is_guarded(house) and not house.restored:
            with self.refusing(house):
                rotate(house, use)

    @rule(pair=pairs, whole=st.booleans(), which=st.integers(0, 99))
    def hand_over(self, pair: tuple[str, str], whole: bool, which: int) -> None:
        """A house gives a household, or all of them, to another."""
        house = self.house(pair[0])
        keys = own_records(house, "household", "live")
        if keys and self.world.evil is None and not any(each.restored for each in self.world.houses.values()):
            self.given.add(house.name)
            with self.refusing(house):
                hand_over(house, pair[1], [] if whole else [keys[which % len(keys)]])

    @rule(name=houses)
    def take(self, name: str) -> None:
        """A house takes what was given to it."""
        if name != self.world.evil:
            with self.refusing(self.house(name)):
                take_all(self.house(name))

    # ── liars ──

    @precondition(lambda self: self.world.evil is None and not any(h.restored for h in self.world.houses.values()))
    @rule(name=houses, to=st.integers(0, 2))
    def fork(self, name: str, to: int) -> None:
        """A node begins to sign two histories under its one key, and shows each partner one of them."""
        house, world = self.house(name), self.world
        for other in NAMES:
            if other != name:  # a liar that nobody trusted would harm nobody
                self.agree_at_once((name, other), set(PARTS), None)
        world.remember()
        world.evil = name
        twin = replace(house, store=store_with(state_of(house.store), "twin"))
        adopt_installation(twin.node)
        # Of different lengths, so that one can follow the other where nobody asks for a proof.
        for each, branch in ((house, world.leaves), (twin, world.other_leaves), (twin, world.other_leaves)):
            self._lie(each, branch)
        others = [other for other in NAMES if other != name]
        world.faces = dict.fromkeys(others[to:] or others, twin.node)
        if to == 0:
            self.hear_both(others[0])

    def _lie(self, house: House, branch: dict[str, tuple[bytes, ...]]) -> None:
        changes = [household(house, self.words(), WARDS[0]), limitation(house, self.words())]
        with self.refusing(house):
            append(house.node, changes, idempotency_key=house.token())
        for origin, log in state_of(house.store).logs.items():
            if log.node == house.name:
                branch[origin] = state_of(house.store).leaves[origin][: log.size]

    @precondition(lambda self: self.world.evil is not None)
    @rule(name=houses)
    def turn(self, name: str) -> None:
        """The liar shows a partner its other face."""
        world = self.world
        assert world.evil is not None
        if name == world.evil:
            return
        if not world.faces.pop(name, None):
            twins = list(world.faces.values())
            world.faces |= dict.fromkeys([name], twins[0]) if twins else {}

    @precondition(lambda self: self.world.evil is not None)
    @rule(name=houses)
    def hear_both(self, name: str) -> None:
        """A partner hears one face of the liar, and then the other."""
        if self.world.evil is not None and name != self.world.evil:
            self.world.pull(self.house(name), self.world.evil)
            self.turn(name)
            self.world.pull(self.house(name), self.world.evil)

    @precondition(lambda self: self.world.evil is not None)
    @rule(name=houses)
    def ask_both_ways(self, name: str) -> None:
        """The liar asks one witness to cosign both its histories, the shorter one first."""
        world = self.world
        if name != world.evil and world.evil is not None:
            liar = world.houses[world.evil]
            for face in (None, *list(world.faces.values())[:1]):
                world.submit(liar, name, face=face)

    # ── and in the end ──

    @rule(often=st.integers(0, 5))
    def calm(self, often: int) -> None:
        """Now and then all faults clear in the middle of the story."""
        if often == 0:
            self.converge()

    def converge(self) -> None:
        """All faults clear: three rounds later every copy is equal (I8)."""
        world = self.world
        for line in world.lines.values():
            line.deaf = line.mute = False
        for house in world.houses.values():
            house.skew = timedelta()
            house.reopen()
        # A house that was put back asks everybody first; then three rounds among all.
        self._round([house for house in world.honest() if is_guarded(house)])
        for house in world.honest():
            if not is_guarded(house):
                house.reopen()
        if any(is_guarded(house) for house in world.honest()):
            return  # somebody saw what nobody has: it stays stopped until two people decide
        for _ in range(3):
            for asker, giver, troubles in self._round(world.honest()):
                assert troubles == (), f"{asker} from {giver}: {troubles}"
        world.remember()
        i8_copies_are_equal_after_the_fault_clears(world)

    def _round(self, askers: list[House]) -> list[tuple[str, str, tuple[LienVungError, ...]]]:
        return [
            (asker.name, giver.name, self.world.pull(asker, giver.name))
            for asker in askers
            for giver in self.world.honest()
            if asker is not giver
        ]

    def teardown(self) -> None:
        if hasattr(self, "world"):
            self.converge()
            JUDGED.update(self.world.judged)

    @invariant()
    def everything_holds(self) -> None:
        """I1 to I7, after every step."""
        if hasattr(self, "world"):
            self.world.remember()
            for check in ALWAYS:
                check(self.world)
