"""English for the demonstration's booklet, by the story and the sentence it translates."""

INTRODUCTION = """2026 年是國際志工永續發展年。臺灣的縣市把《行動號召》帶到自己的桌上：志工、承辦人和運用單位坐在一起，說出難處，選出做得到的事，寫下誰在什麼時候做。
這本小冊子挑出其中幾件。每一件都從一桌人說的一句話開始，也都說得出後來改變了什麼。
我們把它翻成英文，是想和各國的夥伴交換：你們那裡，志工怎麼被肯定、支持和保障？"""
INTRODUCTION_EN = """2026 is the International Volunteer Year for Sustainable Development. In Taiwan, counties and cities have carried the Call to Action to their own tables: volunteers, officials and operating units sat down together, said what was difficult, chose what could be done, and wrote down who would do it and by when.
This booklet tells of a few of those commitments. Each began with one sentence spoken at one table, and each can say what has changed since.
We have put them into English because we would like to compare notes. How, where you are, are volunteers recognised, supported and kept safe?"""

CASES = {
    "縱谷到站：共乘與彈性排班": {
        "title": "Reaching the Valley: Shared Rides and Flexible Shifts",
        "quote": "The meal round is forty minutes each way. Our senior volunteers leave 22 shifts open every month.",
        "problem": "The community hubs lie far apart. Volunteers are 68 years old on average and ride forty minutes each way.",
        "action": "Within six months, bring the open shifts at four hubs from 22 a month down to 8 or fewer.\n"
        "Fill the empty seats of the community bus\nOffer short shifts of two to three hours\nHold basic training at weekends",
        "vow": "Even our farthest volunteer will get there on time.",
    },
    "一個說得出口的地方": {
        "title": "A Place to Speak Up",
        "quote": "When someone treats us in a way that feels wrong, we do not know whom to tell.",
        "problem": "Volunteers do not like to trouble others. They are wronged, and say nothing.",
        "action": "Within six months, every volunteer team has a way to complain that people understand, "
        "and every case is answered in time.\nWrite a one-page code of conduct\n"
        "Set up a mailbox and name a person to answer it\nTalk it through once in every team",
        "vow": "Speak up, and someone will be there to catch you.",
    },
    "部落帶路，我們跟上": {
        "title": "The Community Leads, We Follow",
        "quote": "Volunteers from outside often begin without asking the community.",
        "problem": "Teams arrive with their plans already made, and the Indigenous communities can only go along.",
        "action": "Within six months, every team that comes to serve first talks it over with the community.\n"
        "Ask the community to choose a contact person\nWrite down five questions to answer before coming\n"
        "Try them out with three teams",
        "vow": "Listen to the community first. Then begin.",
    },
    "謝謝你今天來": {
        "title": "Thank You for Coming Today",
        "quote": "Thanks come once a year, in December. On ordinary days nobody says it.",
        "problem": "New volunteers had been here for half a year, and nobody had asked how they were.",
        "action": "Within three months, every new volunteer is thanked in person in the first and in the third month.\n"
        "Set a day for new volunteers\nTeam leaders practise three sentences\nPublish every quarter who has stayed",
        "vow": "In the first month, no newcomer walks alone.",
    },
    "不讓太陽決定：高溫日送餐分流": {
        "title": "Not Left to the Sun: Meal Rounds on Hot Days",
        "quote": "There is no rule for stopping or moving the noon meal round in summer.",
        "problem": "Senior volunteers got through the noon rounds by sheer endurance.",
        "action": "By June 2027, bring the share of open shifts on hot days at four community hubs from 18% to 9% or less.\n"
        "Set rules for three levels of heat\nMove to early shifts and a common pick-up point on hot days\n"
        "Ride the community bus, two by two",
        "vow": "No lunch box should cost a volunteer their health.",
    },
}  # fmt: skip
CHANGED = "The last step was finished as planned, and went a little further than promised. Photos and notes are public."
AGENCIES = {
    "志願服務推廣中心": "Volunteer Service Promotion Center",
    "長青關懷據點": "Senior care community hub",
    "圖書館志工隊": "Library volunteer team",
    "醫院志工隊": "Hospital volunteer team",
    "社區發展協會志工隊": "Community development association volunteer team",
    "家庭扶助中心志工隊": "Family support center volunteer team",
    "青年志工中心": "Youth volunteer center",
    "博物館志工隊": "Museum volunteer team",
    "山域救援協會": "Mountain rescue association",
    "紅十字會志工隊": "Red Cross volunteer team",
    "環保志工隊": "Environmental volunteer team",
    "慈善會志工隊": "Charity volunteer team",
    "國小導護志工隊": "School crossing volunteer team",
}
AGREED = {
    "做得到的先做": "Volunteers need support that begins with shifts, journeys and training. "
    "We do first what can be done, and say clearly why where it cannot.",
    "志工的付出要被看見": "What volunteers give should be seen, and not only at award ceremonies. "
    "We take today’s commitments back to our units, and look at the results together after three and six months.",
    "安全有規則": "There are rules for safety, and someone to turn to when things go wrong. "
    "No volunteer trades their own health for service: that is our consensus.",
    "開會先聽志工說": "Hear the volunteers first, and change the plans together. "
    "What each table promised today goes into next year’s annual plan.",
    "年輕人進得來": "The young can come in, the old can stay, and someone reaches the remote hubs. "
    "We are ready to share places, vehicles and what we have learned.",
    "用同樣的數字說改變": "One set of figures to tell of change, one map to find resources. "
    "Once a quarter our units meet and say what they have done.",
}
NAMES = {
    "每月缺班": "Open shifts a month", "志工單趟交通": "Volunteers’ journey, one way", "短時段志工": "Short-shift volunteers",
    "公告準則的志工隊": "Volunteer teams with the code on the wall", "期限內回覆": "Cases answered in time",
    "先討論再進來的團隊": "Teams that talk before they come", "部落滿意": "Communities content",
    "新志工半年留任": "Volunteers still here after half a year", "關懷紀錄": "Conversations noted",
    "高溫日缺班率": "Open shifts on hot days", "熱傷害通報": "Heat injuries reported", "公告規則的據點": "Hubs with the rules on the wall",
}  # fmt: skip
UNITS = {"班": "", "分": " minutes", "人": "", "隊": "", "％": "%", "次": "", "件": "", "處": "", "位": ""}
