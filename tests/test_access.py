"""Every address, asked by everybody there is: one table, and nothing beside it.

An address that is not in the table fails, and so does a line for an address that is gone. Whoever is refused has
changed nothing, and cannot tell what is not hers from what is not there.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from actionplans.handing_over import open_business
from actionplans.tracking.digests import DIGESTS
from foundation.accounts.models import Passkey, SignIn
from foundation.notices import declining
from pledges.models import Dialogue, Media, Pledge, SurveyAsk, Upload
from reports.models import CaseInvitation, CellReturn, Delegate, Edition, Symposium, Theme
from reports.releasing import released
from tests.makers.files import make_photo
from tests.makers.world import NOW, PEOPLE, SEATS, World, make_world
from volunteers.certifying import honor_cards
from volunteers.models import OwnAward, ResultSum, Subscription, TrainingCertificate
from volunteers.persons import booklet
from volunteers.recruiting import applications, subscriptions
from volunteers.rostering import stations
from volunteers.rules.agreement_terms import TERMS
from volunteers.serving import approvals
from volunteers.training import lesson_sign_in

# Cells: an HTTP status, or `in`: sent to the sign-in page and back. The columns, in their order:
#   any  not signed in, no seat                          lec  lecturer named by the workshop
#   acc  an account and nothing else                     le2  lecturer named by another county's workshop
#   ass  the association                                 aut  目的事業主管機關 of the county
#   off  officer of the workshop's county                uni  運用單位 of the county
#   of2  officer of another county                       vol  volunteer of the county
#   sup  supervisor named by the workshop                sea  a device at table 1, no account
#   su2  supervisor of the county, named by another      se2  a device at table 2, no account
TABLE = """
                                            any acc ass off of2 sup su2 lec le2 aut uni vol sea se2

# The front page, and what holds no data
GET    home                                 in  200 200 200 200 200 200 200 200 200 200 200 in  in
GET    reports:home                         in  200 200 200 200 200 200 200 200 200 200 200 in  in
GET    finding:find                         in  200 200 200 200 200 200 200 200 200 200 200 in  in
POST   finding:find                         in  200 200 200 200 200 200 200 200 200 200 200 in  in
GET    privacy                              200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    accessibility                        200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    handbooks:home                       200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    handbooks:reader                     200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    handbooks:paper                      200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    handbooks:problems                   200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    handbooks:problem                    200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    robots                               200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    sitemap                              200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    gallery                              200 200 200 200 200 200 200 200 200 200 200 200 200 200
POST   set_language                         302 302 302 302 302 302 302 302 302 302 302 302 302 302
GET    reports:schema                       200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    api_docs                             200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    api_unknown                          404 404 404 404 404 404 404 404 404 404 404 404 404 404
POST   api_unknown                          404 404 404 404 404 404 404 404 404 404 404 404 404 404
GET    v1:schema                            200 200 200 200 200 200 200 200 200 200 200 200 200 200

# Open data of settled years
GET    reports:opendata                     200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    reports:opendata_atom                200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    reports:opendata_year                200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    reports:opendata_package             200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    reports:opendata_sheets              200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    reports:opendata_file                200 200 200 200 200 200 200 200 200 200 200 200 200 200

# Reports and booklets that the association has released
GET    reports:released                     200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    reports:released_file                200 200 200 200 200 200 200 200 200 200 200 200 200 200

# Signing in
GET    account_login                        200 302 302 302 302 302 302 302 302 302 302 302 200 200
GET    account_logout                       302 200 200 200 200 200 200 200 200 200 200 200 302 302
POST   account_logout                       302 302 302 302 302 302 302 302 302 302 302 302 302 302
GET    account_change_password              in  302 302 302 302 302 302 302 302 302 302 302 in  in
GET    account_set_password                 in  200 200 200 200 200 200 200 200 200 200 200 in  in
GET    account_reset_password               200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    account_reset_password_done          200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    account_reset_password_from_key      200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    account_reset_password_from_key_done 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    account_inactive                     200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    account_signup                       200 302 302 302 302 302 302 302 302 302 302 302 200 200
POST   account_signup                       200 302 302 302 302 302 302 302 302 302 302 302 200 200
GET    account_reauthenticate               in  403 403 403 403 403 403 403 403 403 403 403 in  in

# People, roles and the trail
GET    accounts:members                     in  404 200 200 200 404 404 404 404 404 404 404 in  in
GET    accounts:assign                      in  404 200 200 200 404 404 404 404 404 404 404 in  in
POST   accounts:assign                      in  404 302 302 302 404 404 404 404 404 404 404 in  in
POST   accounts:end                         in  404 302 302 404 404 404 404 404 404 404 404 in  in
GET    accounts:tokens                      in  404 200 200 200 404 404 404 404 404 404 404 in  in
POST   accounts:tokens                      in  404 200 200 200 404 404 404 404 404 404 404 in  in
POST   accounts:token_revoke                in  404 404 302 404 404 404 404 404 404 404 404 in  in
GET    accounts:disclosures                 in  404 200 200 200 404 404 404 404 404 404 404 in  in
GET    account_second_factor                302 302 302 302 302 302 302 302 302 302 302 302 302 302
POST   account_second_factor                302 302 302 302 302 302 302 302 302 302 302 302 302 302
GET    accounts:second_factor               in  200 200 200 200 200 200 200 200 200 200 200 in  in
POST   accounts:second_factor               in  422 422 422 422 422 422 422 422 422 422 422 in  in
POST   accounts:second_factor_drop          in  302 302 302 302 302 302 302 302 302 302 302 in  in
POST   accounts:second_factor_reset         in  404 302 302 404 404 404 404 404 404 404 404 in  in
GET    accounts:devices                     in  200 200 200 200 200 200 200 200 200 200 200 in  in
GET    accounts:passkeys                    in  200 200 200 200 200 200 200 200 200 200 200 in  in
POST   accounts:passkey_add                 in  200 200 200 200 200 200 200 200 200 200 200 in  in
POST   accounts:passkey_remove              in  404 404 302 404 404 404 404 404 404 404 404 in  in
POST   account_passkey                      200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    account_oidc                         404 404 404 404 404 404 404 404 404 404 404 404 404 404
GET    account_oidc_back                    404 404 404 404 404 404 404 404 404 404 404 404 404 404
POST   accounts:device_end                  in  404 404 302 404 404 404 404 404 404 404 404 in  in
POST   accounts:devices_end                 in  302 302 302 302 302 302 302 302 302 302 302 in  in
GET    accounts:password_over               in  200 200 200 200 200 200 200 200 200 200 200 in  in
GET    account_session                      401 200 200 200 200 200 200 200 200 200 200 200 401 401
POST   account_session                      401 200 200 200 200 200 200 200 200 200 200 200 401 401
GET    health                               200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    ready                                200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    metrics                              200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    security_text                        404 404 404 404 404 404 404 404 404 404 404 404 404 404
GET    accounts:trail_seals                 in  404 200 200 200 404 404 404 404 404 404 404 in  in
GET    accounts:trail                       in  404 200 200 200 404 404 404 404 404 404 404 in  in
POST   accounts:trail                       in  404 302 302 302 404 404 404 404 404 404 404 in  in
GET    accounts:history                     in  404 200 200 404 404 404 404 404 404 404 404 in  in
GET    jobs:job                             in  404 404 200 404 404 404 404 404 404 404 404 in  in
GET    jobs:result                          in  404 404 200 404 404 404 404 404 404 404 404 in  in
GET    files:content                        in  404 200 200 404 200 404 200 404 404 404 404 in  in
GET    files:thumbnail                      in  404 200 200 404 200 404 200 404 404 404 404 in  in
GET    exports:download                     in  404 404 200 404 404 404 404 404 404 404 404 in  in

# The register of volunteers: the county's unit, whose coordinator is uni, whose category is aut's; vol serves there
GET    volunteers:people                    in  404 404 200 200 404 404 404 404 200 200 404 in  in
POST   volunteers:people                    in  404 404 302 302 404 404 404 404 302 302 404 in  in
GET    volunteers:mine                      in  404 404 404 404 404 404 404 404 404 404 200 in  in
GET    volunteers:own_month                 in  404 404 404 404 404 404 404 404 404 404 200 in  in
GET    volunteers:right_ask                 in  404 404 404 404 404 404 404 404 404 404 200 in  in
POST   volunteers:right_ask                 in  404 404 404 404 404 404 404 404 404 404 422 in  in
GET    volunteers:rights                    in  404 404 200 200 404 404 404 404 404 200 404 in  in
GET    volunteers:right                     in  404 404 200 404 404 404 404 404 404 200 200 in  in
POST   volunteers:right_move                in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:right_data                in  404 404 404 404 404 404 404 404 404 404 200 in  in
GET    volunteers:right_copy                in  404 404 404 404 404 404 404 404 404 404 200 in  in
GET    volunteers:find                      in  404 404 200 200 404 404 404 404 404 200 404 in  in
POST   volunteers:find                      in  404 404 422 422 404 404 404 404 404 422 404 in  in
GET    volunteers:person_new                in  404 404 200 200 404 404 404 404 404 200 404 in  in
POST   volunteers:person_new                in  404 404 422 422 404 404 404 404 404 422 404 in  in
GET    volunteers:person                    in  404 404 200 404 404 404 404 404 200 200 200 in  in
GET    volunteers:person_edit               in  404 404 200 404 404 404 404 404 404 200 404 in  in
POST   volunteers:person_edit               in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:join                      in  404 404 200 404 404 404 404 404 404 302 404 in  in
POST   volunteers:join                      in  404 404 422 422 404 404 404 404 404 422 404 in  in
POST   volunteers:leave                     in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:reveal                    in  404 404 200 404 404 404 404 404 200 200 404 in  in
POST   volunteers:training_add              in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:training_revoke           in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:lacking                   in  404 404 200 200 404 404 404 404 200 200 404 in  in
GET    volunteers:sessions                  in  404 404 200 200 404 404 404 404 200 200 200 in  in
GET    volunteers:session_new               in  404 404 200 200 404 404 404 404 200 200 404 in  in
POST   volunteers:session_new               in  404 404 422 422 404 404 404 404 422 422 404 in  in
GET    volunteers:session                   in  404 404 200 404 404 404 404 404 200 200 200 in  in
GET    volunteers:session_edit              in  404 404 200 404 404 404 404 404 404 200 404 in  in
POST   volunteers:session_edit              in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:session_lessons           in  404 404 200 404 404 404 404 404 404 200 404 in  in
POST   volunteers:session_lessons           in  404 404 422 404 404 404 404 404 404 422 404 in  in
POST   volunteers:session_move              in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:session_assess            in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:session_people            in  404 404 200 404 404 404 404 404 404 200 404 in  in
POST   volunteers:session_people            in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:session_join              in  404 404 404 404 404 404 404 404 404 404 422 in  in
POST   volunteers:place_withdraw            in  404 404 302 404 404 404 404 404 404 302 302 in  in
GET    volunteers:lesson                    in  404 404 200 404 404 404 404 404 404 200 404 in  in
POST   volunteers:lesson                    in  404 404 422 404 404 404 404 404 404 422 404 in  in
GET    volunteers:lesson_screen             in  404 404 200 404 404 404 404 404 404 200 404 in  in
POST   volunteers:session_walk_in           in  404 404 422 404 404 404 404 404 404 422 404 in  in
GET    volunteers:session_paper             in  404 404 200 404 404 404 404 404 404 200 404 in  in
GET    volunteers:certificate               in  404 404 200 404 404 404 404 404 200 200 200 in  in
GET    volunteers:lesson_here               200 200 200 200 200 200 200 200 200 200 200 200 200 200
POST   volunteers:lesson_here               422 422 422 422 422 422 422 422 422 422 422 422 422 422
GET    volunteers:people_list               in  404 404 200 404 404 404 404 404 404 200 404 in  in
POST   volunteers:people_list               in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:people_list_answer        in  404 404 302 404 404 404 404 404 404 200 404 in  in
POST   volunteers:people_list_answer        in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:people_list_file          in  404 404 404 404 404 404 404 404 404 200 404 in  in
POST   volunteers:meaning_forget            in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:books                     in  404 404 200 200 404 404 404 404 200 404 404 in  in
POST   volunteers:link                      in  404 404 422 404 404 404 404 404 404 422 404 in  in
POST   volunteers:book_apply                in  404 404 422 404 404 404 404 404 404 422 404 in  in
POST   volunteers:book_issue                in  404 404 422 404 404 404 404 404 422 404 404 in  in
POST   volunteers:book_again                in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:book_note                 in  404 404 422 404 404 404 404 404 404 422 404 in  in
POST   volunteers:book_move                 in  404 404 302 404 404 404 404 404 302 404 404 in  in
POST   volunteers:book_note_lift            in  404 404 302 404 404 404 404 404 302 404 404 in  in
GET    volunteers:doubles                   in  404 404 200 200 404 404 404 404 404 404 404 in  in
GET    volunteers:merges                    in  404 404 200 200 404 404 404 404 404 404 404 in  in
GET    volunteers:merge                     in  404 404 200 404 404 404 404 404 404 404 404 in  in
POST   volunteers:merge                     in  404 404 422 404 404 404 404 404 404 404 404 in  in
POST   volunteers:apart                     in  404 404 302 404 404 404 404 404 404 404 404 in  in
POST   volunteers:elsewhere                 in  404 404 302 404 404 404 404 404 404 404 404 in  in
POST   volunteers:merge_undo                in  404 404 302 404 404 404 404 404 404 404 404 in  in
GET    volunteers:cards                     in  404 404 200 404 404 404 404 404 404 200 404 in  in
POST   volunteers:cards                     in  404 404 422 404 404 404 404 404 404 422 404 in  in
POST   volunteers:photo                     in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:months                    in  404 404 200 404 404 404 404 404 200 200 404 in  in
GET    volunteers:month                     in  404 404 200 404 404 404 404 404 200 200 404 in  in
POST   volunteers:approve                   in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:recount                   in  404 404 422 404 404 404 404 404 404 422 404 in  in
POST   volunteers:look_again                in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:correct                   in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:undo                      in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:spot_checks               in  404 404 200 200 404 404 404 404 200 200 404 in  in
POST   volunteers:spot_check_draw           in  404 404 422 422 404 404 404 404 422 404 404 in  in
GET    volunteers:spot_check                in  404 404 200 404 404 404 404 404 200 200 404 in  in
POST   volunteers:spot_check_find           in  404 404 302 404 404 404 404 404 302 404 404 in  in
POST   volunteers:spot_check_close          in  404 404 422 404 404 404 404 404 422 404 404 in  in
GET    volunteers:training_list             in  404 404 200 404 404 404 404 404 404 200 404 in  in
POST   volunteers:training_list             in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:training_list_answer      in  404 404 302 404 404 404 404 404 404 200 404 in  in
POST   volunteers:training_list_answer      in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:training_list_file        in  404 404 404 404 404 404 404 404 404 200 404 in  in
GET    volunteers:insured_list              in  404 404 200 404 404 404 404 404 404 200 404 in  in
POST   volunteers:insured_list              in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:insured_list_answer       in  404 404 302 404 404 404 404 404 404 200 404 in  in
POST   volunteers:insured_list_answer       in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:insured_list_file         in  404 404 404 404 404 404 404 404 404 200 404 in  in
GET    volunteers:lists_out                 in  404 404 200 404 404 404 404 404 200 200 404 in  in
POST   volunteers:lists_out                 in  404 404 200 404 404 404 404 404 200 200 404 in  in
POST   volunteers:list_undo                 in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:hour_list                 in  404 404 200 404 404 404 404 404 404 200 404 in  in
POST   volunteers:hour_list                 in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:hour_list_answer          in  404 404 302 404 404 404 404 404 404 200 404 in  in
POST   volunteers:hour_list_answer          in  404 404 302 404 404 404 404 404 404 422 404 in  in
GET    volunteers:hour_list_file            in  404 404 404 404 404 404 404 404 404 404 404 in  in
GET    volunteers:awards                    200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    volunteers:award                     200 200 200 200 200 200 200 200 200 200 200 200 200 200
POST   volunteers:award_reading             in  404 404 302 302 404 404 404 404 404 404 404 in  in
GET    volunteers:award_lists               in  404 404 200 200 404 404 404 404 200 200 404 in  in
POST   volunteers:award_run                 in  404 404 302 302 404 404 404 404 404 404 404 in  in
GET    volunteers:unit_certificates         in  404 404 200 404 404 404 404 404 200 200 404 in  in
POST   volunteers:unit_certificates         in  404 404 422 404 404 404 404 404 404 422 404 in  in
GET    volunteers:certificates              in  404 404 200 200 404 404 404 404 200 200 404 in  in
POST   volunteers:certificates              in  404 404 302 302 404 404 404 404 302 302 404 in  in
GET    volunteers:issued                    in  404 404 200 404 404 404 404 404 200 200 200 in  in
GET    volunteers:issued_paper              in  404 404 200 404 404 404 404 404 200 200 200 in  in
GET    volunteers:issued_credential         in  404 404 200 404 404 404 404 404 200 200 200 in  in
POST   volunteers:issued_revoke             in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:issued_reissue            in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:issued_together           in  404 404 302 404 404 404 404 404 302 302 404 in  in
GET    volunteers:check_home                200 200 200 200 200 200 200 200 200 200 200 200 200 200
POST   volunteers:check_home                422 422 422 422 422 422 422 422 422 422 422 422 422 422
GET    volunteers:check                     200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    volunteers:issuers                   200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    volunteers:issuer                    200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    volunteers:issuer_status             200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    volunteers:signing_keys              in  404 404 200 200 404 404 404 404 200 404 404 in  in
POST   volunteers:key_rotate                in  404 404 302 404 404 404 404 404 404 404 404 in  in
GET    volunteers:honor_cards               in  404 404 200 200 404 404 404 404 200 200 404 in  in
GET    volunteers:honor_card                in  404 404 200 404 404 404 404 404 200 200 404 in  in
POST   volunteers:honor_card_make           in  404 404 302 404 404 404 404 404 302 404 404 in  in
POST   volunteers:honor_card_move           in  404 404 302 404 404 404 404 404 302 404 404 in  in
POST   volunteers:honor_card_paper          in  404 404 200 302 404 404 404 404 200 404 404 in  in
GET    volunteers:honor_card_look_up        200 200 200 200 200 200 200 200 200 200 200 200 200 200
POST   volunteers:honor_card_look_up        422 422 422 422 422 422 422 422 422 422 422 422 422 422
GET    volunteers:honor_card_check          200 200 200 200 200 200 200 200 200 200 200 200 200 200
POST   volunteers:honor_card_check          422 422 422 422 422 422 422 422 422 422 422 422 422 422
GET    volunteers:own_certificates          in  404 404 404 404 404 404 404 404 404 404 200 in  in
GET    volunteers:own_honor_card            in  404 404 404 404 404 404 404 404 404 404 200 in  in
POST   volunteers:own_honor_card            in  404 404 404 404 404 404 404 404 404 404 422 in  in
GET    volunteers:unit_awards               in  404 200 200 404 404 404 404 404 200 200 404 in  in
POST   volunteers:unit_award_given          in  404 404 422 404 404 404 404 404 404 422 404 in  in
POST   volunteers:unit_award_state          in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:family_awards             in  404 404 200 404 404 404 404 404 200 200 404 in  in
POST   volunteers:family_awards             in  404 404 422 404 404 404 404 404 422 422 404 in  in
GET    volunteers:families                  in  404 404 200 404 404 404 404 404 200 200 404 in  in
POST   volunteers:families                  in  404 404 422 404 404 404 404 404 404 422 404 in  in
GET    volunteers:family                    in  404 404 200 404 404 404 404 404 200 200 200 in  in
POST   volunteers:family_end                in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:own_awards                in  404 404 200 200 404 404 404 404 200 404 404 in  in
GET    volunteers:own_award_new             in  404 404 200 200 404 404 404 404 404 404 404 in  in
POST   volunteers:own_award_new             in  404 404 422 422 404 404 404 404 404 404 404 in  in
GET    volunteers:own_award                 in  404 404 200 404 404 404 404 404 404 404 404 in  in
GET    volunteers:own_award_edit            in  404 404 200 404 404 404 404 404 404 404 404 in  in
POST   volunteers:own_award_edit            in  404 404 422 404 404 404 404 404 404 404 404 in  in
POST   volunteers:own_award_settle          in  404 404 422 404 404 404 404 404 404 404 404 in  in
POST   volunteers:own_award_withdraw        in  404 404 422 404 404 404 404 404 404 404 404 in  in
GET    volunteers:person_awards             in  404 404 200 404 404 404 404 404 200 200 200 in  in
POST   volunteers:award_given               in  404 404 422 404 404 404 404 404 404 422 404 in  in
POST   volunteers:award_state               in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:award_revoke              in  404 404 302 404 404 404 404 404 302 302 404 in  in
GET    volunteers:award_windows             in  404 200 200 200 404 404 404 404 200 200 404 in  in
GET    volunteers:award_window_open         in  404 404 302 302 404 404 404 404 404 404 404 in  in
POST   volunteers:award_window_open         in  404 404 422 422 404 404 404 404 404 404 404 in  in
GET    volunteers:award_window              in  404 200 200 404 404 404 404 404 200 200 404 in  in
GET    volunteers:award_window_change       in  404 404 200 404 404 404 404 404 404 404 404 in  in
POST   volunteers:award_window_change       in  404 404 422 404 404 404 404 404 404 404 404 in  in
GET    volunteers:award_propose             in  404 404 200 404 404 404 404 404 404 200 404 in  in
POST   volunteers:award_propose             in  404 404 422 404 404 404 404 404 404 422 404 in  in
GET    volunteers:award_proposal            in  404 404 200 404 404 404 404 404 200 200 404 in  in
POST   volunteers:award_proposal_move       in  404 404 302 404 404 404 404 404 302 404 404 in  in
GET    volunteers:award_candidate           in  200 404 200 404 404 404 404 404 200 200 200 in  in
POST   volunteers:award_candidate_paper     in  404 404 422 404 404 404 404 404 404 422 404 in  in
POST   volunteers:award_candidate_state     in  404 404 302 404 404 404 404 404 302 302 404 in  in
POST   volunteers:award_candidate_revoke    in  404 404 422 404 404 404 404 404 422 404 404 in  in
GET    volunteers:award_committee           in  404 404 200 404 404 404 404 404 404 404 404 in  in
POST   volunteers:award_committee           in  404 404 422 404 404 404 404 404 404 404 404 in  in
GET    volunteers:award_scoring             in  200 404 404 404 404 404 404 404 404 404 404 in  in
GET    volunteers:award_score               in  200 404 404 404 404 404 404 404 404 404 404 in  in
POST   volunteers:award_score               in  422 404 404 404 404 404 404 404 404 404 404 in  in
GET    volunteers:award_ceremony            in  404 404 200 404 404 404 404 404 404 404 404 in  in
POST   volunteers:award_ceremony            in  404 404 302 404 404 404 404 404 404 404 404 in  in
GET    volunteers:award_ceremony_paper      in  404 404 200 404 404 404 404 404 404 404 404 in  in
GET    volunteers:own_candidacies           in  404 404 404 404 404 404 404 404 404 404 200 in  in
GET    volunteers:insurance                 in  404 200 200 200 404 404 404 404 200 200 404 in  in
GET    volunteers:unit_insurance            in  404 404 200 404 404 404 404 404 200 200 404 in  in
GET    volunteers:coverage                  in  404 404 200 404 404 404 404 404 200 200 404 in  in
GET    volunteers:policy_new                in  404 404 200 404 404 404 404 404 404 200 404 in  in
POST   volunteers:policy_new                in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:policy                    in  404 404 200 404 404 404 404 404 200 200 404 in  in
GET    volunteers:policy_edit               in  404 404 200 404 404 404 404 404 404 200 404 in  in
POST   volunteers:policy_edit               in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:insure                    in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:insured_numbers           in  404 404 200 404 404 404 404 404 200 200 404 in  in
POST   volunteers:insured_numbers           in  404 404 200 404 404 404 404 404 200 200 404 in  in
POST   volunteers:policy_end                in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:cover_off                 in  404 404 200 404 404 404 404 404 404 200 404 in  in
POST   volunteers:cover_off                 in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:customs                   in  404 404 200 404 404 404 404 404 404 200 404 in  in
POST   volunteers:customs                   in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:gatherings                in  404 404 200 404 404 404 404 404 200 200 404 in  in
GET    volunteers:gathering_new             in  404 404 200 404 404 404 404 404 404 200 404 in  in
POST   volunteers:gathering_new             in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:gathering                 in  404 404 200 404 404 404 404 404 200 200 404 in  in
GET    volunteers:gathering_edit            in  404 404 200 404 404 404 404 404 404 200 404 in  in
POST   volunteers:gathering_edit            in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:gathering_presence        in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:gathering_hold            in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:gathering_off             in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:gathering_decide          in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:gathering_settle          in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:results                   in  404 200 200 200 404 404 404 404 200 200 404 in  in
GET    volunteers:result                    in  404 200 200 404 404 404 404 404 200 200 404 in  in
POST   volunteers:result_write              in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:result_move               in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:result_rows               in  404 200 200 404 404 404 404 404 200 200 404 in  in
GET    volunteers:result_paper              in  404 200 200 404 404 404 404 404 200 200 404 in  in
GET    volunteers:result_sums               in  404 200 200 200 404 404 404 404 200 404 404 in  in
GET    volunteers:result_sum_paper          in  404 200 200 200 404 404 404 404 200 404 404 in  in
POST   volunteers:result_close              in  404 404 422 404 404 404 404 404 404 404 404 in  in
POST   volunteers:result_sum_move           in  404 404 302 404 404 404 404 404 404 404 404 in  in
GET    volunteers:evaluations               in  404 404 200 404 404 404 404 404 404 200 404 in  in
GET    volunteers:evaluation_scale          in  404 404 200 404 404 404 404 404 404 200 404 in  in
POST   volunteers:evaluation_scale          in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:evaluation_new            in  404 404 200 404 404 404 404 404 404 200 404 in  in
POST   volunteers:evaluation_new            in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:evaluation_round          in  404 404 200 404 404 404 404 404 404 200 404 in  in
POST   volunteers:evaluation_move           in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:evaluation_rater          in  404 404 422 404 404 404 404 404 404 422 404 in  in
GET    volunteers:evaluation_paper          in  404 404 200 404 404 404 404 404 404 200 404 in  in
GET    volunteers:evaluation                in  404 404 200 404 404 404 404 404 404 200 200 in  in
POST   volunteers:evaluation_rate           in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:evaluation_talk           in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:evaluation_include        in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:evaluation_answer         in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:evaluation_appeal         in  404 404 404 404 404 404 404 404 404 404 302 in  in
GET    volunteers:own_evaluations           in  404 404 404 404 404 404 404 404 404 404 200 in  in
GET    volunteers:allowances                in  404 404 200 404 404 404 404 404 404 200 404 in  in
POST   volunteers:allowances                in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:receipts_make             in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:receipts                  in  404 404 200 404 404 404 404 404 404 200 404 in  in
POST   volunteers:receipts_move             in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:receipts_paper            in  404 404 200 404 404 404 404 404 404 200 404 in  in
GET    volunteers:appraisals                in  404 404 200 200 404 404 404 404 200 200 404 in  in
POST   volunteers:appraisal_begin           in  404 404 302 422 404 404 404 404 302 404 404 in  in
GET    volunteers:appraisal_scheme          in  404 404 200 404 404 404 404 404 404 404 404 in  in
POST   volunteers:appraisal_scheme          in  404 404 302 404 404 404 404 404 404 404 404 in  in
GET    volunteers:office_scale              in  404 404 200 404 404 404 404 404 404 404 404 in  in
POST   volunteers:office_scale              in  404 404 302 404 404 404 404 404 404 404 404 in  in
GET    volunteers:unit_appraisals           in  404 404 200 404 404 404 404 404 200 200 404 in  in
GET    volunteers:appraisal                 in  404 404 200 404 404 404 404 404 200 200 404 in  in
POST   volunteers:appraisal_self            in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:appraisal_attach          in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:appraisal_rate            in  404 404 302 404 404 404 404 404 302 404 404 in  in
POST   volunteers:appraisal_move            in  404 404 302 404 404 404 404 404 302 404 404 in  in
POST   volunteers:improvement_ask           in  404 404 302 404 404 404 404 404 302 404 404 in  in
POST   volunteers:improvement               in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:appraisal_appeal          in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:appraisal_answer          in  404 404 302 404 404 404 404 404 302 404 404 in  in
POST   volunteers:complaint_box             in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:complaint_file            200 200 200 200 200 200 200 200 200 200 200 200 200 200
POST   volunteers:complaint_file            302 302 302 302 302 302 302 302 302 302 302 302 302 302
GET    volunteers:complaint_follow          200 200 200 200 200 200 200 200 200 200 200 200 200 200
POST   volunteers:complaint_follow          302 302 302 302 302 302 302 302 302 302 302 302 302 302
GET    volunteers:complaints                in  404 404 200 200 404 404 404 404 404 200 404 in  in
GET    volunteers:complaint                 in  404 404 404 404 404 404 404 404 404 200 404 in  in
POST   volunteers:complaint_move            in  404 404 404 404 404 404 404 404 404 302 404 in  in
POST   volunteers:complaint_answer          in  404 404 404 404 404 404 404 404 404 302 404 in  in
POST   volunteers:complaint_filer           in  404 404 404 404 404 404 404 404 404 200 404 in  in
GET    volunteers:own_complaints            in  404 404 404 404 404 404 404 404 404 404 200 in  in
GET    volunteers:agreements                in  404 404 200 404 404 404 404 404 404 200 404 in  in
POST   volunteers:agreements                in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:agreement_terms           in  404 404 200 404 404 404 404 404 404 200 404 in  in
POST   volunteers:agreement_terms           in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:agreement                 in  404 404 200 404 404 404 404 404 404 200 200 in  in
POST   volunteers:agreement_sign            in  404 404 404 404 404 404 404 404 404 404 302 in  in
POST   volunteers:agreement_on_paper        in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:agreement_end             in  404 404 422 404 404 404 404 404 404 422 404 in  in
GET    volunteers:agreement_paper           in  404 404 200 404 404 404 404 404 404 200 200 in  in
GET    volunteers:own_agreements            in  404 404 404 404 404 404 404 404 404 404 200 in  in
GET    volunteers:incidents                 in  404 404 200 404 404 404 404 404 404 200 404 in  in
GET    volunteers:incident_new              in  404 404 200 404 404 404 404 404 404 200 404 in  in
POST   volunteers:incident_new              in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:incident                  in  404 404 200 404 404 404 404 404 404 200 404 in  in
POST   volunteers:incident_attach           in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:claim                     in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:claim_move                in  404 404 302 404 404 404 404 404 404 302 404 in  in

# Its roster: shifts ahead, a device at the entrance, a sign-out that vol forgot
GET    volunteers:rosters                   in  404 404 200 200 404 404 404 404 404 302 404 in  in
GET    volunteers:roster                    in  404 404 200 404 404 404 404 404 200 200 404 in  in
GET    volunteers:roster_month              in  404 404 200 404 404 404 404 404 200 200 404 in  in
POST   volunteers:roster_plan               in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:roster_copy               in  404 404 422 404 404 404 404 404 404 422 404 in  in
GET    volunteers:hour_slips                in  404 404 200 404 404 404 404 404 404 200 404 in  in
POST   volunteers:hour_slips                in  404 404 200 404 404 404 404 404 404 200 404 in  in
GET    volunteers:month_sheet               in  404 404 200 404 404 404 404 404 404 200 404 in  in
GET    volunteers:posts                     in  404 404 200 404 404 404 404 404 200 200 404 in  in
GET    volunteers:post_new                  in  404 404 200 404 404 404 404 404 404 200 404 in  in
POST   volunteers:post_new                  in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:post_edit                 in  404 404 200 404 404 404 404 404 404 200 404 in  in
POST   volunteers:post_edit                 in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:duty                      in  404 404 200 404 404 404 404 404 200 200 404 in  in
POST   volunteers:duty_assign               in  404 404 422 404 404 404 404 404 404 422 404 in  in
POST   volunteers:duty_need                 in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:duty_note                 in  404 404 422 404 404 404 404 404 404 422 404 in  in
POST   volunteers:duty_call_off             in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:duty_take                 in  404 404 404 404 404 404 404 404 404 404 302 in  in
POST   volunteers:place_move                in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:attendances               in  404 404 200 404 404 404 404 404 200 200 404 in  in
GET    volunteers:absences                  in  404 404 200 404 404 404 404 404 200 200 404 in  in
POST   volunteers:attendance_settle         in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:attendance_out            in  404 404 422 404 404 404 404 404 404 422 404 in  in
POST   volunteers:attendance_void           in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:attendance_say            in  404 404 404 404 404 404 404 404 404 404 302 in  in
GET    volunteers:stations                  in  404 404 200 404 404 404 404 404 404 200 404 in  in
POST   volunteers:stations                  in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:station_revoke            in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:station_poster            in  404 404 200 404 404 404 404 404 404 200 404 in  in
GET    volunteers:own_roster                in  404 404 404 404 404 404 404 404 404 404 200 in  in
GET    volunteers:own_calendar              in  404 404 404 404 404 404 404 404 404 404 200 in  in
POST   volunteers:own_calendar              in  404 404 404 404 404 404 404 404 404 404 200 in  in
GET    volunteers:own_calendar_file         200 200 200 200 200 200 200 200 200 200 200 200 200 200
POST   volunteers:own_code                  in  404 404 404 404 404 404 404 404 404 404 302 in  in
POST   volunteers:own_place                 in  404 404 404 404 404 404 404 404 404 404 302 in  in
POST   volunteers:kept_presses              200 200 200 200 200 200 200 200 200 200 200 200 200 200
POST   volunteers:press_look                in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:booklet                   in  404 404 200 404 404 404 404 404 404 200 404 in  in
POST   volunteers:booklet                   in  404 404 200 404 404 404 404 404 404 200 404 in  in
GET    volunteers:book_fits                 in  404 404 200 404 404 404 404 404 404 200 404 in  in
POST   volunteers:book_fits                 in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:book_trial                in  404 404 200 404 404 404 404 404 404 200 404 in  in
GET    volunteers:here                      200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    volunteers:kiosk_worker              200 200 200 200 200 200 200 200 200 200 200 200 200 200
POST   volunteers:here                      422 422 422 422 422 422 422 422 422 422 422 422 422 422

# The register: openings, who applies, who is found
GET    volunteers:places                    200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    volunteers:place                     200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    volunteers:places_atom               200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    volunteers:apply                     200 200 200 200 200 200 200 200 200 200 200 200 200 200
POST   volunteers:apply                     422 422 422 422 422 422 422 422 422 422 422 422 422 422
POST   volunteers:subscribe                 422 422 422 422 422 422 422 422 422 422 422 422 422 422
GET    volunteers:subscription              200 200 200 200 200 200 200 200 200 200 200 200 200 200
POST   volunteers:subscription              302 302 302 302 302 302 302 302 302 302 302 302 302 302
GET    volunteers:applied                   200 200 200 200 200 200 200 200 200 200 200 200 200 200
POST   volunteers:applied                   302 302 302 302 302 302 302 302 302 302 302 302 302 302
GET    volunteers:openings                  in  404 404 200 200 404 404 404 404 404 200 404 in  in
POST   volunteers:opening_begin             in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:opening                   in  404 404 200 404 404 404 404 404 404 200 404 in  in
GET    volunteers:opening_edit              in  404 404 200 404 404 404 404 404 404 200 404 in  in
POST   volunteers:opening_edit              in  404 404 422 404 404 404 404 404 404 422 404 in  in
POST   volunteers:opening_move              in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:opening_replies           in  404 404 200 404 404 404 404 404 404 200 404 in  in
POST   volunteers:opening_replies           in  404 404 302 404 404 404 404 404 404 302 404 in  in
GET    volunteers:seekers                   in  404 404 200 404 404 404 404 404 404 200 404 in  in
POST   volunteers:seekers                   in  404 404 200 404 404 404 404 404 404 200 404 in  in
GET    volunteers:application               in  404 404 200 404 404 404 404 404 404 200 404 in  in
POST   volunteers:application_interview     in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:application_decide        in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:application_enrol         in  404 404 422 404 404 404 404 404 404 422 404 in  in
GET    volunteers:own_places                in  404 404 404 404 404 404 404 404 404 404 200 in  in
POST   volunteers:own_findable              in  404 404 404 404 404 404 404 404 404 404 422 in  in
POST   volunteers:approach_answer           in  404 404 404 404 404 404 404 404 404 404 302 in  in

# Programmes and their forms
GET    workshops:programmes                 in  404 200 404 404 404 404 404 404 404 404 404 in  in
GET    workshops:programme                  in  404 200 404 404 404 404 404 404 404 404 404 in  in
POST   workshops:programme                  in  404 422 404 404 404 404 404 404 404 404 404 in  in
GET    workshops:programme_new              in  404 200 404 404 404 404 404 404 404 404 404 in  in
POST   workshops:programme_new              in  404 302 404 404 404 404 404 404 404 404 404 in  in
POST   workshops:programme_blocks           in  404 422 404 404 404 404 404 404 404 404 404 in  in
POST   workshops:programme_move             in  404 302 404 404 404 404 404 404 404 404 404 in  in
GET    actionplans:question_sets            in  404 200 404 404 404 404 404 404 404 404 404 in  in
GET    actionplans:question_set             in  404 200 404 404 404 404 404 404 404 404 404 in  in
POST   actionplans:question_begin           in  404 302 404 404 404 404 404 404 404 404 404 in  in
GET    actionplans:question_version         in  404 200 404 404 404 404 404 404 404 404 404 in  in
GET    actionplans:question_preview         in  404 200 404 404 404 404 404 404 404 404 404 in  in
GET    actionplans:question_sheet           in  404 200 404 404 404 404 404 404 404 404 404 in  in
POST   actionplans:question_arrange         in  404 302 404 404 404 404 404 404 404 404 404 in  in
GET    actionplans:question_words           in  404 200 404 404 404 404 404 404 404 404 404 in  in
POST   actionplans:question_words           in  404 422 404 404 404 404 404 404 404 404 404 in  in
GET    actionplans:question_heading         in  404 200 404 404 404 404 404 404 404 404 404 in  in
POST   actionplans:question_heading         in  404 409 404 404 404 404 404 404 404 404 404 in  in
GET    actionplans:question_add             in  404 200 404 404 404 404 404 404 404 404 404 in  in
POST   actionplans:question_add             in  404 422 404 404 404 404 404 404 404 404 404 in  in
GET    actionplans:question_changes         in  404 200 404 404 404 404 404 404 404 404 404 in  in
POST   actionplans:question_publish         in  404 302 404 404 404 404 404 404 404 404 404 in  in
POST   actionplans:question_discard         in  404 302 404 404 404 404 404 404 404 404 404 in  in

# A county registers a workshop
GET    workshops:list                       in  404 200 200 200 200 200 200 200 200 404 404 in  in
GET    workshops:register                   in  404 404 200 200 404 404 404 404 404 404 404 in  in
POST   workshops:register                   in  404 404 302 422 404 404 404 404 404 404 404 in  in
GET    workshops:past                       in  404 404 200 200 404 404 404 404 404 404 404 in  in
POST   workshops:past                       in  404 404 422 422 404 404 404 404 404 404 404 in  in
GET    workshops:step                       in  404 404 302 404 404 404 404 404 404 404 404 in  in
POST   workshops:step                       in  404 404 302 404 404 404 404 404 404 404 404 in  in
GET    workshops:detail                     in  404 200 200 404 200 404 200 404 200 404 404 in  in
POST   workshops:move                       in  404 302 302 404 404 404 302 404 404 404 404 in  in
POST   workshops:lecturers                  in  404 302 404 404 404 404 404 404 404 404 404 in  in
POST   workshops:supervisor                 in  404 404 302 404 404 404 404 404 404 404 404 in  in
GET    workshops:agenda                     in  404 404 302 404 404 404 404 404 404 404 404 in  in
POST   workshops:agenda                     in  404 404 302 404 404 404 404 404 404 404 404 in  in
POST   workshops:agenda_check               in  404 404 200 404 404 404 404 404 404 404 404 in  in

# Who comes, and where they sit
GET    workshops:participants               in  404 200 200 404 200 404 200 404 200 404 404 in  in
POST   workshops:participants_open          in  404 302 404 404 404 404 404 404 404 404 404 in  in
POST   workshops:participants_clear         in  404 404 302 404 404 404 404 404 404 404 404 in  in
GET    workshops:participant_add            in  404 404 200 404 404 404 404 404 404 404 404 in  in
POST   workshops:participant_add            in  404 404 302 404 404 404 404 404 404 404 404 in  in
GET    workshops:participant_list           in  404 404 200 404 404 404 404 404 404 404 404 in  in
POST   workshops:participant_list           in  404 404 302 404 404 404 404 404 404 404 404 in  in
GET    workshops:participant_list_answer    in  404 404 302 404 404 404 404 404 404 404 404 in  in
GET    workshops:participant_list_file      in  404 404 404 404 404 404 404 404 404 404 404 in  in
GET    workshops:participant                in  404 404 200 404 404 404 404 404 404 404 404 in  in
POST   workshops:participant                in  404 404 302 404 404 404 404 404 404 404 404 in  in
POST   workshops:participant_remove         in  404 404 302 404 404 404 404 404 404 404 404 in  in
GET    workshops:grouping                   in  404 200 200 404 200 404 200 404 200 404 404 in  in
POST   workshops:grouping_seat              in  404 404 302 404 404 404 404 404 404 404 404 in  in
POST   workshops:grouping_move              in  404 404 302 404 404 404 404 404 404 404 404 in  in
POST   workshops:group                      in  404 404 302 404 404 404 404 404 404 404 404 in  in
GET    workshops:tables                     in  404 200 200 404 404 404 200 404 404 404 404 in  in
POST   workshops:tables_issue               in  404 302 302 404 404 404 302 404 404 404 404 in  in
POST   workshops:tables_open                in  404 422 422 404 404 404 422 404 404 404 404 in  in
POST   workshops:table_revoke               in  404 302 302 404 404 404 302 404 404 404 404 in  in
POST   workshops:seat_revoke                in  404 302 302 404 404 404 302 404 404 404 404 in  in
POST   workshops:room_press                 in  404 302 302 404 404 404 302 404 404 404 404 in  in
POST   workshops:room_word                  in  404 302 302 404 404 404 302 404 404 404 404 in  in
POST   workshops:room_settings              in  404 302 302 404 404 404 302 404 404 404 404 in  in
POST   workshops:room_helped                in  404 302 302 404 404 404 302 404 404 404 404 in  in
GET    workshops:print                      in  404 200 200 404 200 404 200 404 200 404 404 in  in
GET    workshops:paper                      in  404 200 200 404 404 404 200 404 404 404 404 in  in
GET    workshops:arrivals                   in  404 404 200 404 404 404 404 404 404 404 404 in  in
POST   workshops:arrived                    in  404 404 302 404 404 404 404 404 404 404 404 in  in
POST   workshops:walk_in                    in  404 404 302 404 404 404 404 404 404 404 404 in  in

# The tables write
GET    workshops:join                       200 200 200 200 200 200 200 200 200 200 200 200 200 200
POST   workshops:join                       200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    workshops:join_code                  200 200 200 200 200 200 200 200 200 200 200 200 200 200
POST   workshops:join_code                  302 302 302 302 302 302 302 302 302 302 302 302 302 302
GET    workshops:seat_clock                 302 302 302 302 302 302 302 302 302 302 302 302 200 200
POST   workshops:seat_help                  302 302 302 302 302 302 302 302 302 302 302 302 302 302
POST   workshops:seat_read                  302 302 302 302 302 302 302 302 302 302 302 302 302 302
GET    workshops:arrive_self                302 302 302 302 302 302 302 302 302 302 302 302 200 200
POST   workshops:arrive_self                302 302 302 302 302 302 302 302 302 302 302 302 422 422
POST   workshops:leave                      302 302 302 302 302 302 302 302 302 302 302 302 302 302
GET    actionplans:table                    302 302 302 302 302 302 302 302 302 302 302 302 200 200
GET    actionplans:became                   302 302 302 302 302 302 302 302 302 302 302 302 200 200
GET    actionplans:became_card              404 404 404 404 404 404 404 404 404 404 404 404 404 404
GET    actionplans:became_voice             302 302 302 302 302 302 302 302 302 302 302 302 302 302
POST   actionplans:became_voice             302 302 302 302 302 302 302 302 302 302 302 302 302 302
GET    actionplans:offline                  302 302 302 302 302 302 302 302 302 302 302 302 200 200
GET    actionplans:worker                   200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    actionplans:vote                     302 302 302 302 302 302 302 302 302 302 302 302 200 200
POST   actionplans:vote                     302 302 302 302 302 302 302 302 302 302 302 302 302 302
GET    actionplans:present                  302 302 302 302 302 302 302 302 302 302 302 302 200 200
GET    actionplans:sheet                    302 302 302 302 302 302 302 302 302 302 302 302 200 200
POST   actionplans:sheet                    302 302 302 302 302 302 302 302 302 302 302 302 302 302
GET    actionplans:state                    302 302 302 302 302 302 302 302 302 302 302 302 200 200
POST   actionplans:operations               302 302 302 302 302 302 302 302 302 302 302 302 200 200
GET    actionplans:parts                    302 302 302 302 302 302 302 302 302 302 302 302 200 200
GET    actionplans:take_over                302 302 302 302 302 302 302 302 302 302 302 302 200 200
POST   actionplans:take_over                302 302 302 302 302 302 302 302 302 302 302 302 422 422
GET    actionplans:history                  302 302 302 302 302 302 302 302 302 302 302 302 200 200
POST   actionplans:restore                  302 302 302 302 302 302 302 302 302 302 302 302 302 302
POST   actionplans:done                     302 302 302 302 302 302 302 302 302 302 302 302 302 302
POST   actionplans:undone                   302 302 302 302 302 302 302 302 302 302 302 302 302 302
POST   actionplans:sit                      in  404 404 302 404 404 404 302 404 404 404 404 in  in
GET    actionplans:group_sheets             in  404 200 200 404 200 404 200 404 404 404 404 in  in
POST   actionplans:settle                   in  404 404 302 404 404 404 302 404 404 404 404 in  in
GET    actionplans:group_history            in  404 200 200 404 200 404 200 404 404 404 404 in  in

# Who leads the room, and what hangs on its wall
GET    actionplans:wall                     in  404 200 200 404 404 404 200 404 404 404 404 in  in
GET    actionplans:wall_state               in  404 200 200 404 404 404 200 404 404 404 404 in  in
GET    actionplans:projector                in  404 200 200 404 404 404 200 404 404 404 404 in  in
GET    actionplans:projector_state          in  404 200 200 404 404 404 200 404 404 404 404 in  in
# Paper comes back
GET    actionplans:paper                    in  404 404 200 404 404 404 200 404 404 404 404 in  in
POST   actionplans:paper_upload             in  404 404 302 404 404 404 302 404 404 404 404 in  in
GET    actionplans:paper_page               in  404 404 200 404 404 404 200 404 404 404 404 in  in
POST   actionplans:paper_page               in  404 404 302 404 404 404 302 404 404 404 404 in  in
POST   actionplans:paper_place              in  404 404 302 404 404 404 302 404 404 404 404 in  in
POST   actionplans:paper_turn               in  404 404 302 404 404 404 302 404 404 404 404 in  in
POST   actionplans:paper_keyed              in  404 404 302 404 404 404 302 404 404 404 404 in  in
POST   actionplans:paper_discard            in  404 404 302 404 404 404 302 404 404 404 404 in  in

# What the room adopts
GET    actionplans:board                    in  404 200 200 404 200 404 200 404 404 404 404 in  in
POST   actionplans:keep                     in  404 404 302 404 404 404 404 404 404 404 404 in  in
POST   actionplans:merge                    in  404 404 302 404 404 404 404 404 404 404 404 in  in
POST   actionplans:park                     in  404 404 302 404 404 404 404 404 404 404 404 in  in
POST   actionplans:reopen                   in  404 404 302 404 404 404 404 404 404 404 404 in  in
POST   actionplans:consensus                in  404 404 302 404 404 404 404 404 404 404 404 in  in
GET    actionplans:ballot                   in  404 200 200 404 404 404 200 404 404 404 404 in  in
POST   actionplans:ballot                   in  404 422 422 404 404 404 422 404 404 404 404 in  in
GET    actionplans:ballot_result            in  404 200 200 404 200 404 200 404 404 404 404 in  in
POST   actionplans:ballot_close             in  404 302 302 404 404 404 302 404 404 404 404 in  in
POST   actionplans:ballot_project           in  404 302 302 404 404 404 302 404 404 404 404 in  in
GET    actionplans:readback                 in  404 200 200 404 404 404 200 404 404 404 404 in  in
GET    actionplans:check_in                 in  404 200 200 404 200 404 404 404 404 404 404 in  in
POST   actionplans:check_in                 in  404 302 302 404 302 404 404 404 404 404 404 in  in
GET    actionplans:decide                   in  404 404 200 404 404 404 404 404 404 404 404 in  in
POST   actionplans:decide                   in  404 404 302 404 404 404 404 404 404 404 404 in  in
GET    actionplans:decision_correct         in  404 404 200 404 404 404 404 404 404 404 404 in  in
POST   actionplans:decision_correct         in  404 404 302 404 404 404 404 404 404 404 404 in  in
GET    actionplans:annual_list              in  404 200 200 200 200 200 404 404 200 404 404 in  in
GET    actionplans:annual_new               in  404 404 200 200 404 404 404 404 404 404 404 in  in
POST   actionplans:annual_new               in  404 404 302 302 404 404 404 404 404 404 404 in  in
GET    actionplans:annual                   in  404 200 200 404 200 404 404 404 200 404 404 in  in
GET    actionplans:kpis                     in  404 200 200 404 200 404 404 404 200 404 404 in  in
GET    actionplans:kpi_rows                 in  404 200 200 404 200 404 404 404 200 404 404 in  in
POST   actionplans:kpi_take                 in  404 404 302 404 404 404 404 404 404 404 404 in  in
GET    actionplans:kpi_new                  in  404 404 200 404 404 404 404 404 404 404 404 in  in
POST   actionplans:kpi_new                  in  404 404 302 404 404 404 404 404 404 404 404 in  in
GET    actionplans:kpi_edit                 in  404 404 200 404 404 404 404 404 404 404 404 in  in
POST   actionplans:kpi_edit                 in  404 404 302 404 404 404 404 404 404 404 404 in  in
GET    actionplans:kpi_figure               in  404 404 200 404 404 404 404 404 404 404 404 in  in
POST   actionplans:kpi_figure               in  404 404 302 404 404 404 404 404 404 404 404 in  in
POST   actionplans:kpi_freeze               in  404 404 302 404 404 404 404 404 404 404 404 in  in
GET    actionplans:support                  in  404 200 200 404 200 404 404 404 200 404 404 in  in
POST   actionplans:support_assign           in  404 404 302 404 404 404 404 404 404 404 404 in  in
POST   actionplans:support_visit            in  404 404 302 404 404 404 404 404 404 404 404 in  in
POST   actionplans:kpi_thaw                 in  404 404 302 404 404 404 404 404 404 404 404 in  in
GET    actionplans:annual_paper             in  404 200 200 404 200 404 404 404 200 404 404 in  in
GET    actionplans:annual_edit              in  404 404 200 404 404 404 404 404 404 404 404 in  in
POST   actionplans:annual_edit              in  404 404 302 404 404 404 404 404 404 404 404 in  in
POST   actionplans:annual_move              in  404 404 302 404 404 404 404 404 404 404 404 in  in
GET    actionplans:work_item_new            in  404 404 200 404 404 404 404 404 404 404 404 in  in
POST   actionplans:work_item_new            in  404 404 302 404 404 404 404 404 404 404 404 in  in
GET    actionplans:work_item_edit           in  404 404 200 404 404 404 404 404 404 404 404 in  in
POST   actionplans:work_item_edit           in  404 404 302 404 404 404 404 404 404 404 404 in  in
POST   actionplans:work_item_arrange        in  404 404 302 404 404 404 404 404 404 404 404 in  in
GET    actionplans:uptake                   in  404 404 200 404 404 404 404 404 404 404 404 in  in
POST   actionplans:uptake                   in  404 404 302 404 404 404 404 404 404 404 404 in  in
GET    actionplans:meetings                 in  404 200 200 200 404 404 404 404 404 404 404 in  in
GET    actionplans:meeting_new              in  404 404 200 200 404 404 404 404 404 404 404 in  in
POST   actionplans:meeting_new              in  404 404 302 302 404 404 404 404 404 404 404 in  in
GET    actionplans:meeting                  in  404 200 200 404 404 404 404 404 404 404 404 in  in
GET    actionplans:meeting_edit             in  404 404 200 404 404 404 404 404 404 404 404 in  in
POST   actionplans:meeting_edit             in  404 404 302 404 404 404 404 404 404 404 404 in  in
POST   actionplans:meeting_move             in  404 404 302 404 404 404 404 404 404 404 404 in  in
POST   actionplans:meeting_agenda           in  404 404 302 404 404 404 404 404 404 404 404 in  in
GET    actionplans:meeting_minutes          in  404 200 200 404 404 404 404 404 404 404 404 in  in
GET    actionplans:calendar                 in  404 200 200 200 200 200 200 200 200 200 404 in  in
POST   actionplans:calendar                 in  404 200 200 200 200 200 200 200 200 200 404 in  in
GET    actionplans:fixed_days               in  404 200 200 200 200 200 200 200 200 200 404 in  in
GET    actionplans:calendar_file            200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    actionplans:successions              in  404 200 200 200 200 200 404 404 404 404 404 in  in
GET    actionplans:succession_new           in  404 200 200 404 404 404 404 404 404 404 404 in  in
POST   actionplans:succession_new           in  404 302 302 404 404 404 404 404 404 404 404 in  in
GET    actionplans:succession               in  404 200 200 404 200 404 404 404 404 404 404 in  in
GET    actionplans:succession_paper         in  404 200 200 404 200 404 404 404 404 404 404 in  in
POST   actionplans:meeting_item             in  404 404 302 404 404 404 404 404 404 404 404 in  in
POST   actionplans:meeting_arrange          in  404 404 302 404 404 404 404 404 404 404 404 in  in
POST   actionplans:ruling_withdraw          in  404 404 302 404 404 404 404 404 404 404 404 in  in
POST   actionplans:ruling_close             in  404 404 302 404 404 404 404 404 404 404 404 in  in
POST   actionplans:link_make                in  404 200 200 404 200 404 404 404 404 404 404 in  in
POST   actionplans:link_revoke              in  404 302 302 404 302 404 404 404 404 404 404 in  in
POST   actionplans:links_stop               in  404 302 302 404 302 404 404 404 404 404 404 in  in
GET    actionplans:unreached                in  404 200 200 200 200 200 404 404 404 404 404 in  in
POST   actionplans:notice_again             in  404 302 302 404 302 404 404 404 404 404 404 in  in
POST   actionplans:check_in_review          in  404 302 302 404 302 404 404 404 404 404 404 in  in
GET    actionplans:publish                  in  404 404 200 404 404 404 404 404 404 404 404 in  in
POST   actionplans:publish                  in  404 404 302 404 404 404 404 404 404 404 404 in  in
GET    actionplans:independent              in  404 200 404 404 404 404 404 404 404 404 404 in  in
POST   actionplans:independent              in  404 302 404 404 404 404 404 404 404 404 404 in  in
POST   actionplans:voice_decide             in  404 404 302 404 404 404 404 404 404 404 404 in  in
GET    actionplans:voice                    200 200 200 200 200 200 200 200 200 200 200 200 200 200
POST   actionplans:voice                    302 302 302 302 302 302 302 302 302 302 302 302 302 302
GET    notices:declining                    200 200 200 200 200 200 200 200 200 200 200 200 200 200
POST   notices:declining                    302 302 302 302 302 302 302 302 302 302 302 302 302 302
GET    actionplans:call                     200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    actionplans:public_index             200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    actionplans:public_county            200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    actionplans:public_plan              200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    actionplans:public_photo             200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    actionplans:public_document          200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    actionplans:public_data              200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    actionplans:public_rss               200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    actionplans:public_atom              200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    actionplans:public_dates             200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    actionplans:by_link                  200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    actionplans:photo_by_link            200 200 200 200 200 200 200 200 200 200 200 200 200 200
POST   actionplans:by_link                  302 302 302 302 302 302 302 302 302 302 302 302 302 302
POST   actionplans:sign                     in  404 302 302 404 404 404 302 404 404 404 404 in  in
POST   actionplans:unsign                   in  404 302 302 404 404 404 302 404 404 404 404 in  in
GET    actionplans:plans                    in  404 200 200 200 200 200 200 200 200 200 200 in  in
GET    actionplans:plan_list                in  404 200 200 200 200 200 404 404 404 404 404 in  in
POST   actionplans:plan_list                in  404 404 422 422 404 404 404 404 404 404 404 in  in
GET    actionplans:plan_list_answer         in  404 404 302 302 404 404 404 404 404 404 404 in  in
POST   actionplans:plan_list_answer         in  404 404 302 302 404 404 404 404 404 404 404 in  in
GET    actionplans:plan_list_file           in  404 404 404 404 404 404 404 404 404 404 404 in  in
POST   actionplans:plans_read               in  404 302 302 302 302 302 404 404 404 404 404 in  in
POST   actionplans:view_save                in  404 302 302 302 302 302 302 302 302 302 302 in  in
POST   actionplans:view_rename              in  404 404 302 404 404 404 404 404 404 404 404 in  in
POST   actionplans:view_remove              in  404 404 302 404 404 404 404 404 404 404 404 in  in
GET    actionplans:plan                     in  404 200 200 404 200 404 200 404 200 200 200 in  in
GET    actionplans:lineage                  in  404 200 200 404 200 404 200 404 200 200 200 in  in
GET    reports:code                         in  404 302 302 404 302 404 302 404 302 302 302 in  in
GET    actionplans:plan_edit                in  404 404 200 404 404 404 404 404 404 404 404 in  in
POST   actionplans:plan_edit                in  404 404 302 404 404 404 404 404 404 404 404 in  in
POST   actionplans:plan_newer               in  404 404 302 404 404 404 404 404 404 404 404 in  in
POST   actionplans:adopt                    in  404 404 302 404 404 404 404 404 404 404 404 in  in
POST   actionplans:withdraw                 in  404 404 302 404 404 404 404 404 404 404 404 in  in
GET    actionplans:county_report            in  404 200 200 404 200 404 404 404 404 404 404 in  in
GET    actionplans:commitments              in  404 200 200 404 200 404 200 404 404 404 404 in  in

# The register: units
GET    volunteers:guide                     200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    volunteers:units                     in  404 200 200 200 404 404 404 404 200 200 404 in  in
GET    volunteers:unit_new                  in  404 404 200 200 404 404 404 404 404 404 404 in  in
POST   volunteers:unit_new                  in  404 404 302 302 404 404 404 404 404 404 404 in  in
GET    volunteers:unit                      in  404 200 200 404 404 404 404 404 200 200 404 in  in
GET    volunteers:unit_edit                 in  404 404 200 404 404 404 404 404 404 200 404 in  in
POST   volunteers:unit_edit                 in  404 404 302 404 404 404 404 404 404 302 404 in  in

# The register: plans and their filing
GET    volunteers:filings                   in  404 200 200 200 404 404 404 404 200 200 404 in  in
POST   volunteers:filing_begin              in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:unit_waive                in  404 404 302 404 404 404 404 404 302 404 404 in  in
GET    volunteers:filing                    in  404 200 200 404 404 404 404 404 200 200 404 in  in
GET    volunteers:filing_edit               in  404 404 200 404 404 404 404 404 404 200 404 in  in
POST   volunteers:filing_edit               in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:filing_attach             in  404 404 302 404 404 404 404 404 404 302 404 in  in
POST   volunteers:filing_copy               in  404 404 422 404 404 404 404 404 404 422 404 in  in
GET    volunteers:filing_paper              in  404 200 200 404 404 404 404 404 200 200 404 in  in
POST   volunteers:filing_move               in  404 404 302 404 404 404 404 404 302 404 404 in  in

# The nation
GET    reports:national                     in  404 200 404 404 404 404 404 404 404 404 404 in  in
GET    reports:national_of                  in  404 200 404 404 404 404 404 404 404 404 404 in  in
POST   reports:make                         in  404 302 404 404 404 404 404 404 404 404 404 in  in
GET    reports:proof                        in  404 200 200 200 200 200 404 404 200 404 404 in  in
POST   reports:proof                        in  404 200 200 200 200 200 404 404 200 404 404 in  in

# The English booklet
GET    reports:booklets                     in  404 200 404 404 404 404 404 404 404 404 404 in  in
GET    reports:booklet_new                  in  404 200 404 404 404 404 404 404 404 404 404 in  in
POST   reports:booklet_new                  in  404 302 404 404 404 404 404 404 404 404 404 in  in
GET    reports:booklet                      in  404 200 404 404 404 404 404 404 404 404 404 in  in
GET    reports:booklet_edit                 in  404 200 404 404 404 404 404 404 404 404 404 in  in
POST   reports:booklet_edit                 in  404 302 404 404 404 404 404 404 404 404 404 in  in
GET    reports:booklet_choose               in  404 200 404 404 404 404 404 404 404 404 404 in  in
POST   reports:booklet_choose               in  404 302 404 404 404 404 404 404 404 404 404 in  in
GET    reports:booklet_words                in  404 200 404 404 404 404 404 404 404 404 404 in  in
POST   reports:booklet_take                 in  404 302 404 404 404 404 404 404 404 404 404 in  in
POST   reports:booklet_publish              in  404 422 404 404 404 404 404 404 404 404 404 in  in
POST   reports:booklet_make                 in  404 302 404 404 404 404 404 404 404 404 404 in  in
GET    reports:highlight                    in  404 200 404 404 404 404 404 404 404 404 404 in  in
POST   reports:highlight_arrange            in  404 302 404 404 404 404 404 404 404 404 404 in  in
POST   reports:highlight_sign               in  404 302 404 404 404 404 404 404 404 404 404 in  in
POST   reports:booklet_photo_add            in  404 302 404 404 404 404 404 404 404 404 404 in  in
POST   reports:booklet_photo                in  404 302 404 404 404 404 404 404 404 404 404 in  in
POST   reports:passage                      in  404 302 404 404 404 404 404 404 404 404 404 in  in
POST   reports:passage_sign                 in  404 302 404 404 404 404 404 404 404 404 404 in  in
GET    reports:passage_history              in  404 200 404 404 404 404 404 404 404 404 404 in  in

# The dashboards
GET    reports:dashboard                    in  404 200 200 200 404 404 404 404 200 200 404 in  in
GET    reports:dashboard_rows               in  404 200 200 200 404 404 404 404 200 200 404 in  in
GET    reports:dashboard_paper              in  404 200 200 200 404 404 404 404 200 200 404 in  in
POST   reports:dashboard_count              in  404 302 302 404 404 404 404 404 404 404 404 in  in
GET    v1:dashboards                        401 404 200 200 200 404 404 404 404 200 200 404 401 401
GET    v1:dashboard-rows                    401 404 200 200 200 404 404 404 404 200 200 404 401 401
# Certificates signed from a session's page
# Findings on paper, and certificates signed from a session's page
GET    volunteers:person_awards_paper       in  404 404 200 404 404 404 404 404 200 200 200 in  in
GET    volunteers:unit_awards_paper         in  404 200 200 404 404 404 404 404 200 200 404 in  in
GET    volunteers:family_paper              in  404 404 200 404 404 404 404 404 200 200 200 in  in
GET    volunteers:award_lists_paper         in  404 404 200 200 404 404 404 404 200 200 404 in  in
POST   volunteers:session_sign              in  404 404 302 404 404 404 404 404 404 302 404 in  in

# The API, with the browser's session
GET    v1:me                                401 200 200 200 200 200 200 200 200 200 200 200 401 401
GET    v1:county-list                       401 200 200 200 200 200 200 200 200 200 200 200 401 401
GET    v1:programme-list                    401 404 200 200 200 200 200 200 200 200 404 404 401 401
POST   v1:programme-list                    401 404 422 404 404 404 404 404 404 404 404 404 401 401
GET    v1:programme-detail                  401 404 200 200 200 200 200 200 200 200 404 404 401 401
PATCH  v1:programme-detail                  401 404 200 404 404 404 404 404 404 404 404 404 401 401
PUT    v1:programme-blocks                  401 404 422 404 404 404 404 404 404 404 404 404 401 401
POST   v1:programme-carry-on                401 404 201 404 404 404 404 404 404 404 404 404 401 401
GET    v1:programme-moves                   401 404 200 404 404 404 404 404 404 404 404 404 401 401
POST   v1:programme-moves                   401 404 200 404 404 404 404 404 404 404 404 404 401 401
GET    v1:programme-national-report         401 404 200 404 404 404 404 404 404 404 404 404 401 401
GET    v1:workshop-list                     401 404 200 200 200 200 200 200 200 200 404 404 401 401
POST   v1:workshop-list                     401 404 404 201 422 404 404 404 404 404 404 404 401 401
GET    v1:workshop-detail                   401 404 200 200 404 200 404 200 404 200 404 404 401 401
PATCH  v1:workshop-detail                   401 404 404 422 404 404 404 404 404 404 404 404 401 401
GET    v1:workshop-agenda                   401 404 200 200 404 200 404 200 404 200 404 404 401 401
PUT    v1:workshop-lecturers                401 404 200 404 404 404 404 404 404 404 404 404 401 401
PUT    v1:workshop-supervisor               401 404 404 200 404 404 404 404 404 404 404 404 401 401
GET    v1:workshop-moves                    401 404 200 200 404 200 404 200 404 200 404 404 401 401
POST   v1:workshop-moves                    401 404 200 200 404 404 404 200 404 404 404 404 401 401
GET    v1:workshop-readiness                401 404 200 200 404 200 404 200 404 200 404 404 401 401
GET    v1:workshop-clock                    401 404 200 200 404 200 404 200 404 200 404 404 401 401
GET    v1:workshop-groups                   401 404 200 200 404 200 404 200 404 200 404 404 401 401
POST   v1:workshop-groups                   401 404 404 200 404 404 404 404 404 404 404 404 401 401
POST   v1:workshop-seating                  401 404 404 200 404 404 404 404 404 404 404 404 401 401
POST   v1:workshop-codes                    401 404 200 200 404 404 404 200 404 404 404 404 401 401
GET    v1:workshop-tallies                  401 404 200 200 404 200 404 200 404 200 404 404 401 401
POST   v1:workshop-disclosures              401 404 204 404 404 404 404 404 404 404 404 404 401 401
GET    v1:workshop-participants             401 404 404 200 404 404 404 404 404 404 404 404 401 401
POST   v1:workshop-participants             401 404 404 201 404 404 404 404 404 404 404 404 401 401
GET    v1:participant-detail                401 404 404 200 404 404 404 404 404 404 404 404 401 401
PATCH  v1:participant-detail                401 404 404 200 404 404 404 404 404 404 404 404 401 401
DELETE v1:participant-detail                401 404 404 204 404 404 404 404 404 404 404 404 401 401
GET    v1:group-detail                      401 404 200 200 404 200 404 200 404 200 404 404 401 401
PATCH  v1:group-detail                      401 404 404 200 404 404 404 404 404 404 404 404 401 401
GET    v1:sheet                             401 404 200 200 404 200 404 200 404 404 404 404 401 401
GET    v1:sheet-state                       401 404 200 200 404 200 404 200 404 404 404 404 401 401
POST   v1:sheet-operations                  401 404 404 200 404 404 404 200 404 404 404 404 401 401
POST   v1:sheet-hand-in                     401 404 404 200 404 404 404 200 404 404 404 404 401 401
GET    v1:workshop-board                    401 404 200 200 404 200 404 200 404 404 404 404 401 401
PUT    v1:workshop-consensus                401 404 404 200 404 404 404 404 404 404 404 404 401 401
POST   v1:idea-keep                         401 404 404 200 404 404 404 404 404 404 404 404 401 401
POST   v1:idea-merge                        401 404 404 200 404 404 404 404 404 404 404 404 401 401
POST   v1:idea-park                         401 404 404 200 404 404 404 404 404 404 404 404 401 401
POST   v1:idea-reopen                       401 404 404 200 404 404 404 404 404 404 404 404 401 401
GET    v1:annual-plan-list                  401 404 200 200 200 200 200 404 404 200 404 404 401 401
GET    v1:annual-plan-detail                401 404 200 200 404 200 404 404 404 200 404 404 401 401
GET    v1:volunteer-awards                  401 404 404 200 404 404 404 404 404 200 200 404 401 401
GET    v1:result-list                       401 404 200 200 200 404 404 404 404 200 200 404 401 401
GET    v1:result-detail                     401 404 200 200 404 404 404 404 404 200 200 404 401 401
GET    v1:result-totals                     401 404 200 200 200 404 404 404 404 200 404 404 401 401
GET    v1:certificate-list                  401 404 404 200 200 404 404 404 404 200 200 404 401 401
GET    v1:certificate-detail                401 404 404 200 404 404 404 404 404 200 200 404 401 401
GET    v1:certificate-credential            401 404 404 200 404 404 404 404 404 200 200 404 401 401
GET    v1:plan-list                         401 404 200 200 200 200 200 200 200 200 200 200 401 401
GET    v1:plan-detail                       401 404 200 200 404 200 404 200 404 200 200 200 401 401
PATCH  v1:plan-detail                       401 404 404 200 404 404 404 404 404 404 404 404 401 401
POST   v1:plan-adopt                        401 404 404 422 404 404 404 404 404 404 404 404 401 401
POST   v1:plan-withdraw                     401 404 404 422 404 404 404 404 404 404 404 404 401 401
POST   v1:decision-correct                  401 404 404 422 404 404 404 404 404 404 404 404 401 401
GET    v1:check-in-list                     401 404 200 200 200 200 200 404 404 404 404 404 401 401
GET    v1:check-in-detail                   401 404 200 200 404 200 404 404 404 404 404 404 401 401
POST   v1:check-in-accept                   401 404 200 200 404 200 404 404 404 404 404 404 401 401
POST   v1:check-in-send-back                401 404 422 422 404 422 404 404 404 404 404 404 401 401
GET    v1:plan-milestones                   401 404 200 200 404 200 404 404 404 404 404 404 401 401
POST   v1:plan-check-ins                    401 404 422 422 404 422 404 404 404 404 404 404 401 401
GET    v1:job                               401 404 404 200 404 404 404 404 404 404 404 404 401 401
GET    v1:job-result                        401 404 404 200 404 404 404 404 404 404 404 404 401 401
POST   v1:programme-national-report-files   401 404 202 404 404 404 404 404 404 404 404 404 401 401
GET    v1:decision-detail                   401 404 200 200 404 200 404 404 404 404 404 404 401 401
GET    v1:decision-list                     401 404 200 200 200 200 200 404 404 404 404 404 401 401
GET    v1:holder-detail                     401 404 200 200 404 404 404 404 404 404 404 404 401 401
POST   v1:holder-hand-over                  401 404 422 422 404 404 404 404 404 404 404 404 401 401
GET    v1:holder-list                       401 404 200 200 200 404 404 404 404 404 404 404 401 401
POST   v1:meeting-agenda                    401 404 404 200 404 404 404 404 404 404 404 404 401 401
GET    v1:meeting-detail                    401 404 200 200 404 404 404 404 404 404 404 404 401 401
PATCH  v1:meeting-detail                    401 404 404 200 404 404 404 404 404 404 404 404 401 401
POST   v1:meeting-item-arrange              401 404 404 422 404 404 404 404 404 404 404 404 401 401
PATCH  v1:meeting-item-detail               401 404 404 422 404 404 404 404 404 404 404 404 401 401
POST   v1:meeting-item-rulings              401 404 404 422 404 404 404 404 404 404 404 404 401 401
POST   v1:meeting-items                     401 404 404 422 404 404 404 404 404 404 404 404 401 401
GET    v1:meeting-list                      401 404 200 200 200 404 404 404 404 404 404 404 401 401
POST   v1:meeting-list                      401 404 404 422 422 404 404 404 404 404 404 404 401 401
POST   v1:meeting-moves                     401 404 404 422 404 404 404 404 404 404 404 404 401 401
GET    v1:plan-report-links                 401 404 200 200 404 200 404 404 404 404 404 404 401 401
POST   v1:plan-stop-report-links            401 404 200 200 404 200 404 404 404 404 404 404 401 401
POST   v1:plan-decisions                    401 404 404 422 404 404 404 404 404 404 404 404 401 401
POST   v1:ruling-close                      401 404 404 200 404 404 404 404 404 404 404 404 401 401
POST   v1:ruling-withdraw                   401 404 404 200 404 404 404 404 404 404 404 404 401 401
GET    v1:succession-detail                 401 404 200 200 404 200 404 404 404 404 404 404 401 401
GET    v1:succession-list                   401 404 200 200 200 200 200 404 404 404 404 404 401 401
GET    v1:unit-list                         401 404 200 200 200 404 404 404 404 200 200 404 401 401
GET    v1:unit-detail                       401 404 200 200 404 404 404 404 404 200 200 404 401 401
POST   v1:unit-hours                        401 404 404 200 404 404 404 404 404 404 200 404 401 401
GET    v1:volunteer-list                    401 404 404 200 200 404 404 404 404 200 200 404 401 401
GET    v1:volunteer-detail                  401 404 404 200 404 404 404 404 404 200 200 404 401 401
GET    v1:training-list                     401 404 404 200 200 404 404 404 404 200 200 404 401 401
GET    v1:hours-list                        401 404 404 200 200 404 404 404 404 200 200 404 401 401
GET    v1:hour-sums-list                    401 404 404 200 200 404 404 404 404 200 200 404 401 401
GET    v1:policy-list                       401 404 200 200 200 404 404 404 404 200 200 404 401 401
GET    v1:spot-check-list                   401 404 404 200 200 404 404 404 404 200 200 404 401 401
GET    v1:spot-check-detail                 401 404 404 200 404 404 404 404 404 200 200 404 401 401
GET    v1:appraisal-list                    401 404 200 200 200 404 404 404 404 200 200 404 401 401
GET    v1:appraisal-detail                  401 404 404 200 404 404 404 404 404 200 200 404 401 401
GET    v1:opening-list                      200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    v1:opening-detail                    200 200 200 200 200 200 200 200 200 200 200 200 200 200
POST   v1:opening-apply                     422 422 422 422 422 422 422 422 422 422 422 422 422 422
GET    v1:application-list                  401 404 404 200 200 404 404 404 404 404 200 404 401 401
GET    v1:application-detail                401 404 404 200 404 404 404 404 404 404 200 404 401 401
GET    v1:policy-detail                     401 404 200 200 404 404 404 404 404 200 200 404 401 401
GET    v1:unit-awards                       401 404 404 200 404 404 404 404 404 200 200 404 401 401
GET    v1:family-awards                     401 404 404 200 404 404 404 404 404 200 200 404 401 401
GET    v1:award-proposal-list               401 404 404 200 200 404 404 404 404 200 200 404 401 401
GET    v1:award-proposal-detail             401 404 404 200 404 404 404 404 404 200 200 404 401 401
GET    v1:policy-covers                     401 404 404 200 404 404 404 404 404 200 200 404 401 401
GET    v1:post-list                        401 404 404 200 200 404 404 404 404 200 200 404 401 401
PATCH  v1:post-detail                      401 404 404 200 404 404 404 404 404 404 200 404 401 401
POST   v1:unit-posts                       401 404 404 201 404 404 404 404 404 404 201 404 401 401
POST   v1:unit-duties                      401 404 404 201 404 404 404 404 404 404 201 404 401 401
POST   v1:unit-duties-copy                 401 404 404 422 404 404 404 404 404 404 422 404 401 401
GET    v1:duty-list                        401 404 404 200 200 404 404 404 404 200 200 404 401 401
GET    v1:duty-detail                      401 404 404 200 404 404 404 404 404 200 200 404 401 401
PATCH  v1:duty-detail                      401 404 404 200 404 404 404 404 404 404 200 404 401 401
POST   v1:duty-places                      401 404 404 422 404 404 404 404 404 404 422 404 401 401
POST   v1:duty-call-off                    401 404 404 200 404 404 404 404 404 404 200 404 401 401
POST   v1:duty-attendances                 401 404 404 422 404 404 404 404 404 404 422 404 401 401
POST   v1:duty-place-moves                 401 404 404 200 404 404 404 404 404 404 200 404 401 401
GET    v1:attendance-list                  401 404 404 200 200 404 404 404 404 200 200 404 401 401
POST   v1:attendance-moves                 401 404 404 200 404 404 404 404 404 404 200 404 401 401
GET    v1:press-list                       401 404 404 200 200 404 404 404 404 200 200 404 401 401
POST   v1:press-look                       401 404 404 200 404 404 404 404 404 404 200 404 401 401
GET    v1:station-list                     401 404 404 200 200 404 404 404 404 404 200 404 401 401
POST   v1:station-revoke                   401 404 404 200 404 404 404 404 404 404 200 404 401 401
POST   v1:unit-stations                    401 404 404 201 404 404 404 404 404 404 201 404 401 401
GET    v1:award-window-list                401 404 200 200 200 404 404 404 404 200 200 404 401 401
POST   v1:award-window-list                401 404 404 422 422 404 404 404 404 404 404 404 401 401
GET    v1:award-window-detail              401 404 200 200 404 404 404 404 404 200 200 404 401 401
PATCH  v1:award-window-detail              401 404 404 200 404 404 404 404 404 404 404 404 401 401
POST   v1:award-window-proposals           401 404 404 422 404 404 404 404 404 404 422 404 401 401
POST   v1:award-proposal-moves             401 404 404 200 404 404 404 404 404 200 404 404 401 401
GET    v1:award-candidate-detail           401 404 404 200 404 404 404 404 404 200 200 404 401 401
PUT    v1:award-candidate-papers           401 404 404 422 404 404 404 404 404 404 422 404 401 401
POST   v1:award-candidate-statements       401 404 404 422 404 404 404 404 404 422 422 404 401 401
POST   v1:award-candidate-revoke           401 404 404 422 404 404 404 404 404 422 404 404 401 401
GET    v1:edition-list                     401 404 200 404 404 404 404 404 404 404 404 404 401 401
GET    v1:edition-detail                   401 404 200 404 404 404 404 404 404 404 404 404 401 401
POST   v1:edition-errata                   401 404 201 404 404 404 404 404 404 404 404 404 401 401
POST   v1:edition-release                  401 404 202 404 404 404 404 404 404 404 404 404 401 401
GET    v1:edition-file                     401 404 200 404 404 404 404 404 404 404 404 404 401 401
POST   v1:programme-editions               401 404 202 404 404 404 404 404 404 404 404 404 401 401
GET    v1:release-list                     401 404 200 404 404 404 404 404 404 404 404 404 401 401
POST   v1:release-withdraw                 401 404 200 404 404 404 404 404 404 404 404 404 401 401
GET    v1:programme-completeness           401 404 200 404 404 404 404 404 404 404 404 404 401 401
POST   v1:programme-stage-letters          401 404 201 404 404 404 404 404 404 404 404 404 401 401
GET    v1:cell-return-list                 401 404 200 200 200 404 404 404 404 404 404 404 401 401
POST   v1:cell-return-list                 401 404 201 404 404 404 404 404 404 404 404 404 401 401
GET    v1:cell-return-detail               401 404 200 200 404 404 404 404 404 404 404 404 401 401
POST   v1:cell-return-moves                401 404 409 200 404 404 404 404 404 404 404 404 401 401
GET    v1:symposium-list                   401 404 200 200 200 404 404 404 404 404 404 404 401 401
POST   v1:symposium-list                   401 404 422 404 404 404 404 404 404 404 404 404 401 401
GET    v1:symposium-detail                 401 404 200 200 200 404 404 404 404 404 404 404 401 401
PATCH  v1:symposium-detail                 401 404 200 404 404 404 404 404 404 404 404 404 401 401
DELETE v1:symposium-detail                 401 404 409 404 404 404 404 404 404 404 404 404 401 401
POST   v1:symposium-moves                  401 404 200 404 404 404 404 404 404 404 404 404 401 401
POST   v1:symposium-invitations            401 404 422 404 404 404 404 404 404 404 404 404 401 401
POST   v1:symposium-delegates              401 404 404 201 422 404 404 404 404 404 404 404 401 401
GET    v1:delegate-list                    401 404 200 200 200 404 404 404 404 404 404 404 401 401
POST   v1:delegate-withdraw                401 404 404 200 404 404 404 404 404 404 404 404 401 401
GET    v1:case-invitation-list             401 404 200 200 200 404 404 404 404 404 404 404 401 401
GET    v1:case-invitation-detail           401 404 200 200 404 404 404 404 404 404 404 404 401 401
POST   v1:case-invitation-moves            401 404 409 200 404 404 404 404 404 404 404 404 401 401
POST   v1:appraisal-list                   401 404 404 422 422 404 404 404 404 422 404 404 401 401
GET    v1:appraisal-raters                 401 404 404 200 200 404 404 404 404 200 404 404 401 401
GET    v1:appraisal-indicators             401 404 404 200 404 404 404 404 404 200 200 404 401 401
PUT    v1:appraisal-self-assessment        401 404 404 200 404 404 404 404 404 404 200 404 401 401
PUT    v1:appraisal-points                 401 404 404 200 404 404 404 404 404 200 404 404 401 401
POST   v1:appraisal-moves                  401 404 404 200 404 404 404 404 404 200 404 404 401 401
POST   v1:appraisal-improvements           401 404 404 201 404 404 404 404 404 201 404 404 401 401
POST   v1:appraisal-appeal                 401 404 404 200 404 404 404 404 404 404 200 404 401 401
POST   v1:appraisal-answer                 401 404 404 200 404 404 404 404 404 200 404 404 401 401
POST   v1:improvement-moves                401 404 404 200 404 404 404 404 404 404 200 404 401 401
GET    v1:programme-chapters               401 404 200 404 404 404 404 404 404 404 404 404 401 401
POST   v1:chapter-paragraphs               401 404 201 404 404 404 404 404 404 404 404 404 401 401
POST   v1:chapter-choices                  401 404 201 404 404 404 404 404 404 404 404 404 401 401
GET    v1:chapter-part-list                401 404 200 404 404 404 404 404 404 404 404 404 401 401
POST   v1:chapter-part-moves               401 404 200 404 404 404 404 404 404 404 404 404 401 401
GET    v1:chapter-words-detail             401 404 200 404 404 404 404 404 404 404 404 404 401 401
PUT    v1:chapter-words-detail             401 404 200 404 404 404 404 404 404 404 404 404 401 401
GET    v1:chapter-words-versions           401 404 200 404 404 404 404 404 404 404 404 404 401 401
GET    v1:campaigns                        401 404 200 200 200 404 404 404 404 404 404 404 401 401
GET    v1:pledge-list                      401 404 200 200 200 404 404 404 404 404 404 404 401 401
POST   v1:pledge-list                      401 404 404 201 404 404 404 404 404 404 404 404 401 401
GET    v1:pledge-detail                    401 404 200 200 404 404 404 404 404 404 404 404 401 401
PATCH  v1:pledge-detail                    401 404 404 200 404 404 404 404 404 404 404 404 401 401
POST   v1:pledge-moves                     401 404 404 409 404 404 404 404 404 404 404 404 401 401
POST   v1:pledge-licence                   401 404 404 422 404 404 404 404 404 404 404 404 401 401
POST   v1:pledge-withdraw-licence          401 404 404 200 404 404 404 404 404 404 404 404 401 401
POST   v1:pledge-uploads                   401 404 404 201 404 404 404 404 404 404 404 404 401 401
GET    v1:upload                           401 404 404 200 404 404 404 404 404 404 404 404 401 401
PUT    v1:upload-part                      401 404 404 400 404 404 404 404 404 404 404 404 401 401
POST   v1:upload-finish                    401 404 404 409 404 404 404 404 404 404 404 404 401 401
DELETE v1:pledge-file-detail               401 404 404 204 404 404 404 404 404 404 404 404 401 401
POST   v1:certificate-revoke               401 404 404 200 404 404 404 404 404 404 200 404 401 401
POST   v1:certificate-reissue              401 404 404 201 404 404 404 404 404 404 201 404 401 401
GET    v1:honor-card-list                  401 404 404 200 200 404 404 404 404 200 200 404 401 401
GET    v1:honor-card-detail                401 404 404 200 404 404 404 404 404 200 200 404 401 401
GET    v1:honor-card-waiting               401 404 404 200 200 404 404 404 404 200 404 404 401 401
POST   v1:honor-card-list                  401 404 404 422 422 404 404 404 404 422 404 404 401 401
POST   v1:honor-card-moves                 401 404 404 200 404 404 404 404 404 200 404 404 401 401
POST   v1:annual-plan-list                 401 404 404 201 201 404 404 404 404 404 404 404 401 401
PATCH  v1:annual-plan-detail               401 404 404 200 404 404 404 404 404 404 404 404 401 401
POST   v1:annual-plan-moves                401 404 404 200 404 404 404 404 404 404 404 404 401 401
POST   v1:annual-plan-items                401 404 404 201 404 404 404 404 404 404 404 404 401 401
PATCH  v1:work-item-detail                 401 404 404 200 404 404 404 404 404 404 404 404 401 401
POST   v1:work-item-arrange                401 404 404 204 404 404 404 404 404 404 404 404 401 401
GET    v1:plan-uptakes                     401 404 404 200 404 404 404 404 404 404 404 404 401 401
POST   v1:plan-uptakes                     401 404 404 422 404 404 404 404 404 404 404 404 401 401
GET    v1:annual-plan-kpis                 401 404 200 200 404 200 404 404 404 200 404 404 401 401
POST   v1:annual-plan-kpis                 401 404 404 201 404 404 404 404 404 404 404 404 401 401
POST   v1:annual-plan-kpis-take            401 404 404 200 404 404 404 404 404 404 404 404 401 401
POST   v1:annual-plan-kpis-freeze          401 404 404 422 404 404 404 404 404 404 404 404 401 401
POST   v1:annual-plan-kpis-thaw            401 404 404 422 404 404 404 404 404 404 404 404 401 401
PATCH  v1:kpi-detail                       401 404 404 200 404 404 404 404 404 404 404 404 401 401
DELETE v1:kpi-detail                       401 404 404 204 404 404 404 404 404 404 404 404 401 401
POST   v1:kpi-figures                      401 404 404 422 404 404 404 404 404 404 404 404 401 401
POST   v1:kpi-figure-drop                  401 404 404 422 404 404 404 404 404 404 404 404 401 401
POST   v1:unit-people                      401 404 404 200 404 404 404 404 404 404 200 404 401 401
POST   v1:unit-trainings                   401 404 404 200 404 404 404 404 404 404 200 404 401 401
POST   v1:policy-insured                   401 404 404 200 404 404 404 404 404 404 200 404 401 401
POST   v1:workshop-participant-rows        401 404 404 200 404 404 404 404 404 404 404 404 401 401
GET    v1:taken-list-list                  401 404 404 200 200 404 404 404 404 404 200 404 401 401
POST   v1:taken-list-undo                  401 404 404 200 404 404 404 404 404 404 200 404 401 401
GET    v1:filing-list                      401 404 200 200 200 404 404 404 404 200 200 404 401 401
GET    v1:filing-detail                    401 404 200 200 404 404 404 404 404 200 200 404 401 401
PATCH  v1:filing-detail                    401 404 404 422 404 404 404 404 404 404 422 404 401 401
POST   v1:filing-moves                     401 404 404 200 404 404 404 404 404 200 404 404 401 401
POST   v1:filing-copies                    401 404 404 422 404 404 404 404 404 404 422 404 401 401
POST   v1:unit-filings                     401 404 404 201 404 404 404 404 404 404 201 404 401 401
PATCH  v1:result-detail                    401 404 404 422 404 404 404 404 404 404 422 404 401 401
POST   v1:result-moves                     401 404 404 200 404 404 404 404 404 404 200 404 401 401
GET    v1:opening-draft                    401 404 404 200 404 404 404 404 404 404 200 404 401 401
PATCH  v1:opening-detail                   401 404 404 422 404 404 404 404 404 404 422 404 401 401
POST   v1:opening-moves                    401 404 404 200 404 404 404 404 404 404 200 404 401 401
POST   v1:unit-openings                    401 404 404 201 404 404 404 404 404 404 201 404 401 401
POST   v1:application-interviews           401 404 404 422 404 404 404 404 404 404 422 404 401 401
POST   v1:application-decision             401 404 404 200 404 404 404 404 404 404 200 404 401 401
POST   v1:application-enrolment            401 404 404 422 404 404 404 404 404 404 422 404 401 401
GET    v1:unit-month                       401 404 404 200 404 404 404 404 404 200 200 404 401 401
POST   v1:unit-month-approve               401 404 404 200 404 404 404 404 404 404 200 404 401 401
POST   v1:unit-month-approve-lines         401 404 404 422 404 404 404 404 404 404 422 404 401 401
POST   v1:unit-month-refuse-lines          401 404 404 422 404 404 404 404 404 404 422 404 401 401
POST   v1:unit-month-look-again            401 404 404 200 404 404 404 404 404 404 200 404 401 401
POST   v1:hours-correct                    401 404 404 201 404 404 404 404 404 404 201 404 401 401
GET    v1:hour-batch-list                  401 404 200 200 200 404 404 404 404 200 200 404 401 401
POST   v1:hour-batch-undo                  401 404 404 422 404 404 404 404 404 404 422 404 401 401
POST   v1:unit-policies                    401 404 404 422 404 404 404 404 404 404 422 404 401 401
PATCH  v1:policy-detail                    401 404 404 200 404 404 404 404 404 404 200 404 401 401
POST   v1:policy-end                       401 404 404 200 404 404 404 404 404 404 200 404 401 401
POST   v1:policy-covers                    401 404 404 200 404 404 404 404 404 404 200 404 401 401
POST   v1:cover-off                        401 404 404 200 404 404 404 404 404 404 200 404 401 401
POST   v1:spot-check-list                  401 404 404 422 422 404 404 404 404 422 404 404 401 401
POST   v1:spot-check-line-finding          401 404 404 200 404 404 404 404 404 200 404 404 401 401
POST   v1:spot-check-close                 401 404 404 422 404 404 404 404 404 422 404 404 401 401
GET    v1:training-session-list            401 404 404 200 200 404 404 404 404 200 200 404 401 401
POST   v1:training-session-list            401 404 404 422 422 404 404 404 404 422 422 404 401 401
GET    v1:training-session-detail          401 404 404 200 404 404 404 404 404 200 200 404 401 401
PATCH  v1:training-session-detail          401 404 404 200 404 404 404 404 404 404 200 404 401 401
PUT    v1:training-session-lessons         401 404 404 200 404 404 404 404 404 404 200 404 401 401
POST   v1:training-session-moves           401 404 404 200 404 404 404 404 404 404 200 404 401 401
GET    v1:session-places                   401 404 404 200 404 404 404 404 404 200 200 404 401 401
POST   v1:session-places                   401 404 404 200 404 404 404 404 404 404 200 404 401 401
PATCH  v1:session-place-detail             401 404 404 200 404 404 404 404 404 404 200 404 401 401
POST   v1:session-place-withdraw           401 404 404 200 404 404 404 404 404 404 200 404 401 401
PUT    v1:lesson-attendance                401 404 404 422 404 404 404 404 404 404 422 404 401 401
POST   v1:lesson-walk-ins                  401 404 404 422 404 404 404 404 404 404 422 404 401 401
POST   v1:unit-list                        401 404 404 201 201 404 404 404 404 404 404 404 401 401
PATCH  v1:unit-detail                      401 404 404 200 404 404 404 404 404 404 200 404 401 401
POST   v1:unit-waive                       401 404 404 200 404 404 404 404 404 200 404 404 401 401
POST   v1:volunteer-list                   401 404 404 422 422 404 404 404 404 404 422 404 401 401
PATCH  v1:volunteer-detail                 401 404 404 200 404 404 404 404 404 404 200 404 401 401
POST   v1:volunteer-look-up                401 404 404 422 422 404 404 404 404 404 422 404 401 401
POST   v1:volunteer-enrolments             401 404 404 422 422 404 404 404 404 404 422 404 401 401
PUT    v1:volunteer-account                401 404 404 422 404 404 404 404 404 404 422 404 401 401
POST   v1:enrolment-leave                  401 404 404 200 404 404 404 404 404 404 200 404 401 401
POST   v1:volunteer-trainings              401 404 404 201 404 404 404 404 404 404 201 404 401 401
POST   v1:training-revoke                  401 404 404 200 404 404 404 404 404 404 200 404 401 401

# Themes of the core issues, and good practice
GET    reports:themes                       in  404 200 404 404 404 404 404 404 404 404 404 in  in
GET    reports:themes_of                    in  404 200 404 404 404 404 404 404 404 404 404 in  in
POST   reports:themes_name                  in  404 302 404 404 404 404 404 404 404 404 404 in  in
POST   reports:theme                        in  404 302 404 404 404 404 404 404 404 404 404 in  in
GET    reports:finder                       in  404 200 200 200 200 200 200 200 200 200 200 in  in

# The national report's chapters
GET    reports:chapters                     in  404 200 404 404 404 404 404 404 404 404 404 in  in
GET    reports:chapters_of                  in  404 200 404 404 404 404 404 404 404 404 404 in  in
GET    reports:chapter                      in  404 200 404 404 404 404 404 404 404 404 404 in  in
POST   reports:chapter_add                  in  404 302 404 404 404 404 404 404 404 404 404 in  in
GET    reports:chapter_choose               in  404 200 404 404 404 404 404 404 404 404 404 in  in
POST   reports:chapter_choose               in  404 302 404 404 404 404 404 404 404 404 404 in  in
POST   reports:chapter_part                 in  404 302 404 404 404 404 404 404 404 404 404 in  in
POST   reports:chapter_words                in  404 302 404 404 404 404 404 404 404 404 404 in  in
GET    reports:chapter_history              in  404 200 404 404 404 404 404 404 404 404 404 in  in

# Completeness, and letters about what lacks
GET    reports:completeness                 in  404 200 404 404 404 404 404 404 404 404 404 in  in
GET    reports:completeness_of              in  404 200 404 404 404 404 404 404 404 404 404 in  in
GET    reports:stage_letter                 in  404 200 404 404 404 404 404 404 404 404 404 in  in
POST   reports:stage_letter                 in  404 302 404 404 404 404 404 404 404 404 404 in  in
GET    reports:completeness_cell            in  404 200 404 404 404 404 404 404 404 404 404 in  in
POST   reports:completeness_cell            in  404 302 404 404 404 404 404 404 404 404 404 in  in
GET    reports:cell_return                  in  404 200 200 404 404 404 404 404 404 404 404 in  in
POST   reports:cell_return_move             in  404 422 302 404 404 404 404 404 404 404 404 in  in

# The symposium: the association plans it, officers answer for their county and register its delegates
GET    reports:symposia                     in  404 200 200 200 404 404 404 404 404 404 404 in  in
POST   reports:symposium_begin              in  404 422 404 404 404 404 404 404 404 404 404 in  in
GET    reports:symposium                    in  404 200 200 200 404 404 404 404 404 404 404 in  in
POST   reports:symposium_programme          in  404 302 404 404 404 404 404 404 404 404 404 in  in
GET    reports:symposium_paper              in  404 200 200 200 404 404 404 404 404 404 404 in  in
POST   reports:symposium_move               in  404 302 404 404 404 404 404 404 404 404 404 in  in
POST   reports:symposium_invite             in  404 422 404 404 404 404 404 404 404 404 404 in  in
POST   reports:delegate_register            in  404 404 302 404 404 404 404 404 404 404 404 in  in
POST   reports:delegate_withdraw            in  404 404 302 404 404 404 404 404 404 404 404 in  in
GET    reports:case_invitation              in  404 200 200 404 404 404 404 404 404 404 404 in  in
POST   reports:case_answer                  in  404 422 302 404 404 404 404 404 404 404 404 in  in
POST   reports:case_slides                  in  404 404 422 404 404 404 404 404 404 404 404 in  in
GET    reports:symposium_public             200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    reports:symposium_calendar           200 200 200 200 200 200 200 200 200 200 200 200 200 200

# Editions of the national report, and the codes printed in them
GET    reports:code_lookup                  in  404 200 200 200 200 200 200 200 200 200 200 in  in
GET    reports:editions_of                  in  404 200 404 404 404 404 404 404 404 404 404 in  in
POST   reports:edition_publish              in  404 302 404 404 404 404 404 404 404 404 404 in  in
GET    reports:edition                      in  404 200 404 404 404 404 404 404 404 404 404 in  in
POST   reports:edition_erratum              in  404 302 404 404 404 404 404 404 404 404 404 in  in
GET    reports:edition_file                 in  404 200 404 404 404 404 404 404 404 404 404 in  in
GET    reports:edition_bound                in  404 200 404 404 404 404 404 404 404 404 404 in  in
POST   reports:edition_release              in  404 302 404 404 404 404 404 404 404 404 404 in  in
POST   reports:booklet_release              in  404 422 404 404 404 404 404 404 404 404 404 in  in
POST   reports:release_withdraw             in  404 302 404 404 404 404 404 404 404 404 404 in  in
GET    reports:editions_compared            in  404 200 404 404 404 404 404 404 404 404 404 in  in

# Pledges: Taitung's is being prepared, Hualien's stands on the wall
GET    pledges:index                        in  404 200 200 200 404 404 404 404 404 404 404 in  in
POST   pledges:begin                        in  404 404 302 404 404 404 404 404 404 404 404 in  in
GET    pledges:download                     in  404 200 404 404 404 404 404 404 404 404 404 in  in
GET    pledges:wall                         200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    pledges:county_wall                  200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    pledges:wall_media                   200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    pledges:pledge                       in  404 200 200 404 404 404 404 404 404 404 404 in  in
POST   pledges:words                        in  404 404 302 404 404 404 404 404 404 404 404 in  in
POST   pledges:move                         in  404 404 422 404 404 404 404 404 404 404 404 in  in
POST   pledges:licence                      in  404 404 302 404 404 404 404 404 404 404 404 in  in
POST   pledges:upload_begin                 in  404 404 200 404 404 404 404 404 404 404 404 in  in
POST   pledges:upload_part                  in  404 404 422 404 404 404 404 404 404 404 404 in  in
POST   pledges:upload_done                  in  404 404 409 404 404 404 404 404 404 404 404 in  in
POST   pledges:file_add                     in  404 404 422 404 404 404 404 404 404 404 404 in  in
GET    pledges:file                         in  404 200 200 404 404 404 404 404 404 404 404 in  in
POST   pledges:file_remove                  in  404 404 302 404 404 404 404 404 404 404 404 in  in
GET    pledges:calls                        in  404 200 200 200 404 404 404 404 404 404 404 in  in
GET    pledges:county_calls                 in  404 200 200 404 404 404 404 404 404 404 404 in  in
POST   pledges:survey_ask                   in  404 404 302 404 404 404 404 404 404 404 404 in  in
POST   pledges:survey_asked                 in  404 404 302 404 404 404 404 404 404 404 404 in  in
POST   pledges:dialogue_begin               in  404 404 302 404 404 404 404 404 404 404 404 in  in
GET    pledges:dialogue                     in  404 200 200 404 404 404 404 404 404 404 404 in  in
POST   pledges:dialogue_programme           in  404 404 422 404 404 404 404 404 404 404 404 in  in
POST   pledges:dialogue_report              in  404 404 422 404 404 404 404 404 404 404 404 in  in
POST   pledges:dialogue_move                in  404 404 302 404 404 404 404 404 404 404 404 in  in
"""
COLUMNS = {
    "any": "nobody",
    "acc": "no role",
    "ass": "association",
    "off": "officer",
    "of2": "other officer",
    "sup": "supervisor",
    "su2": "other supervisor",
    "lec": "lecturer",
    "le2": "other lecturer",
    "aut": "authority",
    "uni": "coordinator",
    "vol": "volunteer",
    "sea": "seat",
    "se2": "other seat",
}
# Pages that hold no data look at nobody: three of the fourteen ask for them, which saves drawing them eleven times.
HOLD_NO_DATA = {
    "accessibility", "api_docs", "gallery", "privacy", "reports:schema", "v1:schema", "volunteers:guide",
    "handbooks:home", "handbooks:paper", "handbooks:problem", "handbooks:problems", "handbooks:reader",
    "health", "metrics", "ready",
}  # fmt: skip
LOGIN = "/account/login/?next="
REFUSED = {"in", "401", "403", "404", "405"}


# What stands in an address, where its beginning does not say it, by the name of the address or of the part.
PARTS: dict[str, Callable[[World], Any]] = {
    "reader": lambda w: "facilitator",
    "problem": lambda w: "wrong-code",
    "code": lambda w: w.groups[0].code,
    "group": lambda w: w.groups[0].pk,
    "hint": lambda w: w.token.hint,
    "key": lambda w: "participants",
    "kind": lambda w: "inventory",
    "number": lambda w: 4,
    "opening": lambda w: w.unit.openings.get().pk,
    "object_key": lambda w: w.workshop.pk,
    "object_type": lambda w: "workshops.workshop",
    "person": lambda w: w.participant.pk,
    "question": lambda w: "recognition_difficulties",
    "seat": lambda w: w.seats["seat"].pk,
    "section": lambda w: "support",
    "slug": lambda w: w.programme.slug,
    "step": lambda w: "place",
    "suffix": lambda w: "ods",
    "token": lambda w: "nothing",
    "version": lambda w: 1,
    "county": lambda w: "TTT",
    "lesson": lambda w: w.session.lessons.first().pk,
    "month": lambda w: 202604,
    "workshop": lambda w: w.workshop.pk,
}


def letter_of(world: World) -> str:
    """The officer's link at the foot of her weekly letter."""
    return declining.address_for(DIGESTS, world.people["officer"]).split("/")[-2]


OWN_PARTS: dict[str, dict[str, Callable[[World], Any]]] = {
    "accounts:passkey_remove": {"pk": lambda w: Passkey.objects.get().pk},
    "accounts:device_end": {"pk": lambda w: SignIn.objects.get().pk},
    "actionplans:adopt": {"pk": lambda w: w.candidate.pk},
    "actionplans:by_link": {"token": lambda w: w.link_token},
    "actionplans:photo_by_link": {"token": lambda w: w.link_token, "pk": lambda w: w.link_photo.pk},
    "notices:declining": {"token": letter_of},
    "actionplans:public_plan": {"code": lambda w: w.plan.code},
    "reports:code": {"code": lambda w: w.plan.code},
    "reports:dashboard_rows": {"key": lambda w: "people-joined"},
    "actionplans:kpi_rows": {"part": lambda w: "numerator"},
    "v1:kpi-figure-drop": {"figure": lambda w: w.kpi.figures.get().pk},
    "v1:dashboard-rows": {"key": lambda w: "people-joined"},
    "actionplans:public_photo": {"pk": lambda w: w.public_piece.pk},
    "actionplans:public_document": {"pk": lambda w: w.public_paper.pk},
    "actionplans:calendar_file": {"token": lambda w: w.calendar_token},
    "volunteers:own_calendar_file": {"token": lambda w: w.own_calendar_token},
    "actionplans:voice": {"token": lambda w: w.voice_token},
    "actionplans:plan_edit": {"pk": lambda w: w.candidate.pk},
    "actionplans:county_report": {"kind": lambda w: "odt"},
    "actionplans:annual_paper": {"kind": lambda w: "odt"},
    "actionplans:meeting_minutes": {"kind": lambda w: "odt"},
    "actionplans:commitments": {"kind": lambda w: "odt"},
    "actionplans:succession_new": {"pk": lambda w: w.people["supervisor"].memberships.get().pk},
    "actionplans:succession_paper": {"kind": lambda w: "odt"},
    "actionplans:view_rename": {"pk": lambda w: w.view.pk},
    "actionplans:view_remove": {"pk": lambda w: w.view.pk},
    "workshops:paper": {"key": lambda w: "table-cards"},
    "volunteers:applied": {
        "token": lambda w: applications.address_for(w.unit.openings.get().applications.get()).split("/")[-2]
    },
    "volunteers:subscription": {
        "token": lambda w: subscriptions.address_for(Subscription.objects.get()).split("/")[-2]
    },
    "volunteers:place_move": {"name": lambda w: "leave"},
    "volunteers:own_place": {"name": lambda w: "offer"},
    "volunteers:duty_take": {"pk": lambda w: w.duties[1].pk},
    "volunteers:kept_presses": {"key": lambda w: stations.address_of(w.station).split("/")[-2]},
    "volunteers:kiosk_worker": {"key": lambda w: stations.address_of(w.station).split("/")[-2]},
    "volunteers:here": {"key": lambda w: stations.address_of(w.station).split("/")[-2]},
    "volunteers:award": {"code": lambda w: "TW_MOHW_HONOR_CARD"},
    "volunteers:award_propose": {"unit": lambda w: w.unit.pk},
    "volunteers:issued_paper": {"language": lambda w: "zh-hant"},
    "volunteers:issued_together": {
        "stroke": lambda w: w.person.certificates.get().together,
        "language": lambda w: "zh-hant",
    },
    "volunteers:check": {"code": lambda w: w.person.certificates.get().code},
    "volunteers:issuer": {"code": lambda w: w.unit.authority.code},
    "volunteers:issuer_status": {"code": lambda w: w.unit.authority.code, "number": lambda w: 0},
    "volunteers:key_rotate": {"pk": lambda w: w.unit.authority.signing_keys.get().pk},
    "volunteers:honor_card_make": {"pk": lambda w: w.person.awards_given.get(note="續發的卡").pk},
    "volunteers:honor_card_check": {
        "token": lambda w: honor_cards.address_for(w.person.honor_cards.get()).split("/")[-2]
    },
    "volunteers:award_reading": {"code": lambda w: "TW_MOHW_HONOR_CARD"},
    "v1:volunteer-awards": {"key": lambda w: w.person.key},
    "volunteers:book_move": {"name": lambda w: "cancel"},
    "actionplans:support_assign": {"authority": lambda w: w.annual.support.get().authority_id},
    "volunteers:right_ask": {"right": lambda w: "copy"},
    "volunteers:right_data": {"pk": lambda w: w.person.right_requests.get(right="read").pk},
    "volunteers:right_copy": {"pk": lambda w: w.person.right_requests.get(right="copy").pk},
    **{
        f"volunteers:{name}": {"key": lambda w: w.person.key}
        for name in (
            "person",
            "person_edit",
            "join",
            "reveal",
            "training_add",
            "book_apply",
            "link",
            "elsewhere",
            "photo",
            "booklet",
            "person_awards",
            "award_given",
            "award_state",
        )
    },
    "volunteers:lesson_here": {"token": lambda w: lesson_sign_in.token(w.session.lessons.first())},
    "volunteers:session_paper": {"kind": lambda w: "sign-in"},
    "volunteers:person_awards_paper": {"key": lambda w: w.person.key},
    **{
        f"volunteers:{name}": {"key": lambda w: w.person.key, "other": lambda w: w.double.key}
        for name in ("merge", "apart")
    },
    "volunteers:complaint_file": {"token": lambda w: w.unit.complaint_box.token},
    "volunteers:complaint_follow": {"key": lambda w: w.unit.complaints.get().key},
    "volunteers:agreement_paper": {"kind": lambda w: "odt"},
    "volunteers:result_rows": {"key": lambda w: "people"},
    **{f"reports:opendata_{name}": {"year": lambda w: w.settled.year} for name in ("year", "package", "sheets")},
    "reports:opendata_file": {
        "year": lambda w: w.settled.year,
        "name": lambda w: "people",
        "suffix": lambda w: "csv",
    },
    "volunteers:result_paper": {"kind": lambda w: "odt"},
    "volunteers:result_sum_paper": {"kind": lambda w: "odt"},
    "volunteers:result_sum_move": {"pk": lambda w: ResultSum.objects.get(year=2024).pk},
    "volunteers:evaluation_paper": {"pk": lambda w: w.told.pk, "kind": lambda w: "odt"},
    "volunteers:evaluation": {"pk": lambda w: w.told.evaluations.order_by("pk").first().pk},
    "volunteers:evaluation_appeal": {"pk": lambda w: w.told.evaluations.order_by("pk").first().pk},
    "volunteers:evaluation_answer": {"pk": lambda w: w.told.evaluations.order_by("pk").last().pk},
    **{
        f"volunteers:{name}": {"pk": lambda w: w.unit.appraisals.get(year=2025).pk}
        for name in ("appraisal_rate", "appraisal_move", "improvement_ask")
    },
    **{
        f"volunteers:{name}": {"pk": lambda w: w.unit.appraisals.get(year=2026).pk}
        for name in ("appraisal_self", "appraisal_attach")
    },
    "volunteers:appraisal_answer": {"pk": lambda w: w.unit.appraisals.get(year=2023).pk},
    **{
        f"v1:appraisal-{name}": {"pk": lambda w: w.unit.appraisals.get(year=2025).pk}
        for name in ("points", "moves", "improvements")
    },
    "v1:appraisal-self-assessment": {"pk": lambda w: w.unit.appraisals.get(year=2026).pk},
    "v1:appraisal-answer": {"pk": lambda w: w.unit.appraisals.get(year=2023).pk},
    "volunteers:merge_undo": {"pk": lambda w: w.double.merges.get().pk},
    **{
        f"v1:application-{name}": {"key": lambda w: w.unit.openings.get().applications.get().key}
        for name in ("detail", "interviews", "decision", "enrolment")
    },
    "v1:volunteer-detail": {"key": lambda w: w.person.key},
    "v1:volunteer-trainings": {"key": lambda w: w.person.key},
    "v1:volunteer-enrolments": {"key": lambda w: w.person.key},
    "v1:volunteer-account": {"key": lambda w: w.person.key},
    "volunteers:filing_edit": {"pk": lambda w: w.returned.pk},
    "reports:stage_letter": {"step": lambda w: "held"},
    "reports:completeness_cell": {"step": lambda w: "held"},
    **{f"reports:{name}": {"code": lambda w: "summary"} for name in ("chapter", "chapter_add", "chapter_choose")},
    "reports:edition_file": {"language": lambda w: "zh-hant", "suffix": lambda w: "json"},
    "v1:chapter-paragraphs": {"code": lambda w: "results"},
    "v1:chapter-choices": {"code": lambda w: "results"},
    "v1:edition-file": {
        "edition": lambda w: Edition.objects.latest("number").pk,
        "language": lambda w: "zh-hant",
        "suffix": lambda w: "json",
    },
    "reports:edition_bound": {"language": lambda w: "zh-hant"},
    "reports:released_file": {
        "pk": lambda w: w.released.pk,
        "name": lambda w: released.file_name(w.released),
    },
    "pledges:county_wall": {"code": lambda w: "HUA"},
    "pledges:wall_media": {
        "pk": lambda w: Media.objects.get(pledge__county="HUA").pk,
        "copy": lambda w: "small",
    },
    "pledges:file": {"copy": lambda w: "original"},
    "pledges:upload_part": {"token": lambda w: Upload.objects.get().token},
    **{
        f"v1:{name}": {"token": lambda w: Upload.objects.get().token}
        for name in ("upload", "upload-part", "upload-finish")
    },
    "v1:pledge-file-detail": {"pk": lambda w: Media.objects.first().pk},
    "pledges:upload_done": {"token": lambda w: Upload.objects.get().token},
    "volunteers:filing_attach": {"pk": lambda w: w.returned.pk},
    "volunteers:filing_paper": {"kind": lambda w: "odt"},
    **{
        f"volunteers:{kind}_{page}": {"token": lambda w, kind=kind: f"sent-{kind}"}
        for kind in ("people_list", "hour_list", "training_list", "insured_list")
        for page in ("answer", "file")
    },
}
# The part called `pk`, by the beginning of the address.
KEYS: dict[str, Callable[[World], Any]] = {
    "reports/themes/": lambda w: Theme.objects.get().pk,
    "reports/releases/": lambda w: w.released.release_id,
    "reports/editions/": lambda w: Edition.objects.latest("number").pk,
    "pledges/calls/dialogues/": lambda w: Dialogue.objects.get().pk,
    "pledges/files/": lambda w: Media.objects.get(pledge__county="TTT").pk,
    "pledges/": lambda w: Pledge.objects.get(county="TTT").pk,
    "reports/booklets/": lambda w: w.booklet.pk,
    "reports/highlights/": lambda w: w.highlight.pk,
    "reports/booklet-photos/": lambda w: w.booklet_photo.pk,
    "reports/passages/": lambda w: w.passage.pk,
    "reports/returned-cells/": lambda w: CellReturn.objects.get().pk,
    "symposium/": lambda w: Symposium.objects.get().pk,
    "symposium/delegates/": lambda w: Delegate.objects.get().pk,
    "symposium/invitations/": lambda w: CaseInvitation.objects.get().pk,
    "reports/chapter-parts/": lambda w: w.chapter_words.part_id,
    "reports/chapter-words/": lambda w: w.chapter_words.pk,
    "workshops/": lambda w: w.workshop.pk,
    "ballots/": lambda w: w.ballot.pk,
    "links/": lambda w: w.link.pk,
    "notices/": lambda w: w.notice.pk,
    "voices/": lambda w: w.voice.pk,
    "plans/meetings/": lambda w: w.meeting.pk,
    "plans/annual/": lambda w: w.annual.pk,
    "plans/annual/support/": lambda w: w.annual.support.get().pk,
    "annual-plans/": lambda w: w.annual.pk,
    "kpis/": lambda w: w.kpi.pk,
    "work-items/": lambda w: w.annual.items.last().pk,
    "plans/succession/": lambda w: w.succession.pk,
    "meeting-items/": lambda w: w.ruling.item_id,
    "rulings/": lambda w: w.ruling.pk,
    "decisions/": lambda w: w.decision.pk,
    "meetings/": lambda w: w.meeting.pk,
    "successions/": lambda w: w.succession.pk,
    "holders/": lambda w: w.people["supervisor"].memberships.get().pk,
    "check-ins/": lambda w: w.check_in.pk,
    "signatures/": lambda w: w.signature.pk,
    "j/words/": lambda w: w.word.pk,
    "paper/": lambda w: w.page.pk,
    "plans/": lambda w: w.plan.pk,
    "ideas/": lambda w: w.ideas[3].pk,
    "groups/": lambda w: w.groups[0].pk,
    "files/": lambda w: w.photo.pk,
    "jobs/": lambda w: w.job.pk,
    "members/": lambda w: w.membership.pk,
    "participants/": lambda w: w.participant.pk,
    "programmes/": lambda w: w.programme.pk,
    "counties/": lambda w: "TTT",
    "register/awards/own/": lambda w: OwnAward.objects.get().pk,
    "register/awards/windows/": lambda w: w.unit.award_proposals.get().window_id,
    "register/awards/proposals/": lambda w: w.unit.award_proposals.get().pk,
    "register/awards/candidates/": lambda w: w.person.candidacies.get().pk,
    "chapter-parts/": lambda w: w.chapter_words.part_id,
    "chapter-words/": lambda w: w.chapter_words.pk,
    "improvements/": lambda w: w.unit.appraisals.get(year=2024).improvements.get().pk,
    "award-windows/": lambda w: w.unit.award_proposals.get().window_id,
    "award-candidates/": lambda w: w.person.candidacies.get().pk,
    "editions/": lambda w: Edition.objects.latest("number").pk,
    "releases/": lambda w: w.released.release_id,
    "cell-returns/": lambda w: CellReturn.objects.get().pk,
    "symposia/": lambda w: Symposium.objects.get().pk,
    "delegates/": lambda w: Delegate.objects.get().pk,
    "case-invitations/": lambda w: CaseInvitation.objects.get().pk,
    "award-proposals/": lambda w: w.unit.award_proposals.get().pk,
    "register/awards/given/": lambda w: w.person.awards_given.get(award="TPE_SOC_CONTRIBUTION").pk,
    "register/families/": lambda w: w.unit.families.get().pk,
    "families/": lambda w: w.unit.families.get().pk,
    "register/issued/": lambda w: w.person.certificates.get().pk,
    "certificates/": lambda w: w.person.certificates.get().pk,
    "register/honor-cards/": lambda w: w.person.honor_cards.get().pk,
    "register/mine/honor-cards/": lambda w: w.person.honor_cards.get().pk,
    "register/units/": lambda w: w.unit.pk,
    "units/": lambda w: w.unit.pk,
    "volunteers/": lambda w: w.person.key,
    "enrolments/": lambda w: w.person.enrolments.get().pk,
    "trainings/": lambda w: w.person.trainings.last().pk,
    "policies/": lambda w: w.unit.policies.get().pk,
    "register/books/": lambda w: w.person.books.get().pk,
    "register/book-notes/": lambda w: w.person.books.get().notes.get().pk,
    "register/hours/": lambda w: w.unit.entries.get(state="approved").pk,
    "register/batches/": lambda w: w.unit.entries.get(state="pending").batch_id,
    "register/trainings/": lambda w: w.person.trainings.last().pk,
    "register/enrolments/": lambda w: w.person.enrolments.get().pk,
    "register/filings/": lambda w: w.filing.pk,
    "register/lists/": lambda w: w.unit.taken_lists.get(kind="training_list").pk,
    "register/meanings/": lambda w: w.unit.column_meanings.first().pk,
    "register/sessions/": lambda w: w.session.pk,
    "register/session-places/": lambda w: w.session.places.get().pk,
    "register/certificates/": lambda w: TrainingCertificate.objects.get().pk,
    "register/presses/": lambda w: w.press.pk,
    "register/book-fits/": lambda w: w.unit.book_fits.get().pk,
    "register/serve/": lambda w: w.unit.openings.get().pk,
    "openings/": lambda w: w.unit.openings.get().pk,
    "applications/": lambda w: w.unit.openings.get().applications.get().key,
    "register/openings/": lambda w: w.unit.openings.get().pk,
    "register/applications/": lambda w: w.unit.openings.get().applications.get().pk,
    "register/approaches/": lambda w: w.person.approaches.get().pk,
    "register/posts/": lambda w: w.duties[0].post_id,
    "register/duties/": lambda w: w.duties[0].pk,
    "register/places/": lambda w: w.person.places.get().pk,
    "register/mine/places/": lambda w: w.person.places.get().pk,
    "register/attendances/": lambda w: w.person.attendances.get().pk,
    "register/stations/": lambda w: w.station.pk,
    "register/here/": lambda w: w.station.pk,
    "register/policies/": lambda w: w.unit.policies.get().pk,
    "register/agreements/": lambda w: w.person.agreements.get().pk,
    "register/complaints/": lambda w: w.unit.complaints.get().pk,
    "register/gatherings/": lambda w: w.unit.gatherings.get().pk,
    "register/gathering-decisions/": lambda w: w.unit.gatherings.get().decisions.get().pk,
    "register/evaluation-rounds/": lambda w: w.rated.pk,
    "register/results/": lambda w: w.report.pk,
    "results/": lambda w: w.report.pk,
    "register/evaluations/": lambda w: w.rated.evaluations.order_by("pk").first().pk,
    "register/appraisals/": lambda w: w.unit.appraisals.get(year=2024).pk,
    "appraisals/": lambda w: w.unit.appraisals.get(year=2024).pk,
    "register/receipts/": lambda w: w.unit.receipt_lists.get().pk,
    "register/improvements/": lambda w: w.unit.appraisals.get(year=2024).improvements.get().pk,
    "register/offices/": lambda w: w.unit.authority_id,
    "register/spot-checks/": lambda w: w.unit.spot_checks.get().pk,
    "register/spot-check-lines/": lambda w: w.unit.spot_checks.get().lines.get().pk,
    "filings/": lambda w: w.filing.pk,
    "taken-lists/": lambda w: w.unit.taken_lists.get(kind="training_list").pk,
    "posts/": lambda w: w.duties[0].post_id,
    "duties/": lambda w: w.duties[0].pk,
    "duty-places/": lambda w: w.person.places.get().pk,
    "attendances/": lambda w: w.person.attendances.get().pk,
    "presses/": lambda w: w.press.pk,
    "stations/": lambda w: w.station.pk,
    "honor-cards/": lambda w: w.person.honor_cards.get().pk,
    "hours/": lambda w: w.unit.entries.get(state="approved").pk,
    "hour-batches/": lambda w: w.unit.entries.get(state="pending").batch_id,
    "covers/": lambda w: w.person.covers.get().pk,
    "training-sessions/": lambda w: w.session.pk,
    "session-places/": lambda w: w.session.places.get().pk,
    "spot-check-lines/": lambda w: w.unit.spot_checks.get().lines.get().pk,
    "spot-checks/": lambda w: w.unit.spot_checks.get().pk,
    "register/incidents/": lambda w: w.unit.incidents.get().pk,
    "register/claims/": lambda w: w.unit.incidents.get().claims.get().pk,
    "register/rights/": lambda w: w.person.right_requests.get(right="correct").pk,
    "register/covers/": lambda w: w.person.covers.get().pk,
}
# Addresses that cannot be built from parts.
WRITTEN_OUT = {
    "account_reset_password_from_key": "/account/password/reset/1-nothing/",
    "api_unknown": "/api/v1/nothing/",
}


def letter_of(world: World) -> str:
    """The officer's link at the foot of her weekly letter."""
    return declining.address_for(DIGESTS, world.people["officer"]).split("/")[-2]


def lines_of_book(world: World) -> str:
    """The first line of her record book."""
    return booklet.offered(world.person, world.unit, 11)[0].lines[0].line.key


@dataclass(frozen=True)
class Sent:
    """What goes along: fields of a form, or JSON."""

    fields: Callable[[World], dict[str, Any]] | None = None
    json: Callable[[World], Any] | None = None


NOBODY_NEW = {"name": "林小華", "kind": "cadre", "unit": "示範志工隊"}
POLICY = {
    "kind": "own", "insurer": "示範產險", "number": "P-1", "starts_on": "113/1/1", "ends_on": "115/12/31",
    "note": "意外身故",
}  # fmt: skip
GATHERING = {"kind": "team", "title": "六月會議", "held_on": "115/6/3", "place": "活動中心", "agenda": "一、排班"}
UNIT = {"name": "山線志工隊", "body": "association", "category": "social", "probation_days": "0"}
OPERATION = {"id": "00000000-0000-4000-8000-000000000001", "action": "set", "path": "title", "value": "新的名稱"}
SENDS: dict[tuple[str, str], Sent] = {
    ("POST", "finding:find"): Sent(lambda w: {"q": "臺東"}),
    ("POST", "volunteers:issued_revoke"): Sent(lambda w: {"reason": "發錯人了要收回"}),
    ("POST", "volunteers:issued_reissue"): Sent(lambda w: {"reason": "印壞了再印一張"}),
    ("POST", "volunteers:key_rotate"): Sent(lambda w: {"reason": "每年換一次金鑰"}),
    ("POST", "volunteers:honor_card_make"): Sent(lambda w: {"fare": "free"}),
    ("POST", "volunteers:honor_card_move"): Sent(
        lambda w: {"move": "replace", "why": "lost", "reason": "整個皮包不見了"}
    ),
    ("POST", "volunteers:kept_presses"): Sent(json=lambda w: {"sent_at": 0, "presses": []}),
    ("POST", "volunteers:booklet"): Sent(
        lambda w: {"page": "basic", "line": lines_of_book(w), "first": "1", "fit": w.unit.book_fits.get().pk}
    ),
    ("POST", "volunteers:book_fits"): Sent(
        lambda w: {
            "printer": "噴墨",
            "shift_x": "0.5",
            "shift_y": "0",
            "width": "90",
            "height": "125",
            "left": "6",
            "right": "6",
            "top": "20",
            "line": "8",
            "lines": "11",
        }
    ),
    ("POST", "volunteers:person_edit"): Sent(lambda w: {"name": "林淑珠"}),
    ("POST", "volunteers:leave"): Sent(lambda w: {"left_on": "115/6/1"}),
    ("POST", "volunteers:reveal"): Sent(lambda w: {"reason": "申請紀錄冊核對"}),
    ("POST", "volunteers:training_add"): Sent(
        lambda w: {"programme": "SP_HEALTH", "completed_on": "115/5/1", "issuer": "衛生局"}
    ),
    ("POST", "volunteers:training_revoke"): Sent(lambda w: {"reason": "登錄到別人的"}),
    ("POST", "volunteers:merge_undo"): Sent(lambda w: {"reason": "本人說是她妹妹"}),
    ("POST", "volunteers:book_move"): Sent(lambda w: {"reason": "本人申請註銷"}),
    ("POST", "volunteers:people_list"): Sent(
        lambda w: {"file": ContentFile("姓名,電話\n周小美,0912-345-678\n".encode(), name="名冊.csv")}
    ),
    ("POST", "volunteers:people_list_answer"): Sent(lambda w: {"what": "take"}),
    ("POST", "volunteers:training_list"): Sent(
        lambda w: {"file": ContentFile("姓名,訓練,日期\n林素珠,成長訓練,114/5/2\n".encode(), name="訓練.csv")}
    ),
    ("POST", "volunteers:training_list_answer"): Sent(lambda w: {"what": "take"}),
    ("POST", "volunteers:insured_list"): Sent(
        lambda w: {"file": ContentFile("姓名,生效日\n林素珠,115/5/2\n".encode(), name="名冊.csv")}
    ),
    ("POST", "volunteers:insured_list_answer"): Sent(lambda w: {"what": "take"}),
    ("POST", "v1:unit-list"): Sent(json=lambda w: {"name": "山線志工隊", "body": "association", "category": "social"}),
    ("PATCH", "v1:unit-detail"): Sent(json=lambda w: {"contact_name": "林承辦"}),
    ("POST", "v1:unit-waive"): Sent(json=lambda w: {"on": "2026-01-05", "why": "章程第三條所載目的與計畫相符"}),
    ("POST", "v1:volunteer-list"): Sent(json=lambda w: {"name": "林小華"}),
    ("PATCH", "v1:volunteer-detail"): Sent(json=lambda w: {"name": "林淑珠"}),
    ("POST", "v1:volunteer-look-up"): Sent(json=lambda w: {}),
    ("POST", "v1:volunteer-enrolments"): Sent(json=lambda w: {}),
    ("PUT", "v1:volunteer-account"): Sent(json=lambda w: {"email": "nobody@example.org"}),
    ("POST", "v1:enrolment-leave"): Sent(json=lambda w: {"left_on": "2026-06-01"}),
    ("POST", "v1:volunteer-trainings"): Sent(
        json=lambda w: {"programme": "SP_HEALTH", "completed_on": "2026-05-01", "issuer": "衛生局"}
    ),
    ("POST", "v1:training-revoke"): Sent(json=lambda w: {"reason": "登錄到別人的"}),
    ("POST", "v1:unit-month-approve"): Sent(
        json=lambda w: {"seen": approvals.inbox(unit=w.unit, month=202604, seed="").seal}
    ),
    ("POST", "v1:unit-month-approve-lines"): Sent(json=lambda w: {"entries": [1]}),
    ("POST", "v1:unit-month-refuse-lines"): Sent(json=lambda w: {"entries": [1]}),
    ("POST", "v1:hours-correct"): Sent(json=lambda w: {"reason": "簽到表登錯日期"}),
    ("POST", "v1:hour-batch-undo"): Sent(json=lambda w: {"reason": "傳錯檔案了啦"}),
    ("POST", "v1:unit-policies"): Sent(json=lambda w: {"number": "P-2"}),
    ("PATCH", "v1:policy-detail"): Sent(json=lambda w: {"note": "住院日額"}),
    ("POST", "v1:policy-end"): Sent(json=lambda w: {"on": "2026-06-30", "reason": "改投共同供應契約"}),
    ("POST", "v1:policy-covers"): Sent(json=lambda w: {"who": "team"}),
    ("POST", "v1:cover-off"): Sent(json=lambda w: {"on": "2026-06-30"}),
    ("POST", "v1:spot-check-list"): Sent(json=lambda w: {"unit": w.unit.pk, "manner": "paper"}),
    ("POST", "v1:spot-check-line-finding"): Sent(json=lambda w: {"finding": "as_is"}),
    ("POST", "v1:spot-check-close"): Sent(json=lambda w: {"done_on": "2026-06-01"}),
    ("POST", "v1:training-session-list"): Sent(json=lambda w: {"title": "基礎訓練"}),
    ("PATCH", "v1:training-session-detail"): Sent(json=lambda w: {"title": "另一個名稱"}),
    ("PUT", "v1:training-session-lessons"): Sent(json=lambda w: {"lessons": []}),
    ("POST", "v1:training-session-moves"): Sent(json=lambda w: {"move": "cancel", "reason": "講師生病"}),
    ("POST", "v1:session-places"): Sent(json=lambda w: {"people": [str(w.person.key)]}),
    ("PATCH", "v1:session-place-detail"): Sent(json=lambda w: {"passed": True}),
    ("PUT", "v1:lesson-attendance"): Sent(json=lambda w: {"full": []}),
    ("POST", "v1:lesson-walk-ins"): Sent(json=lambda w: {}),
    ("PATCH", "v1:filing-detail"): Sent(json=lambda w: {"title": "別的名稱"}),
    ("POST", "v1:filing-moves"): Sent(
        json=lambda w: {"move": "approve", "number": "府社工字第1號", "on": "2026-06-01"}
    ),
    ("POST", "v1:filing-copies"): Sent(json=lambda w: {}),
    ("PATCH", "v1:result-detail"): Sent(json=lambda w: {"figures": {"nothing": {"number": 1}}}),
    ("POST", "v1:result-moves"): Sent(json=lambda w: {"move": "fill"}),
    ("PATCH", "v1:opening-detail"): Sent(json=lambda w: {"title": "別的"}),
    ("POST", "v1:opening-moves"): Sent(json=lambda w: {"move": "close"}),
    ("POST", "v1:application-interviews"): Sent(json=lambda w: {"held_on": "2026-06-01"}),
    ("POST", "v1:application-decision"): Sent(json=lambda w: {"verdict": "waitlist"}),
    ("POST", "v1:application-enrolment"): Sent(json=lambda w: {"joined_on": "2026-06-01"}),
    ("POST", "v1:unit-people"): Sent(json=lambda w: {"rows": [{"name": "周小美"}], "only_check": True}),
    ("POST", "v1:unit-trainings"): Sent(
        json=lambda w: {"rows": [{"name": "林素珠", "training": "成長訓練", "on": "114/5/2"}], "only_check": True}
    ),
    ("POST", "v1:policy-insured"): Sent(json=lambda w: {"rows": [{"name": "林素珠"}], "only_check": True}),
    ("POST", "v1:workshop-participant-rows"): Sent(
        json=lambda w: {"rows": [{"name": "林小華", "kind": "幹部", "unit": "示範志工隊"}]}
    ),
    ("POST", "v1:taken-list-undo"): Sent(json=lambda w: {"reason": "傳錯檔案了啦"}),
    ("POST", "v1:annual-plan-list"): Sent(json=lambda w: {"year": 2030}),
    ("PATCH", "v1:annual-plan-detail"): Sent(json=lambda w: {"title": "新的名稱"}),
    ("POST", "v1:annual-plan-moves"): Sent(
        json=lambda w: {"move": "issue", "document_number": "第1號", "approved_on": "2026-02-02", "approver": "縣長"}
    ),
    ("POST", "v1:annual-plan-items"): Sent(json=lambda w: {"title": "辦 10 場訓練"}),
    ("PATCH", "v1:work-item-detail"): Sent(json=lambda w: {"title": "辦 10 場訓練"}),
    ("POST", "v1:work-item-arrange"): Sent(json=lambda w: {"do": "up"}),
    ("POST", "v1:plan-uptakes"): Sent(json=lambda w: {"state": "declined"}),
    ("POST", "v1:annual-plan-kpis"): Sent(
        json=lambda w: {"name": "走訪", "kind": "count", "unit": "次", "target": "12"}
    ),
    ("POST", "v1:annual-plan-kpis-take"): Sent(json=lambda w: {"codes": ["recognition"]}),
    ("POST", "v1:annual-plan-kpis-thaw"): Sent(json=lambda w: {"until": "2026-07-01", "reason": "短"}),
    ("PATCH", "v1:kpi-detail"): Sent(json=lambda w: {"target": "2"}),
    ("POST", "v1:kpi-figures"): Sent(json=lambda w: {"part": "numerator"}),
    ("POST", "v1:kpi-figure-drop"): Sent(json=lambda w: {"reason": "短"}),
    ("PATCH", "v1:post-detail"): Sent(json=lambda w: {"place": "活動中心"}),
    ("POST", "v1:unit-posts"): Sent(json=lambda w: {"name": "送餐"}),
    ("POST", "v1:unit-duties"): Sent(
        json=lambda w: {"post": w.duties[0].post_id, "on": "2026-06-20", "starts": "09:00", "ends": "12:00"}
    ),
    ("POST", "v1:unit-duties-copy"): Sent(json=lambda w: {"month": 203001}),
    ("PATCH", "v1:duty-detail"): Sent(json=lambda w: {"needed": 3}),
    ("POST", "v1:duty-places"): Sent(json=lambda w: {}),
    ("POST", "v1:duty-call-off"): Sent(json=lambda w: {"reason": "颱風停班"}),
    ("POST", "v1:duty-attendances"): Sent(json=lambda w: {}),
    ("POST", "v1:duty-place-moves"): Sent(json=lambda w: {"move": "leave", "reason": "看診"}),
    ("POST", "v1:attendance-moves"): Sent(json=lambda w: {"move": "void", "reason": "按錯人"}),
    ("POST", "v1:press-look"): Sent(json=lambda w: {}),
    ("POST", "v1:station-revoke"): Sent(json=lambda w: {}),
    ("POST", "v1:unit-stations"): Sent(json=lambda w: {"kind": "kiosk", "name": "二樓服務臺"}),
    ("POST", "v1:appraisal-list"): Sent(json=lambda w: {}),
    ("PUT", "v1:appraisal-self-assessment"): Sent(json=lambda w: {"points": {"1": 80}}),
    ("PUT", "v1:appraisal-points"): Sent(json=lambda w: {"points": {"1": 80, "2": 80, "3": 80}}),
    ("POST", "v1:appraisal-moves"): Sent(json=lambda w: {"move": "back", "reason": "請補保險名冊"}),
    ("POST", "v1:appraisal-improvements"): Sent(json=lambda w: {"words": "請補訓練計畫書", "due_on": "2110-01-01"}),
    ("POST", "v1:appraisal-appeal"): Sent(json=lambda w: {"words": "服務成效漏計兩季"}),
    ("POST", "v1:appraisal-answer"): Sent(json=lambda w: {"words": "核對後沒有漏計"}),
    ("POST", "v1:improvement-moves"): Sent(json=lambda w: {"move": "report", "words": "已訂年度訓練計畫"}),
    ("POST", "v1:chapter-paragraphs"): Sent(json=lambda w: {}),
    ("POST", "v1:chapter-choices"): Sent(json=lambda w: {"plans": [w.plan.pk]}),
    ("POST", "v1:chapter-part-moves"): Sent(json=lambda w: {"move": "up"}),
    ("PUT", "v1:chapter-words-detail"): Sent(json=lambda w: {"text": "別的話", "version": w.chapter_words.version}),
    ("POST", "v1:award-window-list"): Sent(json=lambda w: {}),
    ("PATCH", "v1:award-window-detail"): Sent(json=lambda w: {"places": 3}),
    ("POST", "v1:award-window-proposals"): Sent(json=lambda w: {}),
    ("POST", "v1:award-proposal-moves"): Sent(json=lambda w: {"move": "rank"}),
    ("PUT", "v1:award-candidate-papers"): Sent(json=lambda w: {"key": "deeds", "words": "每週陪長輩量血壓。"}),
    ("POST", "v1:award-candidate-statements"): Sent(json=lambda w: {"key": "nothing", "holds": True}),
    ("POST", "v1:award-candidate-revoke"): Sent(json=lambda w: {"reason": "發現資格不符"}),
    ("POST", "v1:edition-errata"): Sent(
        json=lambda w: {"code": "TTT-115-01", "was": "3 人", "becomes": "4 人", "why": "漏了一位講師"}
    ),
    ("POST", "v1:edition-release"): Sent(json=lambda w: {"knows": True}),
    ("POST", "v1:programme-editions"): Sent(json=lambda w: {"note": "九月研討會"}),
    ("POST", "v1:release-withdraw"): Sent(json=lambda w: {"reason": "數字有誤，更正後再開放"}),
    ("POST", "v1:programme-stage-letters"): Sent(json=lambda w: {"county": "TTT", "step": "held"}),
    ("POST", "v1:cell-return-list"): Sent(
        json=lambda w: {"workshop": w.workshop.pk, "step": "held", "mark": "場地寫成去年的，請改"}
    ),
    ("POST", "v1:cell-return-moves"): Sent(json=lambda w: {"move": "answer", "words": "已改成社會處"}),
    ("POST", "v1:symposium-list"): Sent(json=lambda w: {}),
    ("PATCH", "v1:symposium-detail"): Sent(json=lambda w: {"place": "社會處禮堂"}),
    ("POST", "v1:symposium-moves"): Sent(json=lambda w: {"move": "take_back"}),
    ("POST", "v1:symposium-invitations"): Sent(json=lambda w: {}),
    ("POST", "v1:symposium-delegates"): Sent(json=lambda w: {"county": "TTT", "name": "林代表", "unit": "臺東縣政府"}),
    ("POST", "v1:delegate-withdraw"): Sent(json=lambda w: {}),
    ("POST", "v1:case-invitation-moves"): Sent(json=lambda w: {"move": "decline", "words": "當天有活動"}),
    ("POST", "v1:pledge-list"): Sent(json=lambda w: {"county": "TTT"}),
    ("PATCH", "v1:pledge-detail"): Sent(json=lambda w: {"place": "縣府廣場"}),
    ("POST", "v1:pledge-moves"): Sent(json=lambda w: {"move": "hand_in"}),
    ("POST", "v1:pledge-licence"): Sent(json=lambda w: {"signer": "社會處"}),
    ("POST", "v1:pledge-withdraw-licence"): Sent(json=lambda w: {"reason": "有人不同意公開照片"}),
    ("POST", "v1:pledge-uploads"): Sent(json=lambda w: {"name": "a.jpg", "size": 9, "sha256": "0" * 64}),
    ("POST", "v1:certificate-revoke"): Sent(json=lambda w: {"reason": "發錯人了要收回"}),
    ("POST", "v1:certificate-reissue"): Sent(json=lambda w: {"reason": "印壞了再印一張"}),
    ("POST", "v1:honor-card-list"): Sent(json=lambda w: {}),
    ("POST", "v1:honor-card-moves"): Sent(
        json=lambda w: {"move": "replace", "why": "lost", "reason": "整個皮包不見了"}
    ),
    ("POST", "v1:unit-hours"): Sent(
        json=lambda w: {"rows": [{"name": "林素珠", "on": "115/5/2", "minutes": "3"}], "only_check": True}
    ),
    ("POST", "volunteers:lists_out"): Sent(lambda w: {"what": "plain:people", "file": "ods"}),
    ("POST", "accounts:trail"): Sent(lambda w: {"q": "林淑珠"}),
    ("POST", "volunteers:people"): Sent(lambda w: {"q": "林淑珠"}),
    ("POST", "volunteers:certificates"): Sent(lambda w: {"q": "林淑珠"}),
    ("POST", "volunteers:list_undo"): Sent(lambda w: {"reason": "傳錯檔案了啦"}),
    ("POST", "volunteers:session_edit"): Sent(
        lambda w: {"title": "另一個名稱", "place": "社福館", "open_to": "county", "issuer": "海線志工隊"}
    ),
    ("POST", "volunteers:session_move"): Sent(lambda w: {"move": "cancel", "reason": "講師生病"}),
    ("POST", "volunteers:approve"): Sent(
        lambda w: {"what": "ordinary", "seal": approvals.inbox(unit=w.unit, month=202604, seed="").seal}
    ),
    ("POST", "volunteers:recount"): Sent(lambda w: {"reason": "簽到表登錯日期"}),
    ("POST", "volunteers:spot_check_draw"): Sent(
        lambda w: {"unit": w.unit.pk, "manner": "paper", "first_on": "115/3/1", "last_on": "115/3/31"}
    ),
    ("POST", "volunteers:spot_check_find"): Sent(lambda w: {"finding": "as_is"}),
    ("POST", "volunteers:spot_check_close"): Sent(lambda w: {"done_on": "115/6/1"}),
    ("POST", "volunteers:correct"): Sent(lambda w: {"reason": "簽到表登錯日期"}),
    ("POST", "volunteers:hour_slips"): Sent(lambda w: {"first": "115/3/1", "last": "115/3/31"}),
    ("POST", "volunteers:roster_plan"): Sent(
        lambda w: {"post": w.duties[0].post_id, "on": "115/6/20", "starts": "0900", "ends": "1200"}
    ),
    ("POST", "volunteers:post_new"): Sent(
        lambda w: {"kind": "roster", "name": "送餐", "category": "social", "needed": 2, "taking": "own"}
    ),
    ("POST", "volunteers:post_edit"): Sent(
        lambda w: {"kind": "roster", "name": "訪視", "category": "social", "needed": 2, "taking": "own"}
    ),
    ("POST", "volunteers:duty_need"): Sent(lambda w: {"needed": 3}),
    ("POST", "volunteers:duty_call_off"): Sent(lambda w: {"reason": "颱風停班"}),
    ("POST", "volunteers:place_move"): Sent(lambda w: {"reason": "看診"}),
    ("POST", "volunteers:attendance_settle"): Sent(lambda w: {"left": "1200", "reason": "督導在場"}),
    ("POST", "volunteers:attendance_void"): Sent(lambda w: {"reason": "按錯人"}),
    ("POST", "volunteers:subscription"): Sent(lambda w: {"confirm": "1"}),
    ("POST", "volunteers:opening_move"): Sent(lambda w: {"move": "close"}),
    ("POST", "volunteers:seekers"): Sent(lambda w: {"do": "look"}),
    ("POST", "reports:themes_name"): Sent(
        lambda w: {"name": "缺人", "issue": f"{w.groups[0].pk}:{Theme.objects.get().issues.get().item_id}"}
    ),
    ("POST", "reports:theme"): Sent(lambda w: {"do": "rename", "name": "缺人手"}),
    ("POST", "reports:completeness_cell"): Sent(lambda w: {"workshop": w.workshop.pk, "mark": "場地寫成去年的，請改"}),
    ("POST", "reports:cell_return_move"): Sent(lambda w: {"do": "answer", "words": "已改成社會處"}),
    ("POST", "reports:symposium_begin"): Sent(lambda w: {"programme": w.programme.pk, "title": "這個方案的第二場"}),
    ("POST", "reports:symposium_programme"): Sent(
        lambda w: {
            "title": "研討會",
            "held_on": "2099-09-25",
            "starts_at": "0930",
            "place": "臺北",
            "seats": "3",
            "register_until": "2099-09-01",
            "row": "i1",
            "i1-kind": "opening",
            "i1-title": "開幕",
            "i1-minutes": "20",
        }
    ),
    ("POST", "reports:symposium_move"): Sent(lambda w: {"move": "take_back"}),
    ("POST", "reports:delegate_register"): Sent(lambda w: {"name": "林代表", "unit": "臺東縣政府"}),
    ("POST", "reports:case_answer"): Sent(lambda w: {"do": "decline", "words": "當天有活動"}),
    ("POST", "reports:stage_letter"): Sent(lambda w: {"subject": "主旨", "body": "內容"}),
    # Too long a use is refused before anything is laid out: a whole edition takes minutes.
    ("POST", "reports:edition_publish"): Sent(lambda w: {"note": "字" * 150}),
    ("POST", "reports:edition_erratum"): Sent(
        lambda w: {"code": "TTT-115-01", "was": "3 人", "becomes": "4 人", "why": "漏了一位講師"}
    ),
    ("POST", "reports:release_withdraw"): Sent(lambda w: {"reason": "數字有誤，更正後再開放"}),
    ("GET", "reports:editions_compared"): Sent(
        lambda w: dict(zip(("older", "newer"), Edition.objects.values_list("pk", flat=True), strict=True))
    ),
    ("POST", "pledges:survey_ask"): Sent(lambda w: {"units": "山線志工隊", "asked_on": "114/6/1"}),
    ("POST", "pledges:survey_asked"): Sent(
        lambda w: {"ask": SurveyAsk.objects.get().pk, "do": "confirm", "on": "114/6/10", "language": "en"}
    ),
    ("POST", "pledges:dialogue_begin"): Sent(lambda w: {"title": "第二場對話"}),
    ("POST", "pledges:dialogue_move"): Sent(lambda w: {"move": "drop"}),
    ("POST", "pledges:begin"): Sent(lambda w: {"county": "TTT"}),
    ("POST", "pledges:words"): Sent(lambda w: {"place": "縣府廣場"}),
    ("POST", "pledges:move"): Sent(lambda w: {"move": "hand_in"}),
    ("POST", "pledges:licence"): Sent(lambda w: {"do": "withdraw", "reason": "有人不同意公開照片"}),
    ("POST", "pledges:upload_begin"): Sent(lambda w: {"name": "a.jpg", "size": 9, "sha256": "0" * 64}),
    ("POST", "volunteers:application_interview"): Sent(lambda w: {"held_on": "115/6/10", "who": "周怡君"}),
    ("POST", "volunteers:application_decide"): Sent(lambda w: {"verdict": "accept"}),
    ("POST", "volunteers:approach_answer"): Sent(lambda w: {"answer": "yes"}),
    ("POST", "volunteers:attendance_say"): Sent(lambda w: {"left": "1200"}),
    ("POST", "volunteers:stations"): Sent(lambda w: {"kind": "poster", "name": "後門"}),
    ("POST", "volunteers:undo"): Sent(lambda w: {"reason": "傳錯檔案了啦"}),
    ("POST", "volunteers:hour_list"): Sent(
        lambda w: {"file": ContentFile("姓名,服務日期,時數\n林素珠,115/5/2,3\n".encode(), name="五月.csv")}
    ),
    ("POST", "volunteers:policy_new"): Sent(lambda w: POLICY | {"number": "P-2"}),
    ("POST", "volunteers:policy_edit"): Sent(lambda w: POLICY),
    ("POST", "volunteers:insure"): Sent(lambda w: {"who": "team"}),
    ("POST", "volunteers:insured_numbers"): Sent(lambda w: {"reason": "送保險公司辦理加保", "suffix": "csv"}),
    ("POST", "volunteers:policy_end"): Sent(lambda w: {"on": "115/6/30", "reason": "改投共同供應契約"}),
    ("POST", "volunteers:cover_off"): Sent(lambda w: {"on": "115/6/30"}),
    ("POST", "volunteers:right_move"): Sent(
        lambda w: {"move": "refuse", "ground": "correct", "answer": "查過簽到表，資料是對的。"}
    ),
    ("POST", "volunteers:award_proposal_move"): Sent(lambda w: {"move": "rank"}),
    ("POST", "volunteers:award_committee"): Sent(lambda w: {"do": "weigh"}),
    ("POST", "volunteers:agreements"): Sent(
        lambda w: {"starts_on": "115/6/1", "ends_on": "116/5/31", "who": [w.person.pk]}
    ),
    ("POST", "volunteers:agreement_terms"): Sent(lambda w: {term.key: "如附件第二版" for term in TERMS}),
    ("POST", "volunteers:agreement_sign"): Sent(lambda w: {"name": "林素珠"}),
    ("POST", "volunteers:agreement_on_paper"): Sent(
        lambda w: {"on": "115/6/1", "file": ContentFile(make_photo(), name="協議.jpg")}
    ),
    ("POST", "volunteers:agreement_end"): Sent(lambda w: {"on": "115/6/1", "reason": "她搬到外縣市了"}),
    ("POST", "volunteers:complaint_file"): Sent(
        lambda w: {"kind": "duty", "goes_to": "unit", "words": "班表每週都臨時改"}
    ),
    ("POST", "volunteers:complaint_follow"): Sent(lambda w: {"do": "withdraw"}),
    ("POST", "volunteers:complaint_move"): Sent(lambda w: {"do": "begin"}),
    ("POST", "volunteers:complaint_answer"): Sent(lambda w: {"words": "班表改為兩週前公布"}),
    ("POST", "volunteers:complaint_filer"): Sent(lambda w: {"reason": "要當面說明處理結果"}),
    ("POST", "volunteers:gathering_new"): Sent(lambda w: GATHERING | {"title": "七月會議"}),
    ("POST", "volunteers:gathering_edit"): Sent(lambda w: GATHERING),
    ("POST", "volunteers:gathering_presence"): Sent(lambda w: {f"p{w.person.pk}": "came"}),
    ("POST", "volunteers:gathering_hold"): Sent(lambda w: {"minutes": "改為週二上午集合"}),
    ("POST", "volunteers:gathering_off"): Sent(lambda w: {"reason": "颱風"}),
    ("POST", "volunteers:gathering_decide"): Sent(lambda w: {"words": "買雨衣", "who": "督導"}),
    ("POST", "volunteers:gathering_settle"): Sent(lambda w: {"outcome": "買了十件"}),
    ("POST", "volunteers:evaluation_scale"): Sent(
        lambda w: {
            "base": "taipei",
            "attitude": "20",
            "performance": "40",
            "participation": "40",
            "source": "六月志工會議決議",
            "valid_from": "115/6/1",
        }
    ),
    ("POST", "volunteers:evaluation_new"): Sent(
        lambda w: {
            "year": "115",
            "term": "year",
            "first_on": "115/1/1",
            "last_on": "115/12/31",
            "least_days": "0",
            "appeal_days": "14",
            "scale": w.rated.scale_id,
            "first_rater": w.people["coordinator"].pk,
            "second_rater": w.people["officer"].pk,
        }
    ),
    ("GET", "v1:result-totals"): Sent(lambda w: {"year": 2024}),
    ("POST", "volunteers:result_write"): Sent(lambda w: {"n-served": "12", "w-served": "活動簽到單"}),
    ("POST", "volunteers:result_move"): Sent(lambda w: {"move": "fill"}),
    ("POST", "volunteers:result_close"): Sent(
        lambda w: {"year": "2024", "term": "year", "county": "TTT", "authority": w.unit.authority.code}
    ),
    ("POST", "volunteers:result_sum_move"): Sent(lambda w: {"move": "accept"}),
    ("POST", "volunteers:evaluation_move"): Sent(lambda w: {"move": "fill"}),
    ("POST", "volunteers:evaluation_rate"): Sent(lambda w: {f"p{number}": 80 for number in range(1, 12)}),
    ("POST", "volunteers:evaluation_talk"): Sent(lambda w: {"on": "115/6/1", "words": "談了下半年排班"}),
    ("POST", "volunteers:evaluation_include"): Sent(lambda w: {"do": "out", "reason": "長期請假"}),
    ("POST", "volunteers:evaluation_appeal"): Sent(lambda w: {"words": "時數少算了兩次"}),
    ("POST", "volunteers:evaluation_answer"): Sent(lambda w: {"words": "核對後沒有少算"}),
    ("POST", "volunteers:allowances"): Sent(
        lambda w: {"kind": "meal", "amount": "80", "per": "service", "valid_from": "199/1/1"}
    ),
    ("POST", "volunteers:receipts_make"): Sent(lambda w: {"first_on": "115/3/1", "last_on": "115/3/31"}),
    ("POST", "volunteers:receipts_move"): Sent(lambda w: {"do": "discard"}),
    ("POST", "volunteers:appraisal_begin"): Sent(
        lambda w: {
            "unit": w.unit.pk,
            "year": "120",
            "first_on": "115/1/1",
            "last_on": "115/5/31",
            "self_due_on": "199/1/1",
            "first_rater": w.people["officer"].pk,
            "second_rater": w.people["authority"].pk,
        }
    ),
    ("POST", "volunteers:book_note_lift"): Sent(lambda w: {"reason": "鄰居同名，借的是另一冊"}),
    ("POST", "volunteers:filing_attach"): Sent(
        lambda w: {"key": "charter", "file": ContentFile(make_photo(), name="章程.jpg")}
    ),
    ("POST", "volunteers:office_scale"): Sent(
        lambda w: {
            "base": "taipei",
            "attitude": "20",
            "performance": "40",
            "participation": "40",
            "source": "一一五年度考核要點",
            "valid_from": "115/6/1",
        }
    ),
    ("POST", "volunteers:appraisal_scheme"): Sent(
        lambda w: {
            "cycle_years": "2",
            "aspects": "行政管理 40\n有督導\n服務成效 60\n有成效",
            "grades": "優等 90\n普通 0",
            "appeal_days": "30",
            "source": "評鑑計畫第五點",
            "valid_from": "116/1/1",
        }
    ),
    ("POST", "volunteers:appraisal_self"): Sent(lambda w: {"do": "keep", "p1": "80"}),
    ("POST", "volunteers:appraisal_attach"): Sent(lambda w: {"file": ContentFile(make_photo(), name="成果.jpg")}),
    ("POST", "volunteers:appraisal_rate"): Sent(lambda w: {"p1": "80", "p2": "80", "p3": "80"}),
    ("POST", "volunteers:appraisal_move"): Sent(lambda w: {"move": "back", "reason": "請補保險名冊"}),
    ("POST", "volunteers:improvement_ask"): Sent(lambda w: {"words": "請補訓練計畫書", "due_on": "199/1/1"}),
    ("POST", "volunteers:improvement"): Sent(lambda w: {"do": "report", "words": "已訂年度訓練計畫"}),
    ("POST", "volunteers:appraisal_appeal"): Sent(lambda w: {"words": "服務成效漏計兩季"}),
    ("POST", "volunteers:appraisal_answer"): Sent(lambda w: {"words": "核對後沒有漏計"}),
    ("POST", "volunteers:incident_new"): Sent(
        lambda w: {
            "volunteer": w.person.pk,
            "happened_on": "115/4/4",
            "known_on": "115/4/4",
            "place": "公所",
            "doing": "service",
            "told": "搬桌椅時壓到手指",
        }
    ),
    ("POST", "volunteers:incident_attach"): Sent(lambda w: {"file": ContentFile(make_photo(), name="收據.jpg")}),
    ("POST", "volunteers:claim"): Sent(lambda w: {"insurer": "另一家產險"}),
    ("POST", "volunteers:claim_move"): Sent(lambda w: {"step": "file", "on": "115/3/20", "amount": "3000"}),
    ("POST", "accounts:assign"): Sent(
        lambda w: {"email": "new@example.org", "name": "林小華", "role": "volunteer", "county": "TTT"}
    ),
    ("POST", "accounts:tokens"): Sent(lambda w: {"name": "另一個系統", "days": 30, "areas": ["register"]}),
    ("POST", "actionplans:ballot"): Sent(lambda w: {"question": "再一次？", "dots": 2, "voter": "table"}),
    ("POST", "actionplans:sign"): Sent(lambda w: {"name": "李小芬", "unit": "志推中心"}),
    ("POST", "actionplans:vote"): Sent(lambda w: {"ballot": w.ballot.pk, f"c{w.ballot.choices.first().pk}": "1"}),
    ("POST", "actionplans:consensus"): Sent(lambda w: {"statement": "我們一起做。"}),
    ("POST", "actionplans:merge"): Sent(lambda w: {"plan": w.candidate.pk}),
    ("POST", "actionplans:operations"): Sent(json=lambda w: {"operations": [OPERATION]}),
    ("POST", "actionplans:park"): Sent(lambda w: {"reason": "明年再談"}),
    ("POST", "actionplans:plan_edit"): Sent(lambda w: {"title": "新的名稱"}),
    ("POST", "actionplans:restore"): Sent(
        lambda w: {"path": "title", "until": 1, "seen": 1, "mark": "00000000-0000-4000-8000-000000000002"}
    ),
    ("POST", "actionplans:sheet"): Sent(lambda w: {"sheet": w.groups[0].sheets.get(kind="inventory").pk}),
    ("POST", "actionplans:check_in"): Sent(lambda w: {"happened": "開了說明會"}),
    ("POST", "actionplans:by_link"): Sent(lambda w: {"happened": "開了說明會", "seen": 1}),
    ("POST", "actionplans:publish"): Sent(lambda w: {"do": "publish", "summary": "三步排好班"}),
    ("POST", "actionplans:independent"): Sent(lambda w: {"stance": "yes"}),
    ("POST", "actionplans:voice"): Sent(lambda w: {"stance": "yes"}),
    ("POST", "actionplans:voice_decide"): Sent(lambda w: {"do": "show"}),
    ("POST", "actionplans:decide"): Sent(
        lambda w: {"kind": "release", "reason": "辦完了", "decided_on": "115/9/4", "decided_by": "王處長", "seen": 1}
    ),
    ("POST", "actionplans:decision_correct"): Sent(
        lambda w: {"reason": "抄錯", "decided_on": "115/9/3", "decided_by": "王處長"}
    ),
    ("POST", "actionplans:annual_new"): Sent(lambda w: {"year": 116}),
    ("POST", "actionplans:annual_edit"): Sent(lambda w: {"title": "新的名稱"}),
    ("POST", "actionplans:annual_move"): Sent(
        lambda w: {"move": "issue", "document_number": "第1號", "approved_on": "115/2/2", "approver": "縣長"}
    ),
    ("POST", "actionplans:kpi_take"): Sent(lambda w: {"code": "recognition"}),
    ("POST", "actionplans:kpi_new"): Sent(lambda w: {"name": "走訪", "kind": "count", "unit": "次", "target": "12"}),
    ("POST", "actionplans:kpi_edit"): Sent(lambda w: {"name": "抽驗", "target": "2"}),
    ("POST", "actionplans:support_assign"): Sent(lambda w: {"group": "c", "way": "supervision"}),
    ("POST", "actionplans:support_visit"): Sent(lambda w: {"on": "115/1/5", "words": "下次再去看保險名冊"}),
    ("POST", "actionplans:kpi_figure"): Sent(lambda w: {"value": "1", "on": "115/1/5", "note": "公文"}),
    ("POST", "actionplans:work_item_new"): Sent(lambda w: {"title": "辦 10 場訓練"}),
    ("POST", "actionplans:work_item_edit"): Sent(lambda w: {"title": "辦 10 場訓練"}),
    ("POST", "actionplans:work_item_arrange"): Sent(lambda w: {"do": "up"}),
    ("POST", "actionplans:uptake"): Sent(
        lambda w: {"state": "declined", "reason": "另案", "decided_on": "115/9/4", "decided_by": "王處長", "seen": 1}
    ),
    ("POST", "actionplans:meeting_new"): Sent(lambda w: {"title": "聯繫會報", "number": 9, "held_on": "115/9/3"}),
    ("POST", "actionplans:meeting_edit"): Sent(lambda w: {"title": "聯繫會報", "number": 9, "held_on": "115/9/3"}),
    ("POST", "actionplans:meeting_move"): Sent(lambda w: {"move": "issue", "minutes_number": "府社工字第1號"}),
    ("POST", "actionplans:meeting_agenda"): Sent(lambda w: {"do": "add", "title": "明年的工作坊"}),
    ("POST", "actionplans:meeting_item"): Sent(
        lambda w: {"do": "keep", f"i{w.ruling.item_id}-discussion": "談過了", f"i{w.ruling.item_id}-version": 0}
    ),
    ("POST", "volunteers:own_calendar"): Sent(lambda w: {"do": "make", "language": "en"}),
    ("POST", "actionplans:calendar"): Sent(lambda w: {"do": "make", "language": "en"}),
    ("POST", "actionplans:succession_new"): Sent(
        lambda w: {
            "successor": w.people["other supervisor"].pk,
            "key": "00000000-0000-4000-8000-000000000003",
            "seen": open_business.of(w.people["supervisor"], county="TTT", now=NOW).seal,
        }
    ),
    ("POST", "actionplans:meeting_arrange"): Sent(lambda w: {"do": "down"}),
    ("POST", "actionplans:link_make"): Sent(lambda w: {"name": "張大同"}),
    ("POST", "actionplans:check_in_review"): Sent(lambda w: {"do": "accept"}),
    ("POST", "actionplans:view_save"): Sent(lambda w: {"name": "我的縣市", "light": "late"}),
    ("POST", "actionplans:view_rename"): Sent(lambda w: {"name": "逾期的"}),
    ("POST", "actionplans:withdraw"): Sent(lambda w: {"reason": "負責人換了"}),
    ("GET", "exports:download"): Sent(lambda w: {"workshop": w.workshop.pk}),
    ("POST", "reports:proof"): Sent(lambda w: {"text": "共60人（男25人、女35人）"}),
    ("POST", "reports:make"): Sent(lambda w: {"format": "json"}),
    ("POST", "reports:dashboard_count"): Sent(lambda w: {"county": "TTT"}),
    # The English booklet
    ("POST", "reports:booklet_new"): Sent(lambda w: {"title": "Another Year", "year": "2026"}),
    ("POST", "reports:booklet_edit"): Sent(lambda w: {"title": "Another Name", "year": "2026"}),
    ("POST", "reports:booklet_choose"): Sent(lambda w: {"county": "HUA"}),
    ("POST", "reports:booklet_take"): Sent(lambda w: {"highlight": w.highlight.pk, "part": "title"}),
    ("POST", "reports:booklet_publish"): Sent(lambda w: {"do": "publish"}),
    ("POST", "reports:booklet_make"): Sent(lambda w: {"format": "epub"}),
    ("POST", "reports:highlight_arrange"): Sent(lambda w: {"do": "up"}),
    ("POST", "reports:highlight_sign"): Sent(lambda w: {"seen": f"{w.passage.pk}:{w.passage.version}"}),
    ("POST", "reports:booklet_photo_add"): Sent(lambda w: {"photo": f"evidence:{w.public_piece.pk}"}),
    ("POST", "reports:booklet_photo"): Sent(lambda w: {f"photo-{w.booklet_photo.pk}-alt": "A bus"}),
    ("POST", "reports:passage"): Sent(lambda w: {"english": "Other words", "version": w.passage.version}),
    ("POST", "reports:chapter_choose"): Sent(lambda w: {"plan": w.plan.pk}),
    ("POST", "reports:chapter_part"): Sent(lambda w: {"do": "up"}),
    ("POST", "reports:chapter_words"): Sent(lambda w: {"text": "別的話", "version": w.chapter_words.version}),
    ("POST", "reports:passage_sign"): Sent(lambda w: {"seen": w.passage.version}),
    ("POST", "set_language"): Sent(lambda w: {"language": "en"}),
    ("PATCH", "v1:group-detail"): Sent(json=lambda w: {"name": "海風"}),
    ("PATCH", "v1:participant-detail"): Sent(json=lambda w: {"title": "隊長"}),
    ("PATCH", "v1:plan-detail"): Sent(json=lambda w: {"title": "新的名稱"}),
    ("PATCH", "v1:programme-detail"): Sent(json=lambda w: {"capacity": 61}),
    ("PATCH", "v1:workshop-detail"): Sent(json=lambda w: {"venue": "別的地方"}),
    ("POST", "v1:idea-merge"): Sent(json=lambda w: {"plan": w.candidate.pk}),
    ("POST", "v1:idea-park"): Sent(json=lambda w: {"reason": "明年再談"}),
    ("POST", "v1:plan-withdraw"): Sent(json=lambda w: {"reason": "負責人換了"}),
    ("POST", "v1:programme-carry-on"): Sent(json=lambda w: {"year": 2030}),
    ("POST", "v1:programme-list"): Sent(json=lambda w: {"slug": "another"}),
    ("POST", "v1:programme-moves"): Sent(json=lambda w: {"move": "close", "reason": "辦完了"}),
    ("POST", "v1:sheet-operations"): Sent(json=lambda w: {"operations": [OPERATION]}),
    ("POST", "v1:workshop-disclosures"): Sent(json=lambda w: {"reason": "核對緊急聯絡人"}),
    ("POST", "v1:workshop-groups"): Sent(json=lambda w: {"count": 5}),
    ("POST", "v1:workshop-list"): Sent(json=lambda w: {"programme": w.programme.slug, "county": "TTT"}),
    ("POST", "v1:workshop-moves"): Sent(json=lambda w: {"move": "finish"}),
    ("POST", "v1:workshop-participants"): Sent(json=lambda w: NOBODY_NEW),
    ("POST", "volunteers:filing_move"): Sent(lambda w: {"move": "approve", "number": "第1號", "on": "115/6/1"}),
    ("POST", "volunteers:unit_waive"): Sent(lambda w: {"on": "115/6/1", "why": "章程第三條所載目的相符"}),
    ("POST", "volunteers:unit_new"): Sent(lambda w: UNIT),
    ("POST", "volunteers:unit_edit"): Sent(lambda w: UNIT),
    ("POST", "workshops:agenda"): Sent(lambda w: {"title": "開場", "minutes": "10", "kind": "session"}),
    ("POST", "workshops:agenda_check"): Sent(lambda w: {"title": "開場", "minutes": "10", "kind": "session"}),
    ("POST", "workshops:group"): Sent(lambda w: {"name": "海風"}),
    ("POST", "workshops:grouping_move"): Sent(lambda w: {"person": w.participant.pk, "group": "2"}),
    ("POST", "workshops:grouping_seat"): Sent(lambda w: {"count": 4}),
    ("POST", "workshops:lecturers"): Sent(lambda w: {"lecturer": w.people["other lecturer"].pk}),
    ("POST", "workshops:move"): Sent(lambda w: {"move": "finish"}),
    ("POST", "workshops:participant"): Sent(lambda w: NOBODY_NEW),
    ("POST", "workshops:walk_in"): Sent(lambda w: NOBODY_NEW),
    ("POST", "workshops:participant_add"): Sent(lambda w: NOBODY_NEW),
    ("POST", "workshops:participant_list"): Sent(lambda w: {"pasted": "林小華\t運用單位幹部\t示範志工隊"}),
    ("POST", "workshops:participants_open"): Sent(lambda w: {"reason": "核對緊急聯絡人"}),
    ("POST", "workshops:programme_move"): Sent(lambda w: {"move": "close"}),
    ("POST", "workshops:programme_new"): Sent(lambda w: {"like": w.programme.pk, "year": 2030}),
    ("POST", "workshops:register"): Sent(lambda w: {"programme": w.programme.pk, "county": "TTT"}),
    ("POST", "workshops:room_press"): Sent(lambda w: {"what": "next", "seen": 1}),
    ("POST", "workshops:room_settings"): Sent(lambda w: {"quiet_minutes": 8}),
    ("POST", "workshops:room_word"): Sent(lambda w: {"text": "收尾"}),
    ("POST", "workshops:step"): Sent(lambda w: {"venue": "別的地方"}),
    ("POST", "workshops:supervisor"): Sent(lambda w: {"supervisor": w.people["officer"].pk}),
    ("PUT", "v1:programme-blocks"): Sent(json=lambda w: {"blocks": []}),
    ("PUT", "v1:workshop-consensus"): Sent(json=lambda w: {"statement": "我們一起做。"}),
    ("PUT", "v1:workshop-lecturers"): Sent(
        json=lambda w: {"lecturer": w.people["other lecturer"].pk, "assistant": None}
    ),
    ("PUT", "v1:workshop-supervisor"): Sent(json=lambda w: {"supervisor": w.people["officer"].pk}),
    ("POST", "v1:idea-keep"): Sent(json=lambda w: {}),
    ("POST", "v1:check-in-accept"): Sent(json=lambda w: {}),
    ("POST", "v1:programme-national-report-files"): Sent(json=lambda w: {"format": "json"}),
    ("POST", "v1:idea-reopen"): Sent(json=lambda w: {}),
    ("POST", "v1:plan-adopt"): Sent(json=lambda w: {}),
    ("POST", "v1:sheet-hand-in"): Sent(json=lambda w: {}),
    ("POST", "v1:workshop-codes"): Sent(json=lambda w: {}),
    ("POST", "v1:workshop-seating"): Sent(json=lambda w: {}),
}


def named(resolver: URLResolver, before: str = "", spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """The full name and the pattern of every address."""
    for one in resolver.url_patterns:
        here = before + str(one.pattern).lstrip("^")
        if isinstance(one, URLResolver):
            yield from named(one, here, (*spaces, one.namespace) if one.namespace else spaces)
        elif isinstance(one, URLPattern):
            yield ":".join((*spaces, str(one.name))), here


ADDRESSES = dict(named(get_resolver()))


def read_table() -> dict[tuple[str, str], dict[str, str]]:
    """The table: method and name of the address → who → what she gets."""
    head, *rows = [line.split() for line in TABLE.splitlines() if line.strip() and not line.startswith("#")]
    assert head == list(COLUMNS)
    found: dict[tuple[str, str], dict[str, str]] = {}
    for method, name, *cells in rows:
        assert (method, name) not in found, f"twice in the table: {method} {name}"
        found[method, name] = dict(zip(COLUMNS, cells, strict=True))
    return found


LINES = read_table()


def address(name: str, world: World) -> str:
    """The address of this name, of the things of the small world."""
    if name in WRITTEN_OUT:
        return WRITTEN_OUT[name]
    pattern = ADDRESSES[name]
    parts = {}
    for part in re.findall(r"<(?:\w+:)?(\w+)>", pattern):
        make = OWN_PARTS.get(name, {}).get(part) or PARTS.get(part)
        if make is None:
            start = pattern.removeprefix("api/").removeprefix("v1/")
            make = next(key for beginning, key in KEYS.items() if start.startswith(beginning))
        parts[part] = make(world)
    return reverse(name, kwargs=parts)


def ask(client: Client, method: str, name: str, world: World) -> HttpResponse:
    """One request, with what goes along."""
    sent = SENDS.get((method, name), Sent())
    send = getattr(client, method.lower())
    if sent.json is not None:
        response = send(address(name, world), json.dumps(sent.json(world)), content_type="application/json")
    elif sent.fields is not None:
        response = send(address(name, world), sent.fields(world))
    else:
        response = send(address(name, world))
    if response.streaming:
        b"".join(response.streaming_content)  # the file behind it is closed at its end
    return response


def cell(response: HttpResponse) -> str:
    """How the table says an answer."""
    if response.status_code == 302 and response["Location"].startswith(LOGIN):
        return "in"
    return str(response.status_code)


WRITES = re.compile(r"^(?:INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO) \"(?!django_session)(\w+)", re.IGNORECASE)


def written(queries: CaptureQueriesContext) -> set[str]:
    """The tables that were written to; a session is not looked at."""
    return {found.group(1) for query in queries if (found := WRITES.match(query["sql"]))}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The small world, once for all lines; what a request changes is taken back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def cookies(world: World) -> dict[str, str]:
    """What each one's browser holds, from one sign-in."""
    return {who: world.client(who).cookies.output(header="", sep=";") for who in COLUMNS.values()}


@pytest.fixture
def visitor(cookies: dict[str, str]) -> Callable[[str], Client]:
    """A browser of one of them as it was after signing in, whatever the requests before did to it."""

    def opened(who: str) -> Client:
        client = Client()
        client.cookies = SimpleCookie(cookies[who])
        return client

    return opened


def test_every_address_has_its_line_and_every_line_its_address() -> None:
    in_table = {name for _method, name in LINES}
    assert ADDRESSES.keys() - in_table == set(), "an address that nobody has judged: add its line to TABLE"
    assert in_table - ADDRESSES.keys() == set(), "a line whose address is gone"
    assert SENDS.keys() - LINES.keys() == set(), "something is sent that no line asks for"


def test_the_table_asks_everybody_there_is() -> None:
    assert set(COLUMNS.values()) == {"nobody", *PEOPLE, *SEATS}


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "name"), LINES, ids=[" ".join(line) for line in LINES])
def test_everybody_gets_what_the_table_says(
    world: World, visitor: Callable[[str], Client], method: str, name: str
) -> None:
    got, changed = {}, {}
    lines = LINES[method, name]
    if name in HOLD_NO_DATA:
        assert set(lines.values()) == {"200"}
        lines = {column: lines[column] for column in ("any", "acc", "sea")}
    for column, who in ((column, COLUMNS[column]) for column in lines):
        with transaction.atomic(), CaptureQueriesContext(connection) as queries:
            got[column] = cell(ask(visitor(who), method, name, world))
            if got[column] in REFUSED and (tables := written(queries)):
                changed[who] = tables
            transaction.set_rollback(True)
    assert got == lines
    assert not changed, "refused, and yet something was written"


LOOKED_AT = {name for method, name in LINES if method == "GET"}
# Django's own view takes a look as a wish without a language: it only leads back.
LEADS_BACK = {"set_language"}


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted({name for _method, name in LINES} - LOOKED_AT - LEADS_BACK))
def test_what_is_only_sent_to_cannot_be_opened(world: World, visitor: Callable[[str], Client], name: str) -> None:
    """Whoever may send something gets "not this way" for looking, and nothing happens."""
    cells = next(cells for (_method, other), cells in LINES.items() if other == name)
    column = next(column for column in ("sea", "off", "ass", "vol", "uni") if cells[column] not in REFUSED)
    with CaptureQueriesContext(connection) as queries:
        assert visitor(COLUMNS[column]).get(address(name, world)).status_code == 405
    assert not written(queries) - {"workshops_seat"}, "a seat is seen, nothing else happens"


NOT_HERS = [line for line, cells in LINES.items() if cells["of2"] == "404" and "<" in ADDRESSES[line[1]]]


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "name"), NOT_HERS, ids=[" ".join(line) for line in NOT_HERS])
def test_what_is_not_hers_looks_like_what_is_not_there(
    world: World, visitor: Callable[[str], Client], method: str, name: str
) -> None:
    """The officer of another county cannot tell this county's things from things that do not exist."""
    real = address(name, world)
    gone = re.sub(r"(?<=/)\d+(?=[/.]|$)", "999999", real).replace(world.programme.slug, "nothing")
    answers = []
    for where in (real, gone):
        response = visitor("other officer").generic(method, where)
        answers.append((response.status_code, _without_its_address(response, where)))
    assert answers[0] == answers[1]


def _without_its_address(response: HttpResponse, where: str) -> str:
    text = response.content.decode().replace(where, "")
    return re.sub(r'(csrfmiddlewaretoken" value=|x-csrftoken": |nonce=)"[^"]*"', "", text)


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["operations", "a form"])
def test_a_device_writes_at_its_own_table_only(world: World, visitor: Callable[[str], Client], way: str) -> None:
    """Table 2 holds the address of table 1's sheet, and still cannot write on it or read it."""
    theirs = world.groups[0].sheets.get(kind="design")
    before = list(theirs.entries.order_by("pk").values())
    client, question = visitor("other seat"), f"?sheet={theirs.pk}"
    if way == "operations":
        where = reverse("actionplans:operations", kwargs={"kind": "design"}) + question
        sent = client.post(where, json.dumps({"operations": [OPERATION]}), content_type="application/json")
        assert sent.status_code == 409
        state = client.get(reverse("actionplans:state", kwargs={"kind": "design"}) + question)
        assert state.status_code == 409
    else:
        where = reverse("actionplans:sheet", kwargs={"kind": "design"})
        client.post(where, {"sheet": theirs.pk, "v:title": "被改掉的名稱", "title": "被改掉的名稱"})
    assert list(theirs.entries.order_by("pk").values()) == before
    assert "行動1" not in client.get(reverse("actionplans:sheet", kwargs={"kind": "design"})).content.decode()
