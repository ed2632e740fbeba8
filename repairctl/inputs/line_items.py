"""Lines of a statement as people write them: `水工 2`, `ppr 3m`, `铜球阀=1 45.00 # 旧款`, `其他:密封圈 1个 35`; with the price book."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal

from msgspec import Struct

from repairctl.errors import Sentence, say
from repairctl.inputs.amounts import NotMoney, money
from repairctl.inputs.spans import NotAQuantity, quantity
from repairctl.inputs.typed import Ambiguous, NotRead, plain
from repairctl.inputs.words import text as one_line

_OTHER = re.compile(r"(?:其他|其它|other):(?P<title>.+)")
_LINE = re.compile(r"(?P<item>.+?)(?: *[=*×x] *| +)(?P<quantity>[0-9][0-9.]*) ?(?P<unit>[^\W\d_]{0,8}[23²³]?)(?: +(?P<price>\S+))?")
_MOST_NEAR = 5


class Item(Struct, frozen=True):
    """A row of the price book: its code, its names, its unit and its price (yuan a unit, tax as the book says)."""

    code: str
    zh: str
    en: str
    unit: str
    price: Decimal
    aliases: tuple[str, ...] = ()


class PriceBook:
    """The rows of a price book, their names made ready once to be compared."""

    def __init__(self, items: Iterable[Item]) -> None:
        self.items = tuple(items)
        self.names = tuple((one, tuple(_folded(name) for name in (one.code, one.zh, one.en, *one.aliases) if name)) for one in self.items)

    def called(self, text: str) -> list[Item]:
        """Those of exactly that code or name; else those with such a piece in it; else those of which it is a short form."""
        wanted = _folded(text)
        return self._fitting(lambda name: name == wanted) or self._fitting(lambda name: wanted in name) or self._shortened(wanted)

    def _fitting(self, fits: Callable[[str], bool]) -> list[Item]:
        return [one for one, names in self.names if any(map(fits, names))]

    def _shortened(self, wanted: str) -> list[Item]:
        """`水工` for 水暖人工: all signs in order, the first one first; only for Chinese, where a name is shortened so."""
        if wanted.isascii() or len(wanted) < 2:
            return []
        return self._fitting(lambda name: name.startswith(wanted[0]) and _in_order(wanted, name))


class LineTyped(Struct, frozen=True):
    """A line as typed. `item` None: not in the book, then `title` names it; `price` None: the book's."""

    item: Item | None
    title: str
    quantity: Decimal
    unit: str
    price: Decimal | None = None
    note: str = ""


class NotALine(NotRead):
    def __init__(self, value: str, why: Sentence) -> None:
        super().__init__(value, why, "水工 2, PPR管 3m, 其他:密封圈 1个 35")


def line(text: str, book: PriceBook) -> LineTyped:
    """`ITEM QTY[UNIT] [PRICE][ # NOTE]`; also `ITEM=QTY` and `ITEM*QTY`. Raises NotALine, and Ambiguous for several items."""
    body, _, note = one_line(text).partition("#")
    found = _LINE.fullmatch(plain(body))
    if not found:
        raise NotALine(text, say("A line is an item, how much of it, and where it differs the price."))
    other = _OTHER.fullmatch(found["item"].strip())
    if other:
        return _not_in_book(text, other["title"].strip(), found, note.strip())
    item = _item(text, found["item"].strip(), book)
    try:
        many = quantity(found["quantity"] + found["unit"], item.unit)
    except NotAQuantity as refusal:
        raise NotALine(text, refusal.why) from None
    return LineTyped(item, item.zh, many, item.unit, _price(text, found["price"]), note.strip())


def lines(block: str, book: PriceBook) -> tuple[LineTyped, ...]:
    """A pasted block, a line each; empty lines and tabs between columns do not matter. Raises as the first that fails."""
    return tuple(line(" ".join(row.split("\t")), book) for row in block.splitlines() if row.strip())


def _not_in_book(text: str, title: str, found: re.Match[str], note: str) -> LineTyped:
    price = _price(text, found["price"])
    if price is None:
        raise NotALine(text, say("What is not in the price book needs its price."))
    unit = found["unit"] or "项"
    try:
        many = quantity(found["quantity"], unit)
    except NotAQuantity as refusal:
        raise NotALine(text, refusal.why) from None
    return LineTyped(None, title, many, unit, price, note)


def _price(text: str, typed: str | None) -> Decimal | None:
    try:
        return money(typed) if typed else None
    except NotMoney as refusal:
        raise NotALine(text, refusal.why) from None


def _item(text: str, typed: str, book: PriceBook) -> Item:
    """The one item that is called so. Raises NotALine and Ambiguous."""
    found = book.called(typed)
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotALine(text, say("{item} is not in the price book; what is not in it is written other:{item} 1 35.00.", item=typed))
    if len(found) > _MOST_NEAR:
        listed = ", ".join(one.zh for one in found[:_MOST_NEAR])
        raise NotALine(text, say("{n} items are called so, among them {items}; say more of the name.", n=len(found), items=listed))
    rest = plain(text)[len(typed) :]
    raise Ambiguous(
        text, say("Several items are called so; which is it?"), [(f"{one.code}{rest}", f"{one.zh} {one.price}/{one.unit}") for one in found]
    )


def _folded(text: str) -> str:
    return re.sub(r"\s+", "", plain(text)).casefold()


def _in_order(wanted: str, name: str) -> bool:
    signs = iter(name)
    return all(sign in signs for sign in wanted)
