"""The guides of the overview, the dashboards, the nation's reports and the booklet."""

from django.utils.translation import gettext_lazy as _

from foundation.ui.guiding import Chapter, Guide

OVERVIEW = Chapter(
    "overview", 50, _("工作總覽與成效"),
    _("登入先看總覽：今天先做什麼、接下來有什麼。數字都可以按下去，看是從哪幾列算的。"),
    (
        Guide(
            "home reports:home", _("工作總覽"),
            _("登入以後的第一頁：今天先做什麼、下一場在哪一天。"),
            _("從「今天先做」第一件開始，每一件旁邊都有按鈕帶你過去。"),
            _("做完一件就少一件；數字和表格在下面，有空再看。"),
            picture="home",
        ),
        Guide(
            "reports:dashboard", _("成效總覽"),
            _("全國、縣市或單位的志工、時數、保險和方案，一頁看完。"),
            _("選要看的地方和期間，先看「需要你處理」。"),
            _("數字按下去看是哪幾列；要開會就下載 PDF。"),
            picture="dashboard",
        ),
        Guide(
            "reports:dashboard_rows", _("數字的每一列"),
            _("總覽上這個數字由哪些縣市、單位或人加起來。"),
            _("對照合計，找出特別多或特別少的那一列。"),
            _("按那一列進去看；數字的時間寫在最上面，之後有異動會說。"),
        ),
        Guide(
            "reports:finder", _("找好做法"),
            _("別的縣市做過、有成果的行動方案，拿來參考。"),
            _("選主軸、資源或「做到哪裡」，一次只選一兩項。"),
            _("打開看做法和數字，想問細節就聯絡那個縣市。"),
            picture="finder",
        ),
        Guide(
            "reports:proof", _("校對數字"),
            _("把計畫或報告貼上，平均、比率和合計重算一次。"),
            _("複製有數字的段落或表格，貼進來按「校對」。"),
            _("標黃的數字看旁邊寫的算法，回原稿改；貼上的不會儲存。"),
        ),
        Guide(
            "reports:code_lookup reports:code", _("查報告的代號"),
            _("報告上每個數字旁邊都有代號，用它查出處。"),
            _("輸入代號，例如 P1E2-14，字母和數字都要一樣。"),
            _("看到它由哪幾列算成；看不到的列只會說有幾列。"),
        ),
        Guide(
            "reports:opendata reports:opendata_year", _("開放資料"),
            _("全國定案的年度統計，任何人都能下載使用。"),
            _("選年度，下載檔案，先看欄位說明。"),
            _("人數太少的格子不公布，是為了保護個人。"),
        ),
    ),
)  # fmt: skip

NATION = Chapter(
    "nation", 800, _("全國總覽與報告"),
    _("協會看 22 縣市走到哪一步，寫信提醒，產製並發布全國成果報告。"),
    (
        Guide(
            "reports:national reports:national_of", _("全國總覽"),
            _("22 縣市的工作坊和方案走到哪一步、哪一項號召沒人回應。"),
            _("先看地圖和漏斗，再看矩陣裡的空格。"),
            _("要提醒縣市到「完整度」；要報告按「產製」，PDF 約一兩分鐘。"),
            picture="national",
        ),
        Guide(
            "reports:completeness reports:completeness_of", _("完整度"),
            _("哪個縣市卡在哪一步。"),
            _("看矩陣裡的 0，按「寫信」。"),
            _("信寄出後記在那個縣市旁邊；補上了就不會再寄。"),
        ),
        Guide(
            "reports:stage_letter", _("寫信給縣市"),
            _("平臺擬好的提醒信，改過再寄。"),
            _("讀一遍，每個字都可以改；看收件人有沒有信箱。"),
            _("寄出後在「寫過的信」看結果；沒有承辦人的縣市先去指派角色。"),
        ),
        Guide(
            "reports:themes reports:themes_of", _("議題的主題"),
            _("把各縣市桌上的議題分類，找出說了同樣問題的縣市。"),
            _("選主題看是哪幾項；分錯了「拿出」或併到別的主題。"),
            _("「說得很像」的幾項給它命名，報告會用這個名稱。"),
        ),
        Guide(
            "reports:editions_of", _("報告版次"),
            _("發布過的全國報告，每一版都凍結不變。"),
            _("確定數字再按「發布新的一版」，三到五分鐘。"),
            _("發布後不能收回；寫錯用勘誤，兩版可以互相比較。"),
        ),
        Guide(
            "reports:edition", _("一版報告"),
            _("這一版的檔案、主要數字和勘誤。"),
            _("下載要的格式；別人問數字就用代號查。"),
            _("發現寫錯按「登錄勘誤」，會印在最前面。"),
        ),
        Guide(
            "reports:editions_compared", _("比較兩版"),
            _("兩版之間哪些數字動了、為什麼。"),
            _("選從哪一版到哪一版，看動最多的幾項。"),
            _("展開看是哪幾列增減；全部列在 ODS 裡。"),
        ),
    ),
)  # fmt: skip

BOOKLET = Chapter(
    "booklet", 810, _("製作英文成果冊"),
    _("選出好故事，一段一段翻成英文，由另一位審定，做成書和電子書。"),
    (
        Guide(
            "reports:booklets reports:booklet_new reports:booklet_edit", _("英文成果冊"),
            _("每一年給各國看的英文成果冊。"),
            _("按「做一本新的」，寫書名和中文前言。"),
            _("接著選方案和縣市，再翻譯。"),
        ),
        Guide(
            "reports:booklet", _("一本成果冊"),
            _("這本書選了哪些、翻到哪裡、還差什麼才能定稿。"),
            _("看「還沒翻譯」和「等另一位審定」的數字，按進去做。"),
            _("都齊了按「定稿」；定稿前每頁都標 DRAFT。"),
        ),
        Guide(
            "reports:booklet_choose", _("選方案和縣市"),
            _("決定哪些故事放進書裡。"),
            _("先勾「只看縣市已公開的」，再挑有照片、有數字的。"),
            _("勾好按「選入」，順序在成果冊的頁面調。"),
        ),
        Guide(
            "reports:booklet_words reports:highlight reports:passage_history", _("翻譯與審定"),
            _("左邊中文、右邊英文，一段一段翻。"),
            _("翻完一段自動儲存；有標準譯名的詞會提醒。"),
            _("另一位看過按「審定」；中文後來改了，審定會退掉，再看一次。"),
        ),
    ),
)  # fmt: skip

CHAPTERS = (OVERVIEW, NATION, BOOKLET)
