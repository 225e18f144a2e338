"""Why a press came to nothing is kept as a sentence of the catalogue; rows that a device kept in English get theirs."""

import re

from django.db import migrations

SENTENCES = {
    "Signed in already, and not out.": "已經簽到了，還沒簽退。",
    "This volunteer is on no shift or event here today and has not joined this unit. Please see the coordinator on site.":
        "今天的班表和活動上沒有這位志工，也還沒有加入這個單位。請找現場承辦人。",
    "Signed out already.": "這次已經簽退了。",
    "The sign-in is too long ago: the sign-out must have been forgotten. Please say when you left.":
        "簽到已經太久，應該是忘了簽退；請說明那一次是幾點離開的。",
    "Signed in only just now. If you are really leaving, press again in a minute.":
        "剛剛才簽到。真的要離開，請過一分鐘再按一次。",
    "This was pressed too long ago, or the device's clock was changed, so it cannot be recorded.":
        "按的時間太久以前，或簽到機的時鐘改過，不能照它登錄。",
    "The page stood too long; please type it again.": "畫面停太久了，請再輸入一次。",
    "This number was not found.": "找不到這個號碼。",
    "There has been another sign-in or sign-out since, so this press cannot be recorded any more.":
        "這之後已經有別的簽到或簽退，不能再照這一按登錄。",
}  # fmt: skip
MANY = re.compile(
    r"這個號碼有 \d+ 個人，分不出是誰。|More than one person has this number \(\d+\); it is not clear who it was\."
)
NOBODY_KNOWS = "這個號碼不只一個人，分不出是誰。"


def into_the_catalogue(apps, _editor):
    """By the sentence: a few statements, however many rows."""
    presses = apps.get_model("volunteers", "Press")._base_manager.filter(outcome="nothing")
    for told, kept in SENTENCES.items():
        presses.filter(why=told).update(why=kept)
    for told in set(presses.values_list("why", flat=True).distinct()):
        if MANY.fullmatch(told):
            presses.filter(why=told).update(why=NOBODY_KNOWS)


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0026_allowances")]
    # The way back leaves the sentences: the code before it shows them as they stand.
    operations = [migrations.RunPython(into_the_catalogue, migrations.RunPython.noop)]
