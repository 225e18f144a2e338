"""Sentences that tables may start from, for every item of the Call: what is hard, and what goes well.

An empty box is answered with slogans; a sentence that is nearly right is answered with what is true here. Each is short
enough for one line of a phone (at most 24 characters), says one thing, and names in its third part the actors it speaks
of (codes of `actionplans.call.ACTORS`). The words are this platform's own, not the Call's.
"""

from collections.abc import Mapping
from types import MappingProxyType

Sentences = Mapping[str, tuple[tuple[str, str, str], ...]]

DIFFICULTIES: Sentences = MappingProxyType({
    "R1": (
        ("施政計畫裡看不到志工的貢獻", "Volunteers do not appear in the county's plans", "government"),
        ("鄰里互助的人不算志工，沒人記錄", "Neighbours who help are not counted", "government volunteer_org"),
    ),
    "R2": (
        ("表揚老是那幾位，多數人沒被看見", "Awards go to the same few people", "government volunteer_org"),
        ("鄉親以為志工只是免費幫手", "People think volunteers are just free hands", "other_stakeholder"),
    ),
    "R3": (
        ("學生服務完，證明上只有時數", "Students get a paper that shows only hours", "education"),
        ("履歷寫了志工經驗，公司不看重", "Employers ignore volunteering on a CV", "employer"),
    ),
    "R4": (
        ("只算人次時數，說不出改變了什麼", "We count heads and hours, not change", "government volunteer_org"),
        ("資料散在各單位，拼不出全貌", "Data lie scattered over many units", "government volunteer_org"),
    ),
    "R5": (
        ("外來團隊沒問部落就排好服務", "Visiting teams plan without asking the village", "volunteer_org"),
        ("服務對象只能接受，沒機會付出", "Those served may only receive, never give", "volunteer_org"),
    ),
    "R6": (
        ("開會只有幹部，志工只收到通知", "Only officers meet; volunteers get a notice", "volunteer_org volunteer"),
        ("志工反映的問題常常沒有下文", "What volunteers report leads nowhere", "government volunteer_org volunteer"),
    ),
    "S1": (
        ("承辦人一換，做法就跟著變", "A new officer means new rules", "government"),
        ("政策訂好了，才通知單位和志工", "Units hear of policies once done", "government volunteer_org volunteer"),
    ),
    "S2": (
        ("上班族想服務，班表只排平日白天", "Shifts are on weekdays, when people work", "volunteer_org"),
        ("線上服務的時數不知道怎麼登錄", "Nobody knows how to log online hours", "government volunteer_org"),
    ),
    "S3": (
        ("志工督導多是兼任，沒學過帶人", "Supervisors are part-time and untrained", "volunteer_org"),
        ("特殊訓練場次少，新人要等很久", "Too few courses; newcomers wait for months", "volunteer_org"),
    ),
    "S4": (
        ("各單位各找各的志工，互不往來", "Units recruit alone and never meet", "volunteer_org"),
        ("好做法留在自己單位，別人學不到", "Good practice stays in one unit", "government volunteer_org"),
    ),
    "S5": (
        ("身心障礙者想服務，找不到位置", "People with disabilities find no place", "volunteer_org"),
        ("新住民看不懂招募和訓練資料", "New residents cannot read our leaflets", "volunteer_org"),
    ),
    "S6": (
        ("訓練和保險的錢，每年都要重新籌", "Training and insurance need new money yearly", "government funder"),
        ("補助只看活動場次，不補助督導人力", "Grants pay for events, not supervisors", "government funder"),
    ),
    "G1": (
        ("志工服務時出事，不知道找誰負責", "After an accident nobody is responsible", "government"),
        ("災區和夜間服務沒有安全規範", "No safety rules for disasters and nights", "government"),
    ),
    "G2": (
        ("人手不足，志工做起正職的工作", "Volunteers do the work of missing staff", "volunteer_org"),
        ("志工被言語騷擾，不敢跟單位說", "Harassed volunteers dare not speak up", "volunteer_org"),
    ),
})  # fmt: skip

STRENGTHS: Sentences = MappingProxyType({
    "R1": (
        ("縣府把志工成果寫進施政報告", "The county reports what volunteers achieve", "government"),
        ("單位每年整理志工帶來的改變", "Units sum up the change each year", "volunteer_org"),
    ),
    "R2": (
        ("每個月在社群分享一則志工故事", "A volunteer's story is shared every month", "volunteer_org"),
        ("表揚活動輪流到各鄉鎮舉辦", "Award ceremonies travel to every township", "government"),
    ),
    "R3": (
        ("學校把志工服務採計成學分", "Schools give credits for volunteering", "education"),
        ("公司給志工假，鼓勵員工服務", "Companies give leave for volunteering", "employer"),
    ),
    "R4": (
        ("和大學合作，訪談被服務的長輩", "A university interviews those we serve", "volunteer_org other_stakeholder"),
        ("縣府每年公布志工服務統計", "The county publishes yearly figures", "government"),
    ),
    "R5": (
        ("由部落長輩帶志工認識在地", "Elders introduce volunteers to the place", "volunteer_org volunteer"),
        ("受過幫助的住戶，回來當志工", "People once helped come back to help", "volunteer"),
    ),
    "R6": (
        ("督導會議固定有志工代表出席", "Volunteers sit in every supervisors' meeting", "volunteer_org volunteer"),
        ("年度計畫先找志工一起討論", "The year's plan is discussed with volunteers", "volunteer_org volunteer"),
    ),
    "S1": (
        ("志推中心是各單位的單一窗口", "The promotion centre is one window for all", "government volunteer_org"),
        ("縣府每年找單位和志工檢討做法", "Practice is reviewed together yearly", "government volunteer_org volunteer"),
    ),
    "S2": (
        ("開放假日和兩小時的短班", "Weekend and two-hour shifts are open", "volunteer_org"),
        ("在家線上陪讀也能登錄時數", "Reading online from home counts as hours", "government volunteer_org"),
    ),
    "S3": (
        ("資深志工一對一帶新人上手", "Old hands guide newcomers one to one", "volunteer_org"),
        ("督導每季聚會，交換帶人經驗", "Supervisors meet each season to exchange", "volunteer_org"),
    ),
    "S4": (
        ("跨單位群組共用場地和物資", "Units share rooms and goods in one group", "volunteer_org volunteer"),
        ("聯繫會報輪流分享做過的案例", "Cases are shared in turn at liaison meetings", "government volunteer_org"),
    ),
    "S5": (
        ("把工作拆小，高齡志工也做得來", "Tasks are cut small so elders can do them", "volunteer_org"),
        ("離隊的志工定期聯絡，歡迎回來", "Those who left are called and welcome back", "volunteer_org"),
    ),
    "S6": (
        ("縣府每年編列固定的志工經費", "The county budgets for volunteers every year", "government"),
        ("在地企業長期認養一條送餐路線", "A local firm funds a meal route for years", "private_sector"),
    ),
    "G1": (
        ("縣府訂出颱風天停止服務的標準", "The county says when typhoons stop service", "government"),
        ("志工受傷，有專人協助理賠申訴", "Injured volunteers get help with claims", "government"),
    ),
    "G2": (
        ("服務前先說明行為準則和申訴管道", "Conduct and complaints are explained first", "volunteer_org"),
        ("單位排班有上限，累了可以換班", "Shifts have limits and can be swapped", "volunteer_org"),
    ),
})  # fmt: skip
