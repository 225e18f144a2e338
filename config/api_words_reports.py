"""What the operations on the nation's report and on the symposium are called, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SUMMARIES = {
    "programme_chapters": _("看報告各章寫到哪裡"),
    "chapter_paragraph_add": _("加一個段落"),
    "chapter_choose": _("選案例和照片放進一章"),
    "chapter_parts_list": _("列出報告的段落、案例和照片"),
    "chapter_parts_moves_create": _("移動、拿掉或放回一段"),
    "chapter_words_retrieve": _("看一段文字和要改的地方"),
    "chapter_words_update": _("寫一段文字"),
    "chapter_words_versions_list": _("看一段文字的歷程"),
    "editions_list": _("列出全國報告的版次"),
    "editions_retrieve": _("看一個版次：檔案和勘誤"),
    "editions_errata_create": _("登錄勘誤"),
    "editions_release_create": _("開放大眾下載一個版次"),
    "edition_file": _("下載一個版次的檔案"),
    "programme_edition_publish": _("發布全國報告的下一版"),
    "releases_list": _("列出開放大眾下載的報告"),
    "releases_withdraw_create": _("收回開放的下載"),
    "programme_completeness": _("看 22 縣市各步的齊全度"),
    "programme_stage_letter_send": _("寫信提醒縣市的一步"),
    "cell_returns_list": _("列出退回縣市的一步"),
    "cell_returns_retrieve": _("看退回的一步"),
    "cell_returns_create": _("把工作坊的一步退回縣市"),
    "cell_returns_moves_create": _("說明補正、再退回或收下"),
    "symposia_list": _("列出研討會"),
    "symposia_retrieve": _("看一場研討會和議程"),
    "symposia_create": _("開始規劃研討會"),
    "symposia_partial_update": _("寫研討會的日期、地點和議程"),
    "symposia_destroy": _("刪除規劃中的研討會"),
    "symposia_moves_create": _("公告研討會或收回公告"),
    "symposia_invitations_create": _("邀請縣市分享案例"),
    "symposia_delegates_create": _("報名研討會的代表"),
    "delegates_list": _("列出研討會的代表"),
    "delegates_withdraw_create": _("取消代表的報名"),
    "case_invitations_list": _("列出案例邀請"),
    "case_invitations_retrieve": _("看一件案例邀請"),
    "case_invitations_moves_create": _("回覆、收回或再發案例邀請"),
}
"""By operation id."""
