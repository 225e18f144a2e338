"""The guides of recruiting, evaluations, appraisals, complaints and results reports."""

from django.utils.translation import gettext_lazy as _

from foundation.ui.guiding import Chapter, Guide

UNIT_LIFE = Chapter(
    "unit-life", 470, _("招募、考核與單位的日常"),
    _("從公告招募、簽協議、開會，到考核和評鑑，都有一頁。"),
    (
        Guide(
            "volunteers:openings", _("招募"),
            _("單位公告了哪些招募、有多少人報名。"),
            _("按「新的招募」開草稿，計畫裡寫過的會先帶進來。"),
            _("先看「等您處理」不是 0 的，報名的人每一位都要回覆。"),
            picture="openings",
        ),
        Guide(
            "volunteers:opening", _("一個招募"),
            _("這個招募的內容，和誰報名了。"),
            _("還不能公告的話，補齊列出來的項目再公告。"),
            _("一位一位打開面談、決定，再到「回覆信」一次寄出。"),
        ),
        Guide(
            "volunteers:opening_edit", _("寫招募"),
            _("寫要找什麼人、什麼時候、做什麼。"),
            _("照每一格的提示寫短一點，手冊要求寫明的都列出來了。"),
            _("沒寫完也能存，公告時才檢查。"),
        ),
        Guide(
            "volunteers:opening_replies", _("回覆信"),
            _("寄信告訴報名的人錄取、備取或不錄取。"),
            _("先在每一筆報名決定，再回來勾選要寄的人。"),
            _("看一次信的內容再寄；一個決定只寄一次。"),
        ),
        Guide(
            "volunteers:seekers", _("找願意來的人"),
            _("從同意被找到的志工裡，找適合的人邀請。"),
            _("選時段和專長查一次，勾人、寫一句話寄邀請。"),
            _("她按「願意」你才看得到是誰；每查一次她都看得到。"),
        ),
        Guide(
            "volunteers:application", _("一筆報名"),
            _("一位報名的人寫了什麼、面談得怎樣、決定是什麼。"),
            _("看她的時段和專長，約面談，寫下紀要。"),
            _("錄取後按「加入單位」，資料直接進名冊，不必再打。"),
        ),
        Guide(
            "volunteers:gatherings volunteers:gathering volunteers:gathering_new volunteers:gathering_edit",
            _("志工會議"),
            _("單位開過的會、誰出席、決議辦完沒有。"),
            _("開會前「登錄會議」，當天勾出席。"),
            _("會後寫紀錄、記下決議和負責的人；出席會帶進考核。"),
        ),
        Guide(
            "volunteers:agreements volunteers:agreement volunteers:agreement_terms", _("服務協議"),
            _("單位和志工約定的權利、義務和退場方式。"),
            _("先「寫條款」，再選人提出協議。"),
            _("她線上簽，或印出來簽好上傳；改條款不影響已經簽的人。"),
        ),
        Guide(
            "volunteers:allowances volunteers:receipts", _("誤餐費與交通費"),
            _("訂代金多少，照核定的時數產出印領清冊。"),
            _("先訂金額，不給也訂 0 元，讓志工事先知道。"),
            _("選期間產製清冊，簽領後登錄發放；同一天不會列兩次。"),
        ),
        Guide(
            "volunteers:evaluations volunteers:evaluation_round volunteers:evaluation_new", _("志工考核"),
            _("單位定期考核志工，結果供續聘和獎勵參考。"),
            _("先訂標準，再選期間和兩位考核人開始。"),
            _("兩位都送出分數後「算出結果並告知」，志工可以申請複核。"),
        ),
        Guide(
            "volunteers:evaluation", _("一個人的考核"),
            _("一位志工這段期間的紀錄、兩位考核人的評分和結果。"),
            _("先看帶入的時數、集會和訓練，再給分、寫一句話。"),
            _("面談過就登錄；不列入考核的人要寫原因。"),
        ),
        Guide(
            "volunteers:evaluation_scale volunteers:office_scale", _("考核標準"),
            _("每個指標配幾分、幾分是什麼等第。"),
            _("照手冊的三個構面配分，合計 100。"),
            _("開始考核以前讓志工知道；改標準不影響進行中的考核。"),
        ),
        Guide(
            "volunteers:appraisals volunteers:appraisal_scheme", _("運用單位評鑑"),
            _("主管機關評鑑單位：輪到誰、到哪一步、有沒有改善。"),
            _("先「訂評鑑規定」幾年一次，再勾輪到的單位按「開始評鑑」。"),
            _("單位送出自評後兩位評審評分；逾期沒改善的排在最前面。"),
        ),
        Guide(
            "volunteers:unit_appraisals volunteers:appraisal", _("一個單位的評鑑"),
            _("這個單位歷次的評鑑：自評、佐證、分數與改善。"),
            _("單位先填自評並附文件；評審看過再評分。"),
            _("告知結果後有意見可以申請複核；要改善的照期限回報。"),
        ),
        Guide(
            "volunteers:complaints volunteers:complaint", _("申訴"),
            _("志工提出的申訴，和處理的期限。"),
            _("先「開放意見箱」，把 QR 碼貼在志工看得到的地方。"),
            _("打開一件，處理後寫答覆；不必知道是誰也能處理，看身分要寫原因。"),
        ),
    ),
)  # fmt: skip

RETURNS = Chapter(
    "returns", 480, _("成果回報"),
    _("每一期自動開立，數字從名冊和時數帶入；單位看過送出，主管機關審查，縣市彙整，全國定案。"),
    (
        Guide(
            "volunteers:results", _("成果回報"),
            _("各單位這一期的回報交了沒有、卡在誰那裡。"),
            _("先看「需要你處理」：單位填自己的，機關審查送來的。"),
            _("照期限排好了，點進去補完送出；過期會標紅。"),
            picture="results",
        ),
        Guide(
            "volunteers:result", _("一份成果回報"),
            _("這一期的人數、時數、人次，和去年同期的比較。"),
            _("看數字和實際差多少；不對就按數字看怎麼來的，或「改填」並寫說明。"),
            _("按「儲存並送出」；退回時改標出來的那幾格。"),
        ),
        Guide(
            "volunteers:result_rows", _("數字怎麼來的"),
            _("這個數字是從哪些紀錄算的。"),
            _("由上往下核對，找出不該算或漏掉的那一筆。"),
            _("到那一筆自己的頁面改；核定後的更正會列在下一期。"),
        ),
        Guide(
            "volunteers:result_sums", _("彙整"),
            _("各單位核定的回報加起來，一級一級往上送。"),
            _("先看還有幾份沒核定，催一下再「彙整送出」。"),
            _("送出後鎖定；全國定案後，開放資料照這一份。"),
        ),
    ),
)  # fmt: skip

CHAPTERS = (UNIT_LIFE, RETURNS)
