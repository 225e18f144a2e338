"""A sealed file opens whole or not at all."""

import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.upkeep import vault
from foundation.upkeep.vault import Reader, Unopenable, Writer

PASSPHRASE = "long enough to be a passphrase"


@pytest.fixture(autouse=True, scope="module")
def quick() -> object:
    """Making a key costs half a second on purpose; here it need not."""
    patch = pytest.MonkeyPatch()
    patch.setattr(vault, "COSTS", {"n": 2, "r": 1, "p": 1})
    patch.setattr(vault, "PIECE", 64)
    yield
    patch.undo()


def sealed(content: bytes, step: int = 1000) -> bytes:
    out = io.BytesIO()
    with Writer(out, passphrase=PASSPHRASE, told={"made_at": "2026-11-30"}) as writer:
        for at in range(0, len(content), step):
            writer.write(content[at : at + step])
    return out.getvalue()


def opened(content: bytes, passphrase: str = PASSPHRASE) -> bytes:
    with Reader(io.BytesIO(content), passphrase=passphrase) as reader:
        return reader.read()


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 127, 128, 129, 1000])
@pytest.mark.parametrize("step", [1, 64, 1000])
def test_what_was_written_comes_back(size: int, step: int) -> None:
    content = bytes(at % 251 for at in range(size))
    assert opened(sealed(content, step)) == content


def test_nothing_of_the_content_is_in_the_file() -> None:
    assert b"A123456789" not in sealed(b"A123456789" * 50)


@given(at=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_a_changed_bit_anywhere_opens_nothing(at: int, bit: int) -> None:
    whole = bytearray(sealed(b"a sentence of a table " * 20))
    whole[at % len(whole)] ^= 1 << bit
    with pytest.raises(Unopenable):
        opened(bytes(whole))


@given(kept=st.integers(0, 10_000))
def test_a_file_cut_off_anywhere_opens_nothing(kept: int) -> None:
    whole = sealed(b"a sentence of a table " * 20)
    with pytest.raises(Unopenable):
        opened(whole[: kept % len(whole)])


def test_pieces_in_another_order_open_nothing() -> None:
    whole = sealed(bytes(64 * 4))
    header = whole.index(b"\n", len(vault.FORMAT)) + 1
    pieces = [whole[at : at + 80] for at in range(header, len(whole), 80)]
    for wrong in (pieces[::-1], pieces[:-1], pieces[1:], [*pieces, pieces[-1]]):
        with pytest.raises(Unopenable):
            opened(whole[:header] + b"".join(wrong))


def test_another_passphrase_is_told_from_a_changed_file() -> None:
    whole = sealed(bytes(200))
    with pytest.raises(Unopenable) as refused:
        opened(whole, "another passphrase altogether")
    assert refused.value.why == "passphrase"
    with pytest.raises(Unopenable) as refused:
        opened(whole[:-1])
    assert refused.value.why == "changed"
    for strange in (b"", b"PK\x03\x04", vault.FORMAT + b"[]\n", vault.FORMAT + b'{"n": 1e99}\n'):
        with pytest.raises(Unopenable) as refused:
            opened(strange)
        assert refused.value.why == "format"


def test_a_header_that_asks_for_all_the_memory_is_none_of_ours() -> None:
    whole = sealed(b"x")
    header = whole.index(b"\n", len(vault.FORMAT)) + 1
    greedy = whole[:header].replace(b'"n": 2', b'"n": 1099511627776')
    assert greedy != whole[:header]
    with pytest.raises(Unopenable) as refused:
        opened(greedy + whole[header:])
    assert refused.value.why == "format"


def test_what_was_given_up_does_not_open() -> None:
    out = io.BytesIO()
    writer = Writer(out, passphrase=PASSPHRASE, told={})
    writer.write(bytes(200))
    writer.give_up()
    writer.close()
    with pytest.raises(Unopenable):
        opened(out.getvalue())


def test_a_large_file_takes_little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault, "PIECE", 1 << 20)

    class Nowhere(io.BytesIO):
        def write(self, content: object, /) -> int:
            return len(content)  # type: ignore[arg-type]

    tracemalloc.start()
    with Writer(Nowhere(), passphrase=PASSPHRASE, told={}) as writer:
        for _again in range(64):
            writer.write(bytes(1 << 20))
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 8 << 20
