"""The guides of the pages on awards, certificates and honour cards."""

from django.utils.translation import gettext_lazy as _

from foundation.ui.guiding import Chapter, Guide

AWARDS = Chapter(
    "awards", 500, _("獎項與提報"),
    _("誰符合哪個獎，平臺照規則每天算得出來；受理、提報、審查、評審到頒獎，一步一步走。"),
    (
        Guide(
            "volunteers:awards volunteers:award", _("獎項的規則"),
            _("每一個獎要什麼條件、規定寫在哪裡。"),
            _("選一個獎，看條件和「哪些服務算數」。"),
            _("規定沒寫清楚的地方標出讀法；縣市承辦人可以決定本縣市怎麼讀。"),
        ),
        Guide(
            "volunteers:award_lists", _("誰符合哪個獎"),
            _("各獎項符合、候選和快要符合的人。"),
            _("先按「評估」更新，再選獎項和單位看名單。"),
            _("下載名單給單位確認；要提報就到「獎項受理」。"),
        ),
        Guide(
            "volunteers:person_awards", _("一個人的獎項"),
            _("這個人為什麼符合、還差多少、大約什麼時候會到。"),
            _("先看還缺的：時數、年資或訓練，旁邊寫了還差幾小時。"),
            _("這裡只說資格；要得獎請單位提報。"),
        ),
        Guide(
            "volunteers:unit_awards", _("團隊獎項"),
            _("整個單位合不合團隊的獎。"),
            _("看人數、投保率和領冊率差多少。"),
            _("補好保險和紀錄冊，明天再看；成立日期寫錯會算錯年資。"),
        ),
        Guide(
            "volunteers:families volunteers:family volunteers:family_awards", _("志工家庭"),
            _("一家人一起服務，有家庭的獎項。"),
            _("全部成員都同意，再「登錄一個家庭」；不確定先試算，不會存。"),
            _("縣市評估時會一起算；有人不同意就「結束登錄」。"),
        ),
        Guide(
            "volunteers:own_awards volunteers:own_award volunteers:own_award_new volunteers:own_award_edit",
            _("本機關自訂的獎項"),
            _("縣市或機關自己的獎，用選的寫條件。"),
            _("新增後存成草案，按「試算」看會有誰。"),
            _("人數合理再「讓草案生效」；生效後不能改，只能訂新的一版。"),
        ),
        Guide(
            "volunteers:award_windows volunteers:award_window_open volunteers:award_window_change", _("獎項受理"),
            _("哪些獎正在收件、什麼時候截止。"),
            _("承辦人「開始受理一個獎項」訂期間和文件；單位看截止日。"),
            _("按獎項進去提報或審查。"),
        ),
        Guide(
            "volunteers:award_window", _("一個獎項的受理"),
            _("這個獎怎麼提報、各單位提了誰。"),
            _("單位按「提報候選人」；機關看「等審查」的。"),
            _("截止後排評審、定名單、印頒獎名冊。"),
        ),
        Guide(
            "volunteers:award_propose", _("提報候選人"),
            _("從名單選要提報的人。"),
            _("勾人按「提報選取的人」，可以先多提一點；不在名單上的輸入編號會說差什麼。"),
            _("接著替每一位補文件和事蹟，再送件。"),
        ),
        Guide(
            "volunteers:award_proposal", _("一份提報"),
            _("一個單位提報的候選人，送到哪一步。"),
            _("單位排好順序、補齊「還缺」的再送件；機關寫補正意見或決定。"),
            _("退回的補好再送一次；核定後直接「發證明書」。"),
        ),
        Guide(
            "volunteers:award_candidate", _("一位候選人"),
            _("這位候選人的資格、文件、事蹟和審查結果。"),
            _("看「今天的資料不同」的地方，附上還缺的文件，寫好事蹟。"),
            _("要人查明的條件由承辦人切結；得獎後發現不符，可以撤銷並寫原因。"),
        ),
        Guide(
            "volunteers:award_committee volunteers:award_scoring volunteers:award_score", _("評審"),
            _("評審委員各自給分，系統算平均和名次。"),
            _("承辦人先設委員和配分；委員看資料給分，有利益關係的先申報。"),
            _("同分由委員會決定，系統不替你排。"),
        ),
        Guide(
            "volunteers:award_ceremony", _("頒獎名冊"),
            _("頒獎那天的名單和次序。"),
            _("改次序和得獎日期，按「存頒獎次序」。"),
            _("下載名冊給司儀；撤銷的人不會列在上面。"),
        ),
    ),
)  # fmt: skip

CERTIFICATES = Chapter(
    "certificates", 510, _("證明書與榮譽卡"),
    _("證明書有數位簽章，任何人都能查驗真假；榮譽卡發卡前由本人核對。"),
    (
        Guide(
            "volunteers:unit_certificates", _("發證明書"),
            _("替單位的志工發績效證明、訓練證明和獎勵證書。"),
            _("選期間、勾人，先看「待核定」的時數要不要先核定。"),
            _("按「發給勾選的人」，志工自己也下載得到。"),
        ),
        Guide(
            "volunteers:certificates", _("證明書"),
            _("發過的證明書，可以查、可以整批列印。"),
            _("用字號或姓名找；選一批做成一個 PDF。"),
            _("寫錯了打開那一張「重發」或「撤銷」。"),
        ),
        Guide(
            "volunteers:issued", _("一張證明書"),
            _("這張寫了什麼、現在還算不算數。"),
            _("下載 PDF 或數位檔；對方要驗就給查驗碼。"),
            _("登錄的資料變了要按「重發」，舊的那張會顯示已被取代。"),
        ),
        Guide(
            "volunteers:check_home volunteers:check", _("查驗證明書"),
            _("拿到一張志願服務證明，查它是真是假。"),
            _("掃上面的 QR 碼，或輸入查驗碼、上傳檔案。"),
            _("說有效也要逐項核對手上的紙；不一樣就是被改過。"),
        ),
        Guide(
            "volunteers:issuers", _("發證機關與公鑰"),
            _("給要自己驗證的人：各機關的公開金鑰。"),
            _("下載機關資料存起來。"),
            _("標「不要採信」的金鑰簽的證明書，請原機關重發。"),
        ),
        Guide(
            "volunteers:signing_keys", _("簽章金鑰"),
            _("機關用來簽證明書的金鑰。"),
            _("平常不必動；懷疑外洩才「換一把新的金鑰」並寫原因。"),
            _("換了以後舊證明書照樣驗得過，除非標成外洩。"),
        ),
        Guide(
            "volunteers:honor_cards volunteers:honor_card", _("榮譽卡"),
            _("誰得到榮譽卡、卡片發了沒有。"),
            _("從「還沒有卡的人」建立卡片，請本人核對英文姓名。"),
            _("核對後列印發卡；遺失用「失效並補發」，期限不變。"),
        ),
        Guide(
            "volunteers:honor_card_check volunteers:own_honor_card", _("核對榮譽卡"),
            _("發卡前請本人核對英文姓名和地址。"),
            _("照護照拼法改英文姓名，看有效期間對不對。"),
            _("按「這樣沒錯」；發卡以前都還能改。"),
        ),
        Guide(
            "volunteers:honor_card_look_up", _("查詢榮譽卡"),
            _("看一張榮譽卡今天能不能用，給優待的場所查。"),
            _("輸入卡號和持卡人的出生日期。"),
            _("只回答能不能用，不顯示任何個資。"),
        ),
    ),
)  # fmt: skip

CHAPTERS = (AWARDS, CERTIFICATES)
