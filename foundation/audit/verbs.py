"""All that can happen in the house, one line each. A verb that is not here cannot be recorded."""

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Verb(TextChoices):
    """What was done. The code is stored; the label is shown in history tabs."""

    CREATED = "created", _("建立")
    CHANGED = "changed", _("修改")
    DELETED = "deleted", _("刪除")
    MOVED = "moved", _("變更狀態")
    RETURNED = "returned", _("退回")
    SIGNED_IN = "signed_in", _("登入")
    SIGNED_OUT = "signed_out", _("登出")
    ROLE_GIVEN = "role_given", _("給予角色")
    ROLE_ENDED = "role_ended", _("結束角色")
    PERSON_OPENED = "person_opened", _("跨縣市查看個人資料")
    EXPORTED = "exported", _("匯出")
    IMPORTED = "imported", _("匯入")
    PRINTED = "printed", _("列印")
    ASSIGNED = "assigned", _("指派")
    LIST_CLEARED = "list_cleared", _("清空名單")
    GROUPED = "grouped", _("分組")
    CODE_ISSUED = "code_issued", _("發出桌邊代碼")
    CODE_REVOKED = "code_revoked", _("停用桌邊代碼")
    TABLES_OPENED = "tables_opened", _("開放填寫")
    SEAT_TAKEN = "seat_taken", _("裝置加入小組")
    SEAT_REVOKED = "seat_revoked", _("移出裝置")
    CLOCK_PRESSED = "clock_pressed", _("現場計時")
    HELP_ASKED = "help_asked", _("請助教")
    HELP_ENDED = "help_ended", _("助教到了")
    WORD_SENT = "word_sent", _("傳口信給各桌")
    WORD_READ = "word_read", _("看了口信")
    ARRIVED = "arrived", _("簽到")
    ARRIVAL_UNDONE = "arrival_undone", _("取消簽到")
    PAGE_PLACED = "page_placed", _("歸位紙本照片")
    PAPER_KEYED = "paper_keyed", _("依紙本補登")
    HANDED_IN = "handed_in", _("完成階段")
    TAKEN_BACK = "taken_back", _("收回階段")
    TAKEN_OVER = "taken_over", _("接手另一臺裝置的內容")
    CONFLICT_RESOLVED = "conflict_resolved", _("處理衝突")
    QUESTIONS_PUBLISHED = "questions_published", _("發布表單版本")
    IDEA_KEPT = "idea_kept", _("保留構想")
    IDEA_MERGED = "idea_merged", _("合併構想")
    IDEA_PARKED = "idea_parked", _("暫緩構想")
    IDEA_REOPENED = "idea_reopened", _("重新考慮構想")
    PLAN_ADOPTED = "plan_adopted", _("採納行動方案")
    PLAN_WITHDRAWN = "plan_withdrawn", _("撤回採納")
    LINK_MADE = "link_made", _("發出回報連結")
    LINK_REVOKED = "link_revoked", _("停用回報連結")
    CHECK_IN_SUBMITTED = "check_in_submitted", _("送出進度回報")
    CHECK_IN_ACCEPTED = "check_in_accepted", _("確認進度回報")
    CHECK_IN_RETURNED = "check_in_returned", _("請回報人補充")
    EVIDENCE_ADDED = "evidence_added", _("附上佐證")
    EVIDENCE_REMOVED = "evidence_removed", _("拿掉佐證")
    CONSENSUS_WRITTEN = "consensus_written", _("寫下共識")
    BALLOT_OPENED = "ballot_opened", _("開始投票")
    BALLOT_CLOSED = "ballot_closed", _("結束投票")
    BALLOT_PROJECTED = "ballot_projected", _("投影投票")
    COMMITMENT_SIGNED = "commitment_signed", _("簽署承諾")
    COMMITMENT_UNSIGNED = "commitment_unsigned", _("撤下簽署")
    REPORT_MADE = "report_made", _("產製報告")
    JOB_STARTED = "job_started", _("開始背景作業")
    TOKEN_ISSUED = "token_issued", _("發出 API 權杖")
    TOKEN_REVOKED = "token_revoked", _("撤銷 API 權杖")


def labels() -> list[tuple[str, str | Promise]]:
    """The codes with their labels. A function, so that a new verb changes no table and needs no migration."""
    return list(Verb.choices)
