"""What the sheets add to the question whether a workshop can start tomorrow."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from actionplans.models import QuestionSet, SheetKind
from workshops.models import Workshop
from workshops.readiness import Check


def forms_published(workshop: Workshop) -> Iterator[Check]:
    """The tables can only be given forms that the association has published."""
    sets = QuestionSet.objects.filter(programme=workshop.programme_id, published_at__isnull=False)
    published = set(sets.values_list("kind", flat=True))
    missing = [str(kind.label) for kind in SheetKind if kind.value not in published]
    if missing:
        yield Check(
            "forms",
            False,
            _("表單還沒發布：%(forms)s") % {"forms": _("、").join(missing)},
            _("請協會秘書處發布這個方案的表單。"),
        )
    else:
        yield Check("forms", True, _("各桌的表單已發布"))
