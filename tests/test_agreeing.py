"""What a row says again of the row it points to: as a migration writes it, and what the house is told too late."""

from django.db import models

from actionplans.models import AnnualPlan, Uptake
from foundation.agreeing import Agrees


def test_a_migration_makes_the_same_constraint_again():
    (found,) = (one for one in Uptake._meta.constraints if one.name == "uptake_in_its_own_county")
    path, args, kwargs = found.deconstruct()
    assert path == "foundation.agreeing.Agrees"
    assert found == found.clone() == Agrees(*args, **kwargs)
    assert len({found, found.clone()}) == 1
    assert found != Agrees(**kwargs | {"field": "item"})
    assert "annual" in repr(found)


def test_what_it_points_to_must_be_unique_there(monkeypatch):
    found = Agrees(to="annual", field="county", name="x")
    assert found._check(Uptake, None) == []
    kept = [one for one in AnnualPlan._meta.constraints if one.name != "annual_plan_with_its_county"]
    monkeypatch.setattr(AnnualPlan._meta, "constraints", kept)
    (problem,) = found._check(Uptake, None)
    assert "AnnualPlan does not say that county and id are unique together" in problem.msg
    only_some = models.UniqueConstraint(fields=["id", "county"], name="y", condition=models.Q(state="issued"))
    monkeypatch.setattr(AnnualPlan._meta, "constraints", [*kept, only_some])
    assert found._check(Uptake, None), "a partial index is nothing to point to"
