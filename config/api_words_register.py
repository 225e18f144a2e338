"""What the operations on rosters, on who comes and goes and on awards are called, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SUMMARIES = {
    "posts_list": _("列出服務項目和活動"),
    "posts_partial_update": _("改服務項目"),
    "unit_post_open": _("加服務項目或活動"),
    "unit_duties_plan": _("排班次"),
    "unit_duties_copy": _("照上個月排班"),
    "duties_list": _("列出班次"),
    "duties_retrieve": _("看一班有誰"),
    "duties_partial_update": _("改一班需要的人數"),
    "duties_places_create": _("把志工排進一班"),
    "duties_call_off_create": _("取消一班"),
    "duties_attendances_create": _("點名"),
    "duty_places_moves_create": _("拿下、登錄請假或未到、更正、回覆換班"),
    "attendances_list": _("列出簽到簽退"),
    "attendances_moves_create": _("簽退、登錄離開的時間或作廢"),
    "presses_list": _("列出簽到機沒有記成的按鍵"),
    "presses_look_create": _("記下處理好了"),
    "stations_list": _("列出簽到點"),
    "stations_revoke_create": _("停用簽到點"),
    "appraisals_create": _("開始評鑑運用單位"),
    "appraisals_raters_list": _("列出可以當評審的人"),
    "appraisals_indicators_list": _("列出一次評鑑的指標"),
    "appraisals_self_assessment_update": _("寫或送出自評"),
    "appraisals_points_update": _("給評鑑分數"),
    "appraisals_moves_create": _("告知評鑑結果、退回自評或結束評鑑"),
    "appraisals_improvements_create": _("請單位改善"),
    "appraisals_appeal_create": _("申請複核評鑑結果"),
    "appraisals_answer_create": _("答覆複核"),
    "improvements_moves_create": _("回報改善情形、結案或請再補"),
    "award_windows_list": _("列出獎項受理"),
    "award_windows_retrieve": _("看一項獎項受理"),
    "award_windows_create": _("開始受理一個獎項"),
    "award_windows_partial_update": _("改受理的日期、文件和名額"),
    "award_windows_proposals_create": _("提報志工、家庭或團隊"),
    "award_proposals_moves_create": _("送件、撤回、排序、退回補正、轉送、核定或不通過"),
    "award_candidates_retrieve": _("看一位候選人"),
    "award_candidates_papers_update": _("寫候選人的具體優良事蹟"),
    "award_candidates_statements_create": _("切結候選人符不符合一項條件"),
    "award_candidates_revoke_create": _("撤銷核定的獎"),
    "unit_station_set_up": _("設簽到點"),
}
"""By operation id."""
