"""Why a training counts, in words for whose it is: only where that is not plain, because a rule has changed since, or
because she learnt online.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from foundation.taiwan import roc

from .completions import Ground, Standing
from .courses import HOUR, Former

ONLINE = "臺北市志願服務實務手冊「學員於看完全部課程後，可直接在網路上下載結業證書，獲得結訓資格」"
ONCE = "臺北市志願服務實務手冊「無需重複接受基礎訓練」；志願服務法第 9 條"


def told(standings: Iterable[Standing]) -> list[tuple[str, str]]:
    """A sentence with its source for each training that counts for a reason worth telling; each once."""
    return list(dict.fromkeys(line for one in standings for line in _told(one)))


def _told(one: Standing) -> Iterator[tuple[str, str]]:
    if one.done is None:
        return
    programme, former = one.programme, one.programme.former
    words = {
        "training": programme.name, "done": roc.shown(one.done.on), "since": roc.shown(programme.since),
        "now": programme.minutes // HOUR,
    }  # fmt: skip
    if one.ground is Ground.FORMER_WHOLE and former is not None:
        words["then"] = former.minutes // HOUR
        yield (
            _(
                "%(done)s完成的%(training)s是當時規定的 %(then)s 小時；%(since)s起改為 %(now)s 小時，以前完成的照樣算，"
                "不必重上。"
            )
            % words,
            f"{former.source}；{ONCE}",
        )
    elif one.ground is Ground.FORMER_WHOLE:
        yield (
            _("%(done)s完成的%(training)s照當時的規定；%(since)s起課目改了，以前完成的照樣算，不必重上。") % words,
            programme.source,
        )
    elif one.ground in (Ground.FORMER_COURSES, Ground.MIXED) and former is not None:
        words["merged"] = _merged(former, {course.number: str(course.name) for course in programme.courses})
        yield (
            _("%(since)s以前上的課併入現在的課：%(merged)s。這是依課程整併推定，主管機關另有認定時以認定為準。")
            % words,
            former.source,
        )
    if one.online:
        yield _("%(training)s有線上課程，以網站發的結業證書為憑。") % words, ONLINE


def _merged(former: Former, names: dict[int, str]) -> str:
    """Which former courses went into which of today."""
    old = {course.number: str(course.name) for course in former.courses}
    return _("；").join(
        _("%(old)s → %(new)s") % {"old": _("、").join(old[part] for part in parts), "new": names[number]}
        for number, parts in former.merged.items()
    )
