"""The offices that are in charge of volunteer service, as far as they are known, with their categories.

Taipei's as its handbook lists them (as of 107.9.20), with the ministries in charge (志願服務法 第 4 條; 環保署 and
農業委員會 under their present names). Of the other counties no source names the offices: their government stands for
all categories until the county enters its own.
"""

from __future__ import annotations

from foundation.taiwan.counties import COUNTIES

TAIPEI: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("tpe-dosw", "臺北市政府社會局", "Department of Social Welfare, Taipei City Government",
     ("social", "comprehensive")),
    ("tpe-health", "臺北市政府衛生局", "Department of Health, Taipei City Government", ("health",)),
    ("tpe-civil", "臺北市政府民政局", "Department of Civil Affairs, Taipei City Government", ("civil", "household")),
    ("tpe-labor", "臺北市政府勞動局", "Department of Labor, Taipei City Government", ("labour",)),
    ("tpe-edu", "臺北市政府教育局", "Department of Education, Taipei City Government", ("education",)),
    ("tpe-police", "臺北市政府警察局", "Taipei City Police Department", ("police",)),
    ("tpe-fire", "臺北市政府消防局", "Taipei City Fire Department", ("fire",)),
    ("tpe-culture", "臺北市政府文化局", "Department of Cultural Affairs, Taipei City Government", ("culture",)),
    ("tpe-tourism", "臺北市政府觀光傳播局", "Department of Information and Tourism, Taipei City Government",
     ("tourism",)),
    ("tpe-doed", "臺北市政府產業發展局", "Department of Economic Development, Taipei City Government",
     ("agriculture", "economy", "animal")),
    ("tpe-sports", "臺北市政府體育局", "Department of Sports, Taipei City Government", ("sports",)),
    ("tpe-dep", "臺北市政府環境保護局", "Department of Environmental Protection, Taipei City Government",
     ("environment",)),
    ("tpe-land", "臺北市政府地政局", "Department of Land, Taipei City Government", ("land",)),
    ("tpe-transport", "臺北市政府交通局", "Department of Transportation, Taipei City Government", ("transport",)),
    ("tpe-indigenous", "臺北市政府原住民族事務委員會", "Indigenous Peoples Commission, Taipei City Government",
     ("indigenous",)),
    ("tpe-finance", "臺北市政府財政局", "Department of Finance, Taipei City Government", ("tax",)),
    ("tpe-hakka", "臺北市政府客家事務委員會", "Hakka Affairs Commission, Taipei City Government", ("hakka",)),
    ("tpe-water", "臺北自來水事業處", "Taipei Water Department", ("water_saving", "water_guide")),
)  # fmt: skip
CENTRAL: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("tw-mohw", "衛生福利部", "Ministry of Health and Welfare", ("social", "health", "comprehensive")),
    ("tw-moi", "內政部", "Ministry of the Interior", ("civil", "household", "police", "fire", "land")),
    ("tw-moe", "教育部", "Ministry of Education", ("education",)),
    ("tw-moc", "文化部", "Ministry of Culture", ("culture",)),
    ("tw-moenv", "環境部", "Ministry of Environment", ("environment",)),
    ("tw-moa", "農業部", "Ministry of Agriculture", ("agriculture", "animal")),
    ("tw-mol", "勞動部", "Ministry of Labor", ("labour",)),
)
GOVERNMENTS: tuple[tuple[str, str, str, str], ...] = tuple(
    (f"{one.code.lower()}-government", one.code, f"{one.name}政府", f"{one.name_en} Government")
    for one in COUNTIES
    if one.code != "TPE"
)
"""Code, county, name, English name."""
