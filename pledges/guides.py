"""The guides of the pages on pledges."""

from django.utils.translation import gettext_lazy as _

from foundation.ui.guiding import Chapter, Guide

PLEDGES = Chapter(
    "pledges", 380, _("縣市宣示"),
    _("首長帶志工拍照片和影片宣示，協會審查，放上公開的牆。"),
    (
        Guide(
            "pledges:index", _("各縣市的宣示"),
            _("哪些縣市交了宣示、還缺什麼。"),
            _("縣市按「開始準備」；協會先看送來等審查的。"),
            _("已接受的可以整包下載給剪輯。"),
        ),
        Guide(
            "pledges:pledge", _("一個縣市的宣示"),
            _("上傳照片和影片，看合不合規格。"),
            _("照清單拍：橫拍、10 到 15 秒、檔案大小都寫在頁面上；選檔案就開始傳。"),
            _("每個檔案馬上說合不合、怎麼改；齊了簽授權再送出，斷線會接著傳。"),
        ),
        Guide(
            "pledges:calls", _("調查與對話"),
            _("全球調查邀請了多少單位、各縣市的對話辦到哪裡。"),
            _("先看還是 0 的縣市，按縣名進去。"),
            _("要開會就下載 ODS 或 XLSX。"),
        ),
        Guide(
            "pledges:county_calls", _("一個縣市的調查與對話"),
            _("登錄邀請過哪些單位填調查、誰填好了，和這個縣市的對話。"),
            _("把單位一行一個貼上；填好的勾起來，按「勾選的已經填寫」。"),
            _("對話在下面登錄，議程至少兩小時，辦完回報人數和結論。"),
        ),
        Guide(
            "pledges:dialogue", _("一場對話"),
            _("一場對話的時間、地點、議程和結論。"),
            _("排議程，每一項寫分鐘；加起來不到兩小時會說還差多少。"),
            _("辦完寫人數和談了什麼再回報，協會就看得到。"),
        ),
        Guide(
            "pledges:wall pledges:county_wall", _("宣示的牆"),
            _("各縣市首長和志工的宣示，給所有人看。"),
            _("選一個縣市看照片和影片。"),
            _("縣市收回授權，照片會立刻拿下來。"),
        ),
    ),
)  # fmt: skip

CHAPTERS = (PLEDGES,)
