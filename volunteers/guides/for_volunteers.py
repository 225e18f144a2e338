"""The guides of a volunteer's own pages, and of those for whoever wants to become one."""

from django.utils.translation import gettext_lazy as _

from foundation.ui.guiding import Chapter, Guide

MINE = Chapter(
    "mine", 600, _("志工自己的頁面"),
    _("登入以後看得到自己的訓練、時數、班表、證明，也看得到誰看過自己的資料。"),
    (
        Guide(
            "volunteers:mine", _("我的紀錄冊"),
            _("自己的訓練、累計時數、保險和服務過的單位。"),
            _("先看累計採計時數和還缺什麼；接下來的班也在這裡。"),
            _("按月份看每一筆算不算；覺得不對先問單位，再請求更正。"),
            picture="mine",
        ),
        Guide(
            "volunteers:own_month", _("我這個月的時數"),
            _("這個月每一次服務採計多少、為什麼。"),
            _("找「不採計」的那幾筆，看旁邊寫的原因和依據。"),
            _("多半是訓練還沒完成或忘了簽退；資料真的錯了，按「請求更正」。"),
        ),
        Guide(
            "volunteers:own_roster volunteers:own_calendar", _("我的班表"),
            _("接下來什麼時候要來，也可以請假、換班或多接一班。"),
            _("不能來就早點按「請假」或「想換班」；有空就看別人想換的班。"),
            _("換班要承辦人確認，確認前還是你的班；按「放進我的行事曆」會自己更新。"),
        ),
        Guide(
            "volunteers:own_certificates", _("我的證明書"),
            _("下載自己的證明書和榮譽卡。"),
            _("按 PDF 列印，或下載數位檔寄給學校、公司。"),
            _("還沒有就請單位發；榮譽卡先核對英文姓名和地址。"),
        ),
        Guide(
            "volunteers:own_candidacies", _("我的提報"),
            _("單位替你提報了什麼獎、到哪一步。"),
            _("看狀態；退回補正的，問單位缺什麼文件。"),
            _("符合卻還沒提報的，到「我的獎項」看過再請單位提。"),
        ),
        Guide(
            "volunteers:own_evaluations volunteers:own_agreements", _("我的考核與服務協議"),
            _("單位給你的考核結果，和你簽過的協議。"),
            _("打開看分數和意見；協議看清楚再簽。"),
            _("對結果有意見，在期限內「申請複核」。"),
        ),
        Guide(
            "volunteers:own_complaints volunteers:complaint_file volunteers:complaint_follow", _("意見箱與我的申訴"),
            _("有話想說、有委屈，可以不留名字告訴單位或縣市。"),
            _("寫發生什麼事、希望怎麼處理，按「送出申訴」。"),
            _("把給你的網址存起來，用它看處理到哪裡；找不回來的話沒有人看得到。"),
        ),
        Guide(
            "volunteers:own_places", _("找服務"),
            _("適合你的招募，也可以讓單位找到你。"),
            _("看「為什麼適合」，有興趣就報名。"),
            _("想被邀請就勾時段和專長並同意；隨時可以撤回。"),
        ),
        Guide(
            "volunteers:right_ask volunteers:right_data", _("我的資料權利"),
            _("請求看、改、複製、停止或刪除自己的資料。"),
            _("選一種請求，寫清楚是哪一筆、想怎樣。"),
            _("在期限內會答覆；准許的複製本只有你本人下載得到。"),
        ),
    ),
)  # fmt: skip

SERVE = Chapter(
    "serve", 610, _("想當志工的人"),
    _("不用帳號就能找招募、報名，也能隨時撤回。"),
    (
        Guide(
            "volunteers:places", _("志工招募"),
            _("各單位公告的服務機會。"),
            _("選縣市、時段和專長，看有沒有適合的。"),
            _("沒有適合的就留信箱，有新的寄給你，一按就停。"),
            picture="places",
        ),
        Guide(
            "volunteers:place", _("招募的內容"),
            _("這個單位要找什麼人、什麼時候、做什麼。"),
            _("看時段和年齡合不合；有問題先打洽詢的電話。"),
            _("按「我要報名」，大約五分鐘。"),
        ),
        Guide(
            "volunteers:apply", _("報名當志工"),
            _("把自己的資料交給這一個單位。"),
            _("照格子填，未滿 18 歲要有法定代理人同意。"),
            _("填到一半關掉也還在；送出後收信，用信裡的連結看進度。"),
        ),
        Guide(
            "volunteers:applied", _("我的報名"),
            _("報名到哪一步了。"),
            _("看狀態；有問題用洽詢的電話或信箱問單位。"),
            _("不想去了按「撤回報名」，資料會依說明刪除。"),
        ),
        Guide(
            "volunteers:subscription", _("招募訂閱"),
            _("確認或停止招募通知信。"),
            _("第一次來按「確認訂閱」；不是你訂的就按刪除。"),
            _("之後一天最多一封，用信裡的連結隨時停止。"),
        ),
    ),
)  # fmt: skip

CHAPTERS = (MINE, SERVE)
