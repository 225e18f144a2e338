"""The 22 counties and cities: codes, names, tile positions; and `find`, which reads what people write for them.

Sources: ISO 3166-2:TW (codes), the government's statistical codes (`gov_code`: text, leading zeros count), the Ministry
of the Interior's spelling of English names, the letters of identity numbers. Names use 臺; `find` accepts 台.
Tiles: column 1 holds the outlying islands, column 2 is a narrow gap, 3–7 the main island; rows 1–8 run north to south.
The order is the official one: six municipalities, then north to south, east, islands.
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from foundation.taiwan.fullwidth import tight


class Kind(Enum):
    """What the county is in law; municipalities, provincial cities and counties have the same tasks here."""

    MUNICIPALITY = "municipality"
    CITY = "city"
    COUNTY = "county"


@dataclass(frozen=True)
class County:
    """One county or city. `aliases` are further names it goes by, beyond those that follow from its own name."""

    code: str
    gov_code: str
    name: str
    name_en: str
    kind: Kind
    id_letter: str
    tile: tuple[int, int]
    order: int
    aliases: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name

    @property
    def iso(self) -> str:
        """The ISO 3166-2 code, TW-TTT."""
        return f"TW-{self.code}"

    @property
    def short_name(self) -> str:
        """臺東; shared by two counties for 新竹 and 嘉義, so never a key."""
        return self.name[:-1]

    @property
    def shown(self) -> str:
        """The name in the language of the page."""
        return self.name if (get_language() or "zh").startswith("zh") else self.name_en


class UnknownCounty(ValueError):
    """The text names no county; the message says so and offers the nearest name where there is one."""


class AmbiguousCounty(ValueError):
    """The text names more than one county (新竹, 嘉義); `candidates` are the counties it may mean."""

    def __init__(self, message: str, candidates: tuple[County, ...]) -> None:
        super().__init__(message)
        self.candidates = candidates


COUNTIES: tuple[County, ...] = (
    County("TPE", "63000", "臺北市", "Taipei City", Kind.MUNICIPALITY, "A", (6, 1), 1),
    County("NWT", "65000", "新北市", "New Taipei City", Kind.MUNICIPALITY, "F", (6, 2), 2),
    County("TAO", "68000", "桃園市", "Taoyuan City", Kind.MUNICIPALITY, "H", (5, 2), 3),
    County("TXG", "66000", "臺中市", "Taichung City", Kind.MUNICIPALITY, "B", (5, 4), 4),
    County("TNN", "67000", "臺南市", "Tainan City", Kind.MUNICIPALITY, "D", (4, 7), 5),
    County("KHH", "64000", "高雄市", "Kaohsiung City", Kind.MUNICIPALITY, "E", (5, 7), 6),
    County("KEE", "10017", "基隆市", "Keelung City", Kind.CITY, "C", (7, 1), 7),
    County("HSZ", "10018", "新竹市", "Hsinchu City", Kind.CITY, "O", (4, 3), 8),
    County("HSQ", "10004", "新竹縣", "Hsinchu County", Kind.COUNTY, "J", (5, 3), 9),
    County("MIA", "10005", "苗栗縣", "Miaoli County", Kind.COUNTY, "K", (4, 4), 10),
    County("CHA", "10007", "彰化縣", "Changhua County", Kind.COUNTY, "N", (4, 5), 11),
    County("NAN", "10008", "南投縣", "Nantou County", Kind.COUNTY, "M", (5, 5), 12),
    County("YUN", "10009", "雲林縣", "Yunlin County", Kind.COUNTY, "P", (3, 6), 13),
    County("CYI", "10020", "嘉義市", "Chiayi City", Kind.CITY, "I", (4, 6), 14),
    County("CYQ", "10010", "嘉義縣", "Chiayi County", Kind.COUNTY, "Q", (5, 6), 15),
    County("PIF", "10013", "屏東縣", "Pingtung County", Kind.COUNTY, "T", (5, 8), 16),
    County("ILA", "10002", "宜蘭縣", "Yilan County", Kind.COUNTY, "G", (6, 3), 17),
    County("HUA", "10015", "花蓮縣", "Hualien County", Kind.COUNTY, "U", (6, 5), 18),
    County("TTT", "10014", "臺東縣", "Taitung County", Kind.COUNTY, "V", (6, 7), 19),
    County("PEN", "10016", "澎湖縣", "Penghu County", Kind.COUNTY, "X", (1, 6), 20),
    County("KIN", "09020", "金門縣", "Kinmen County", Kind.COUNTY, "W", (1, 4), 21),
    County("LIE", "09007", "連江縣", "Lienchiang County", Kind.COUNTY, "Z", (1, 1), 22, ("馬祖", "Matsu")),
)
BY_CODE: Mapping[str, County] = MappingProxyType({county.code: county for county in COUNTIES})


def by_code(code: str) -> County:
    """The county of an exact code such as `TTT`; `KeyError` otherwise. For text that people typed, use `find`."""
    return BY_CODE[code]


def find(text: str) -> County:
    """The county that `text` names.

    Accepts 臺東縣, 台東, 臺東縣政府, Taitung, Taitung County (Government), TTT, TW-TTT, 10014, and the code of a
    spreadsheet that lost its leading zero (9020); width, case and blanks do not matter. Raises `AmbiguousCounty` with
    both candidates for a short name that two counties share, `UnknownCounty` for anything else; both are `ValueError`s
    with a sentence.
    """
    key = _key(text)
    if not key:
        raise UnknownCounty(_("這裡沒有縣市。請填縣市全名，例如臺東縣。"))
    if key.isdecimal():
        key = key.zfill(5)
    found = _NAMES.get(key, ())
    if len(found) == 1:
        return found[0]
    shown = text.strip()
    if found:
        one, other = found
        raise AmbiguousCounty(
            _("「%(text)s」可能是%(one)s，也可能是%(other)s。請寫出全名。")
            % {"text": shown, "one": one.shown, "other": other.shown},
            found,
        )
    if near := difflib.get_close_matches(key, _NAMES, n=1, cutoff=0.65):
        raise UnknownCounty(
            _("沒有「%(text)s」這個縣市，是不是%(near)s？請寫縣市全名。")
            % {"text": shown, "near": _NAMES[near[0]][0].shown}
        )
    raise UnknownCounty(_("沒有「%(text)s」這個縣市。請寫縣市全名，例如臺東縣。") % {"text": shown})


def _key(text: str) -> str:
    key = tight(text).replace("台", "臺").casefold()
    for ending in ("政府", "government", "gov"):
        key = key.removesuffix(ending)
    return key


def _all_names() -> dict[str, tuple[County, ...]]:
    names: dict[str, tuple[County, ...]] = {}
    for county in COUNTIES:
        english = county.name_en.rsplit(" ", 1)[0]
        own = (county.name, county.short_name, county.name_en, english, county.code, county.iso, county.gov_code)
        for name in {_key(name) for name in (*own, *county.aliases)}:
            names[name] = (*names.get(name, ()), county)
    return names


_NAMES = _all_names()
