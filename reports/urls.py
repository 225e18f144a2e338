"""Addresses of the dashboards and reports."""

from django.urls import URLPattern, path

from .views import codes, completeness, dashboards, editions, finder, home, national, opendata, proof, themes

app_name = "reports"
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("codes/", codes.lookup, name="code_lookup"),
    path("codes/<str:code>/", codes.code, name="code"),
    path("dashboard/", dashboards.dashboard, name="dashboard"),
    path("dashboard/count/", dashboards.count, name="dashboard_count"),
    path("dashboard/paper.pdf", dashboards.paper, name="dashboard_paper"),
    path("dashboard/rows/<slug:key>/", dashboards.rows, name="dashboard_rows"),
    path("reports/proof/", proof.proof, name="proof"),
    path("reports/themes/", themes.themes, name="themes"),
    path("reports/themes/<int:pk>/", themes.change, name="theme"),
    path("reports/themes/of/<slug:slug>/", themes.themes, name="themes_of"),
    path("reports/themes/of/<slug:slug>/name/", themes.name, name="themes_name"),
    path("reports/finder/", finder.finder, name="finder"),
    path("reports/completeness/", completeness.completeness, name="completeness"),
    path("reports/completeness/<slug:slug>/", completeness.completeness, name="completeness_of"),
    path("reports/completeness/<slug:slug>/<str:county>/<slug:step>/", completeness.letter, name="stage_letter"),
    path("reports/editions/compared/", editions.compared, name="editions_compared"),
    path("reports/editions/<int:pk>/", editions.edition, name="edition"),
    path("reports/editions/<int:pk>/errata/", editions.erratum, name="edition_erratum"),
    path("reports/editions/<int:pk>/with-errata/<slug:language>.pdf", editions.with_errata, name="edition_bound"),
    path("reports/editions/<int:pk>/<slug:language>.<slug:suffix>", editions.file, name="edition_file"),
    path("reports/editions/of/<slug:slug>/", editions.editions, name="editions_of"),
    path("reports/editions/of/<slug:slug>/publish/", editions.publish, name="edition_publish"),
    path("reports/national/", national.national, name="national"),
    path("reports/national/schema.json", national.schema, name="schema"),
    path("reports/national/<slug:slug>/", national.national, name="national_of"),
    path("reports/national/<slug:slug>/make/", national.make, name="make"),
    path("opendata/", opendata.index, name="opendata"),
    path("opendata/atom/", opendata.atom, name="opendata_atom"),
    path("opendata/<int:year>/", opendata.year, name="opendata_year"),
    path("opendata/<int:year>/datapackage.json", opendata.descriptor, name="opendata_package"),
    path("opendata/<int:year>/volunteer-results.ods", opendata.spreadsheet, name="opendata_sheets"),
    path("opendata/<int:year>/<slug:name>.<slug:suffix>", opendata.file, name="opendata_file"),
]
