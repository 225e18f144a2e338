"""What becomes of certificates and revocation lists when keys change, and how the lists are kept fresh."""

import copy
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from foundation import proofs, sealed
from tests.makers.certifying import make_certificate, make_officer
from tests.makers.volunteers import NOW, make_unit
from volunteers.certifying import keys, revising, status_lists, verifying
from volunteers.certifying.verifying import State
from volunteers.models import Authority, Certificate, CertificateStatusList, SigningKey

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def rotate(authority: Authority, now: dt.datetime = NOW, *, lost: bool = False) -> SigningKey:
    return keys.rotate(authority=authority, reason="每年換一次金鑰", by=make_officer(), now=now, lost=lost)


def revoke(one: Certificate, now: dt.datetime = NOW) -> None:
    revising.revoke(certificate=one, reason="發錯人了要收回", by=make_officer(), now=now)


def listed(authority: Authority, now: dt.datetime = NOW) -> Any:
    found = status_lists.published(authority, 0, now=now)
    assert found is not None
    return json.loads(json.dumps(found))


class TestAfterRotation:
    def test_an_old_profile_with_a_new_list_says_what_is_missing_and_calls_nothing_valid(self) -> None:
        one = make_certificate()
        old = keys.profile(one.authority)
        rotate(one.authority)

        found = verifying.offline(one.credential, profile=old, status=listed(one.authority), now=NOW)

        assert found.state is State.UNCHECKED
        assert not found.holds
        assert "重新下載發證機關資料" in found.lacks[0]
        assert "有效" not in str(found.sentence)

    def test_the_new_profile_verifies_old_certificates_and_the_new_list(self) -> None:
        one, other = make_certificate(), make_certificate(make_unit())
        before = listed(one.authority)
        rotate(one.authority)
        revoke(other)
        profile, status = keys.profile(one.authority), listed(one.authority)

        assert status["proof"]["verificationMethod"].endswith("#k2")
        assert verifying.offline(one.credential, profile=profile, status=status, now=NOW) == verifying.Checked(
            State.VALID
        )
        assert verifying.offline(other.credential, profile=profile, status=status, now=NOW).state is State.REVOKED
        # The list of before, signed by the old key while it was in use, can still be read.
        assert verifying.offline(one.credential, profile=profile, status=before, now=NOW).lacks == ()

    def test_the_profile_says_from_when_to_when_each_key_signed(self) -> None:
        one = make_certificate()
        rotate(one.authority, NOW + 30 * DAY)

        profile = keys.profile(one.authority)

        told = [{name: value for name, value in each.items() if name != "id"} for each in profile["keyHistory"]]
        assert told == [{"from": "2026-06-10", "until": "2026-07-10"}, {"from": "2026-07-10"}]
        assert all("expires" not in each for each in profile["verificationMethod"])

    @pytest.mark.parametrize(
        ("moved", "state"),
        [(-1, State.DISTRUSTED), (0, State.UNCHECKED), (30, State.UNCHECKED), (31, State.DISTRUSTED)],
    )
    def test_what_says_that_it_was_signed_when_its_key_was_not_in_use_is_not_believed(
        self, moved: int, state: State
    ) -> None:
        one = make_certificate()
        plain = {name: value for name, value in one.credential.items() if name != "proof"}
        signed = proofs.sign(plain, private=one.key.private, method=keys.method_of(one.key), created=NOW + moved * DAY)
        rotate(one.authority, NOW + 30 * DAY)

        found = verifying.offline(signed, profile=keys.profile(one.authority), now=NOW)

        assert found.state is state
        assert ("期間" in "".join(found.lacks)) is (state is State.DISTRUSTED)

    def test_a_profile_saved_before_there_was_a_history_still_verifies(self) -> None:
        one = make_certificate()
        profile = keys.profile(one.authority)
        del profile["keyHistory"]
        found = verifying.offline(one.credential, profile=profile, status=listed(one.authority), now=NOW)
        assert found.state is State.VALID

    @pytest.mark.parametrize(
        "broken", [{"keyHistory": 3}, {"keyHistory": [{}]}, {"keyHistory": [{"id": "x", "from": "soon"}]}]
    )
    def test_a_broken_history_is_unreadable_and_no_traceback(self, broken: dict[str, Any]) -> None:
        one = make_certificate()
        found = verifying.offline(one.credential, profile=keys.profile(one.authority) | broken, now=NOW)
        assert found.state is State.UNREADABLE


class TestLists:
    def test_a_list_says_until_when_and_is_kept_until_something_changes(self) -> None:
        one, other = make_certificate(), make_certificate(make_unit())
        first = listed(one.authority)
        assert first["validUntil"] == "2026-06-24T06:00:00Z"
        assert listed(one.authority, NOW + DAY) == first
        revoke(other, NOW + DAY)

        second = listed(one.authority, NOW + DAY)

        assert second["validFrom"] == "2026-06-11T06:00:00Z"
        assert [status_lists.is_set(second, each.place) for each in (one, other)] == [False, True]

    def test_reissuing_sets_the_list_aside_as_well(self) -> None:
        one = make_certificate()
        listed(one.authority)
        revising.reissue(certificate=one, reason="印壞了再印一張", by=make_officer(), now=NOW)
        assert status_lists.is_set(listed(one.authority), one.place)

    @pytest.mark.parametrize(("days", "same"), [(13, True), (14, False), (15, False)])
    def test_whoever_asks_after_its_end_gets_one_that_is_signed_anew(self, days: int, same: bool) -> None:
        one = make_certificate()
        first = listed(one.authority)
        assert (listed(one.authority, NOW + days * DAY) == first) is same

    @pytest.mark.parametrize(("days", "signed"), [(0, 0), (6, 0), (7, 1), (13, 1), (400, 1)])
    def test_the_clock_signs_in_time(self, days: int, signed: int) -> None:
        one = make_certificate()
        listed(one.authority)

        assert status_lists.renew(now=NOW + days * DAY) == signed

        kept = CertificateStatusList.objects.get()
        assert kept.valid_until > NOW + days * DAY
        assert status_lists.renew(now=NOW + days * DAY) == 0

    def test_the_clock_signs_what_was_never_asked_for(self) -> None:
        make_certificate()
        assert not CertificateStatusList.objects.exists()
        assert status_lists.renew(now=NOW) == 1

    @pytest.mark.parametrize(("days", "lacks"), [(13, False), (14, True), (15, True)])
    def test_an_ended_list_is_not_gone_by(self, days: int, lacks: bool) -> None:
        one = make_certificate()
        found = verifying.offline(
            one.credential, profile=keys.profile(one.authority), status=listed(one.authority), now=NOW + days * DAY
        )
        assert found.state is (State.UNCHECKED if lacks else State.VALID)
        assert bool(found.lacks) is lacks

    def test_what_an_ended_list_says_is_revoked_is_revoked_for_good(self) -> None:
        one = make_certificate()
        revoke(one)
        found = verifying.offline(
            one.credential, profile=keys.profile(one.authority), status=listed(one.authority), now=NOW + 99 * DAY
        )
        assert found.state is State.REVOKED

    def test_another_authoritys_list_and_a_changed_one_say_nothing(self) -> None:
        one, other = make_certificate(), make_certificate(make_unit("HUA"))
        profile, status = keys.profile(one.authority), listed(one.authority)
        foreign = verifying.offline(one.credential, profile=profile, status=listed(other.authority), now=NOW)
        changed = copy.deepcopy(status)
        changed["validUntil"] = "2099-01-01T00:00:00Z"

        assert foreign.state is State.UNCHECKED
        assert "不是這一張的" in foreign.lacks[0]
        for broken in (changed, [], {}, {"id": status["id"]}, 3):
            found = verifying.offline(one.credential, profile=profile, status=broken, now=NOW)
            assert found.state is State.UNCHECKED
            assert found.lacks

    def test_a_list_is_never_signed_with_a_key_that_was_lost(self) -> None:
        one = make_certificate()
        before = listed(one.authority)
        rotate(one.authority, lost=True)
        fresh = make_certificate(make_unit())
        profile = keys.profile(one.authority)

        assert listed(one.authority)["proof"]["verificationMethod"].endswith("#k2")
        found = verifying.offline(fresh.credential, profile=profile, status=before, now=NOW)
        assert found.state is State.UNCHECKED
        assert "不能採信" in found.lacks[0]

    def test_the_public_address_gives_what_is_kept(self, client: Any) -> None:
        one = make_certificate()
        where = reverse("volunteers:issuer_status", args=[one.authority.code, 0])
        first = client.get(where).json()
        assert first == client.get(where).json()
        assert dt.datetime.fromisoformat(first["validUntil"]) > timezone.now()
        revoke(one)
        assert client.get(where).json() != first


class TestCommands:
    def test_lists_are_renewed_by_the_clock(self, capsys: Any) -> None:
        make_certificate()
        call_command("renew_status_lists", "--now", "2026-06-10T14:00+08:00")
        call_command("renew_status_lists", "--now", "2026-06-11T14:00+08:00")
        assert capsys.readouterr().out.splitlines() == ["簽了 1 份撤銷清單。", "簽了 0 份撤銷清單。"]

    @pytest.mark.parametrize(
        "words", [["--every", "0"], ["--every", "169"], ["--now", "x"], ["--every", "1", "--now", "2026-06-10"]]
    )
    def test_what_it_cannot_do_is_one_line(self, words: list[str]) -> None:
        with pytest.raises(CommandError) as refused:
            call_command("renew_status_lists", *words)
        assert refused.value.returncode == 2

    def test_signing_keys_are_sealed_anew_all_or_none(self, capsys: Any) -> None:
        one, other = make_certificate(), make_certificate(make_unit("HUA"))
        private = one.key.private
        with override_settings(SEALING_KEYS=[f"new:{sealed.make_key()}", *settings.SEALING_KEYS]) as _both:
            call_command("reseal_signing_keys")
            call_command("reseal_signing_keys")
            assert capsys.readouterr().out.splitlines() == [
                "改用現在的金鑰封存了 2 把簽章金鑰。", "改用現在的金鑰封存了 0 把簽章金鑰。",
            ]  # fmt: skip
            assert SigningKey.objects.get(pk=one.key_id).private == private
            before = list(SigningKey.objects.order_by("pk").values_list("private_sealed", flat=True))
        # The key that sealed them is given up too early.
        with (
            override_settings(SEALING_KEYS=[f"newest:{sealed.make_key()}"]),
            pytest.raises(CommandError, match="打不開") as refused,
        ):
            call_command("reseal_signing_keys")
        assert refused.value.returncode == 2
        assert private not in str(refused.value)
        assert list(SigningKey.objects.order_by("pk").values_list("private_sealed", flat=True)) == before
        assert other.key_id

    @pytest.mark.parametrize(
        ("saved", "exit_status", "said"),
        [
            ("all after", 0, "有效"), ("all before", 0, "有效"), ("profile before", 2, "重新下載發證機關資料"),
            ("no list", 0, "沒有給撤銷清單"), ("list gone", 2, "讀不到檔案"), ("list cut off", 2, "讀不懂"),
            ("revoked", 2, "已撤銷"), ("changed", 2, "不符"),
        ],
    )  # fmt: skip
    def test_a_downloaded_file_after_a_rotation_is_judged_by_what_was_saved(
        self, saved: str, exit_status: int, said: str, client: Any, tmp_path: Any, capsys: Any
    ) -> None:
        """All three files as anybody downloads them; the key is rotated in between, and the command asks no network."""
        one, other = make_certificate(), make_certificate(make_unit())
        client.force_login(make_officer())

        def download(name: str, address: str) -> str:
            answer = client.get(address)
            data = b"".join(answer.streaming_content) if answer.streaming else answer.content
            (tmp_path / f"{name}.json").write_bytes(data)
            return str(tmp_path / f"{name}.json")

        code = one.authority.code
        profile, status = reverse("volunteers:issuer", args=[code]), reverse("volunteers:issuer_status", args=[code, 0])
        file = download("file", reverse("volunteers:issued_credential", args=[one.pk]))
        keys_file, list_file = download("keys", profile), download("status", status)
        rotate(one.authority, timezone.now())
        revoke(one if saved == "revoked" else other, timezone.now())
        if saved not in ("all before", "profile before", "changed"):
            keys_file = download("keys", profile)
        if saved not in ("all before", "changed"):
            list_file = download("status", status)
        if saved == "list gone":
            Path(list_file).unlink()
        elif saved == "list cut off":
            Path(list_file).write_bytes(Path(list_file).read_bytes()[:-40])
        elif saved == "changed":
            text = Path(file).read_text(encoding="utf-8")
            assert "3 小時" in text
            Path(file).write_text(text.replace("3 小時", "300 小時"), encoding="utf-8")
        words = [file, "--keys", keys_file] + ([] if saved == "no list" else ["--status", list_file])
        if exit_status:
            with pytest.raises(CommandError, match=said) as refused:
                call_command("verify_certificate", *words)
            assert refused.value.returncode == exit_status
            assert "\n" not in str(refused.value)
            assert "有效" not in str(refused.value)
            return
        call_command("verify_certificate", *words)
        out = capsys.readouterr().out
        assert said in out
        assert ("有效" in out) is (said == "有效")

    def test_a_rotated_key_and_an_old_profile_are_one_line_that_says_so(self, tmp_path: Any) -> None:
        one = make_certificate()
        old = keys.profile(one.authority)
        rotate(one.authority)
        names = []
        for name, document in (
            ("file", one.credential),
            ("keys", old),
            ("status", listed(one.authority, timezone.now())),
        ):
            (tmp_path / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")
            names.append(str(tmp_path / f"{name}.json"))
        with pytest.raises(CommandError, match="重新下載發證機關資料") as refused:
            call_command("verify_certificate", names[0], "--keys", names[1], "--status", names[2])
        assert refused.value.returncode == 2


def test_rotating_without_a_reason_changes_nothing() -> None:
    one = make_certificate()
    first = listed(one.authority)
    with pytest.raises(ValidationError):
        keys.rotate(authority=one.authority, reason="", by=make_officer(), now=NOW)
    assert listed(one.authority) == first
