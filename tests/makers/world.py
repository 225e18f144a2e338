"""A small fixed world with a row of everything: one workshop in Taitung under way, one in Hualien, and fifteen people
who stand to them in every way there is.
"""

import datetime as dt
import hashlib
import uuid
from dataclasses import dataclass
from decimal import Decimal

from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from actionplans.asking import form_drafts, questions
from actionplans.consensus import ballots, consolidation, signatures
from actionplans.followup import checkin_links, checkins, evidence, publishing
from actionplans.handing_over import open_business
from actionplans.kpis import keeping
from actionplans.models import (
    AnnualPlan,
    Ballot,
    CalendarFeed,
    CheckIn,
    CheckInLink,
    Decision,
    Evidence,
    Idea,
    Kpi,
    KpiReading,
    Meeting,
    PaperPage,
    Plan,
    Ruling,
    SavedView,
    Signature,
    Succession,
    TrackerVisit,
    Voice,
    VoiceLink,
)
from actionplans.public import voices
from actionplans.yearly import support
from foundation.accounts import tokens
from foundation.accounts.disclosure import disclose
from foundation.accounts.models import AnsweredRequest, ApiToken, Membership, User
from foundation.accounts.roles import Role
from foundation.audit import trail
from foundation.audit.trail import SYSTEM
from foundation.audit.verbs import Verb
from foundation.calendars import feeds
from foundation.exports import pdf
from foundation.files.models import StoredFile
from foundation.jobs.models import Job
from foundation.notices.models import Notice
from pledges import uploading
from pledges.models import Pledge
from reports.booklet import booklets, passages, photos
from reports.completeness import letters as stage_letters
from reports.completeness import returning
from reports.dashboards import counting, workshop_steps
from reports.editions import correcting
from reports.gathering import core_issues
from reports.models import Booklet, BookletPhoto, ChapterWords, EditionFile, Highlight, Passage, ReleasedFile
from reports.themes import naming as theme_naming
from tests.makers.accounts import make_passkey, make_sign_in, make_user
from tests.makers.annual import make_annual, make_uptake
from tests.makers.board import ideas_of, make_adopted, make_candidate, write_table
from tests.makers.calls import make_asks, make_dialogue
from tests.makers.chapters import make_paragraph
from tests.makers.deciding import make_decision
from tests.makers.editions import make_edition
from tests.makers.evaluating import (
    appraise,
    hand_in,
    make_appraisal,
    make_gathering,
    make_round,
    note_presence,
    rate_all,
)
from tests.makers.files import make_document, make_file, make_photo
from tests.makers.followup import make_check_in
from tests.makers.meetings import make_meeting, make_ruling
from tests.makers.own_awards import make_draft, make_own
from tests.makers.pledges import license_it, make_picture, make_pledge, take
from tests.makers.proposing import make_award_candidate, make_window
from tests.makers.recruiting import make_application, make_findable, make_opening
from tests.makers.releases import release_edition
from tests.makers.results import make_accepted, make_report, make_settled, window
from tests.makers.symposia import make_delegate, make_invitation, make_symposium
from tests.makers.trainings import BASIC, EVENING, MORNING, attend, make_place, make_session, slot
from tests.makers.volunteers import (
    make_duty,
    make_enrolment,
    make_entry,
    make_filing,
    make_post,
    make_request,
    make_trained,
    make_unit,
    make_volunteer,
)
from tests.makers.workshops import make_group, make_participant, make_programme, make_seat, make_workshop
from volunteers.awards import giving, readings, runs, sweeping
from volunteers.certifying import honor_cards, issuing
from volunteers.evaluating import appraisals, improvements, ratings, rounds
from volunteers.insuring import incidents
from volunteers.lists import sent_lists
from volunteers.merging import doubles, merging
from volunteers.models import (
    Attendance,
    Authority,
    BookNote,
    ColumnMeaning,
    Duty,
    Enrolment,
    EvaluationRound,
    Family,
    FamilyMember,
    Filing,
    FilingPaper,
    OwnCalendar,
    Press,
    ResultReport,
    ResultSum,
    SentList,
    Station,
    TakenList,
    TakenPerson,
    TrainingSession,
    Unit,
    Volunteer,
)
from volunteers.persons import booklet, cards, portraits
from volunteers.proposing import committee
from volunteers.recruiting import deciding, finding, subscriptions
from volunteers.recruiting.subscriptions import Filters
from volunteers.reporting import summing
from volunteers.rights import answering
from volunteers.rostering import presses, rosters, stations
from volunteers.rules.agreement_terms import TERMS
from volunteers.rules.booklet import Measures
from volunteers.serving import approvals, spot_checks
from volunteers.training import session_closing, sessions
from volunteers.unit_life import agreements, allowances, complaints, customs, gatherings
from workshops import calls, room
from workshops.models import Group, Participant, Programme, Seat, Word, Workshop
from workshops.seats import COOKIE

NOW = dt.datetime(2026, 6, 10, 6, 0, tzinfo=dt.UTC)

# Who → the role she holds and where.
PEOPLE: dict[str, tuple[str | None, str | None]] = {
    "no role": (None, None),
    "association": (Role.ASSOCIATION, None),
    "officer": (Role.COUNTY_OFFICER, "TTT"),
    "other officer": (Role.COUNTY_OFFICER, "HUA"),
    "supervisor": (Role.SUPERVISOR, "TTT"),
    "other supervisor": (Role.SUPERVISOR, "TTT"),
    "lecturer": (Role.LECTURER, None),
    "other lecturer": (Role.LECTURER, None),
    "authority": (Role.AUTHORITY_OFFICER, "TTT"),
    "coordinator": (Role.UNIT_COORDINATOR, "TTT"),
    "volunteer": (Role.VOLUNTEER, "TTT"),
}
SEATS = {"seat": 1, "other seat": 2}


@dataclass(frozen=True)
class World:
    """What stands in the small world.

    Attributes:
        people: by what they are, see `PEOPLE`; the "other" ones stand in the same way to another county or workshop.
        workshop: Taitung's, running, with four tables whose sheets are written; names `supervisor` and `lecturer`.
        elsewhere: Hualien's, confirmed; names `other supervisor` and `other lecturer`.
        ideas: of the four tables: adopted as `plan`, kept as `candidate`, parked, open.
        meeting: Taitung's, in session; `ruling` is on the plan, in words.
        annual: Taitung's annual plan of 2026, a draft with two work items; `plan` is to go into the first.
        ballot: open, on the ideas that are not parked; nobody has voted. signature: one under `plan`.
        succession: the supervisor's business in Taitung, kept as it stood; nothing was moved by it.
        word: told to all of Taitung's tables, and read at table 1; its room's clock runs.
        unit: Taitung's, for social welfare, of which `coordinator` keeps the register; `person` serves there, trained
            and insured, with approved hours of March and waiting ones of April; the account `volunteer` is hers. Its
            plan is approved, `filing` is handed in and `returned` was sent back with a mark. It holds `session`, for
            which `person` is signed up, and has closed another that gave her a certificate.
        double: serves there as well; another row was merged into hers, and a third is somebody else.
        seats: devices at Taitung's tables 1 and 2; `token-<who>` is what their cookies hold.
    """

    people: dict[str, User]
    programme: Programme
    draft: Programme
    workshop: Workshop
    elsewhere: Workshop
    groups: list[Group]
    ideas: list[Idea]
    plan: Plan
    link: CheckInLink
    link_token: str
    link_photo: Evidence
    notice: Notice
    check_in: CheckIn
    public_piece: Evidence
    public_paper: Evidence
    voice: Voice
    voice_token: str
    decision: Decision
    meeting: Meeting
    ruling: Ruling
    annual: AnnualPlan
    kpi: Kpi
    candidate: Plan
    ballot: Ballot
    signature: Signature
    participant: Participant
    seats: dict[str, Seat]
    word: Word
    membership: Membership
    job: Job
    token: ApiToken
    secret: str
    photo: StoredFile
    page: PaperPage
    view: SavedView
    succession: Succession
    calendar_token: str
    own_calendar_token: str
    unit: Unit
    person: Volunteer
    double: Volunteer
    filing: Filing
    returned: Filing
    session: TrainingSession

    @property
    def duties(self) -> list[Duty]:
        """The unit's shifts: the first is `person`'s, the second is free."""
        return list(Duty.objects.filter(post__unit=self.unit))

    @property
    def press(self) -> Press:
        """What a device kept that came to nothing."""
        return self.unit.stations.get().presses.get()

    @property
    def settled(self) -> ResultSum:
        """The nation's sum of a year that is open data."""
        return ResultSum.objects.get(county=None)

    @property
    def booklet(self) -> Booklet:
        """The English booklet, a draft; it tells of `plan` and of Taitung."""
        return Booklet.objects.get()

    @property
    def released(self) -> ReleasedFile:
        """A file of the first edition, which everybody may have."""
        return ReleasedFile.objects.get(language="en")

    @property
    def highlight(self) -> Highlight:
        """`plan` in the booklet, with `public_piece` beside it."""
        return self.booklet.highlights.get(plan=self.plan)

    @property
    def passage(self) -> Passage:
        """A passage of it that somebody else of the association has translated."""
        return self.highlight.passages.get(part="title")

    @property
    def booklet_photo(self) -> BookletPhoto:
        """The photo beside it."""
        return self.highlight.photos.get()

    @property
    def chapter_words(self) -> ChapterWords:
        """A paragraph of the national report, in Chinese."""
        return ChapterWords.objects.get(role="text", language="zh-hant")

    @property
    def report(self) -> ResultReport:
        """The unit's report that is still with it."""
        return self.unit.results.get(state="open")

    @property
    def told(self) -> EvaluationRound:
        """The unit's round whose results have been told."""
        return self.unit.evaluation_rounds.get(state="told")

    @property
    def rated(self) -> EvaluationRound:
        """The unit's round that is being rated."""
        return self.unit.evaluation_rounds.get(state="rating")

    @property
    def station(self) -> Station:
        """The unit's device at the entrance."""
        return self.unit.stations.get()

    def client(self, who: str) -> Client:
        """A browser of one of the people, of a seat, or of nobody (`anonymous`)."""
        client = Client()
        if who in self.people:
            client.force_login(self.people[who])
        elif who in self.seats:
            client.cookies[COOKIE] = f"token-{who}"
        return client


def make_world() -> World:
    """Build it; nothing in it depends on the day."""
    people = {who: make_user(role, county, name=who) for who, (role, county) in PEOPLE.items()}
    officer = people["officer"]
    programme = make_programme(year=2026)
    draft = make_programme(year=2027, state=Programme.State.DRAFT)
    questions.lay_out(programme=programme, by=SYSTEM, now=NOW)
    wording = form_drafts.begin(programme=programme, kind="inventory", by=people["association"], now=NOW)
    form_drafts.add(
        draft=wording, kind="lines", words={"label": "還想說什麼"}, section="support", after="", by=SYSTEM, now=NOW
    )
    workshop = make_workshop(
        Workshop.State.RUNNING,
        programme=programme,
        lecturer=people["lecturer"],
        supervisor=people["supervisor"],
    )
    elsewhere = make_workshop(
        Workshop.State.CONFIRMED,
        programme=programme,
        county="HUA",
        groups=1,
        lecturer=people["other lecturer"],
        supervisor=people["other supervisor"],
    )
    groups = [make_group(workshop) for _table in range(4)]
    for group in groups:
        write_table(group, title=f"行動{group.number}")
    seats = {who: make_seat(groups[table - 1], token=f"token-{who}") for who, table in SEATS.items()}
    room.begin(workshop, by=people["lecturer"], now=NOW)
    word = calls.tell(workshop=workshop, text="還有 5 分鐘", group=None, by=people["lecturer"], now=NOW)
    calls.confirm(word=word, seat=seats["seat"], now=NOW)
    participant = make_participant(workshop, group=groups[0])
    make_participant(elsewhere)

    ideas = ideas_of(workshop)
    plan = make_adopted(ideas[0], by=officer)
    candidate = make_candidate(ideas[1], by=officer)
    consolidation.park(idea=ideas[2], reason="明年再談", by=officer, now=NOW)

    link, link_token = checkin_links.make(plan=plan, name="張大同", by=people["supervisor"], now=NOW)
    CheckInLink.objects.update(expires_at=dt.datetime(2100, 1, 1, tzinfo=dt.UTC))
    check_in = make_check_in(plan, link, claims=1, now=NOW)
    link_photo = evidence.add_file(check_in=check_in, data=make_photo(), name="a.jpg", by=link, now=NOW)
    checkins.submit(check_in=check_in, by=link, now=NOW)
    told = make_check_in(plan, people["supervisor"], now=NOW)
    public_piece = evidence.add_file(check_in=told, data=make_photo(), name="a.jpg", by=people["supervisor"], now=NOW)
    public_paper = Evidence.objects.create(
        check_in=told, added_at=NOW,
        file=make_document(told, by=people["supervisor"], purpose=evidence.KEY, now=NOW),
    )  # fmt: skip
    checkins.submit(check_in=told, by=people["supervisor"], now=NOW)
    checkins.accept(check_in=told, by=officer, now=NOW)
    publication = publishing.publish(plan=plan, summary="", summary_en="", by=officer, now=NOW)
    publishing.show_update(
        check_in=told,
        words="辦了說明會",
        words_en="",
        pieces=[public_piece.pk, public_paper.pk],
        by=officer,
        now=NOW,
    )
    voice_link, voice_token = voices.make_link(publication=publication, group=ideas[0].group, by=officer, now=NOW)
    VoiceLink.objects.update(expires_at=dt.datetime(2100, 1, 1, tzinfo=dt.UTC))
    voice = voices.give(writer=voice_link, publication=publication, stance="yes", words="是的", now=NOW)
    decision = make_decision(plan, "continue", by=officer)
    meeting = make_meeting(state="session", by=officer)
    ruling = make_ruling(meeting.items.get(plan=plan), by=officer, person="張大同")
    _make_pledges(officer)
    _make_editions(programme, people["association"])
    first = next(key for key in core_issues(programme) if key[0] == groups[0].pk)
    theme_naming.name(programme=programme, words="沒有人手", issues=[first], by=people["association"], now=NOW)
    stage_letters.send(
        programme=programme, county=elsewhere.county, step=workshop_steps.steps_of(programme)[1], subject="主旨",
        body="內容", by=people["association"], now=NOW,
    )  # fmt: skip
    registered = workshop_steps.steps_of(programme)[0]
    returning.give_back(
        workshop=workshop, step=registered, mark="日期寫錯了，請改", by=people["association"], now=NOW
    )  # fmt: skip
    _make_booklet(plan, public_piece)
    _make_symposium(plan, people["association"], officer)
    make_paragraph(programme, "共 {{14}} 件。", by=people["association"])
    annual = make_annual(items=2, by=officer)
    make_uptake(plan, "planned", annual.items.first(), by=officer)
    taken = keeping.take_in(
        annual=annual, codes=["professional_trainings", "budget", "growth", "liaison_authorities"], by=officer, now=NOW
    )
    helped = support.assign(
        annual=annual, authority=Authority.objects.of_county("TTT")[0], group="a", way="benchmark", by=officer, now=NOW
    )
    support.visit(group=helped, on=dt.date(2026, 3, 1), words="看了保險名冊和紀錄冊", by=officer, now=NOW)
    kpi = annual.kpis.get(code=taken[0].code)
    keeping.type_figure(
        kpi=kpi, part="numerator", value=Decimal(1), on=dt.date(2026, 3, 1), note="課程表", by=officer, now=NOW
    )
    KpiReading.objects.create(kpi=kpi, on=dt.date(2026, 3, 31), value=1, met=True, why="1次", read_at=NOW)
    notice = Notice.objects.create(
        key=f"followup/{plan.pk}/2026-07-15/T+3/ming@example.org", kind="followup", subject_key=str(plan.pk),
        step="T+3", county_id="TTT", to_name="張大同", to_address="ming@example.org", due_at=NOW, planned_at=NOW,
        state="failed",
        why="收信的伺服器不收這個信箱。",
    )  # fmt: skip

    ballot = ballots.open_ballot(
        workshop=workshop, question="先做哪一個？", dots=3, voter="seat", hidden=True, by=officer, now=NOW
    )
    signature = signatures.sign(plan=plan, name="張大同", unit="公所", by=officer, now=NOW)

    trail.record(Verb.CHANGED, workshop, by=officer, at=NOW)
    disclose(subject=workshop, county="TTT", reason="核對緊急聯絡人", by=people["association"], now=NOW)
    token, secret = tokens.issue(name="社會處系統", days=90, by=officer, now=NOW)
    AnsweredRequest.objects.create(user=officer, key="sent-once", told="0" * 64, at=NOW)
    make_sign_in(officer, now=NOW)
    make_passkey(officer, now=NOW)
    membership = make_user(Role.VOLUNTEER, "TTT").memberships.get()
    job = Job.objects.create(
        kind="example", label="示範作業", by=officer, asked_at=NOW, finished_at=NOW, state=Job.State.DONE
    )
    job.result.save("example.json", ContentFile(b"{}"))
    photo = make_file(workshop, by=officer, now=NOW)
    page = PaperPage.objects.create(workshop=workshop, file=photo, group=groups[0], sheet="A")
    view = SavedView.objects.create(user=officer, name="落後的", query="light=late", made_at=NOW)
    leaving = people["supervisor"]
    handed = {
        "business": open_business.of(leaving, county="TTT", now=NOW).as_json(),
        "from": {"name": "supervisor", "role": "追蹤督導", "mail": leaving.email, "phone": ""},
        "to": {"name": "officer", "role": "縣市承辦人", "mail": officer.email, "phone": "089-326141"},
    }
    succession = Succession.objects.create(
        key="00000000-0000-4000-8000-000000000009", county_id="TTT", predecessor=leaving, successor=officer,
        handed=handed, made_at=NOW, made_by="officer",
    )  # fmt: skip
    _feed, calendar_token = feeds.make(CalendarFeed, language="zh-hant", by=officer, now=NOW)
    _own, own_calendar_token = feeds.make(OwnCalendar, language="zh-hant", by=people["volunteer"], now=NOW)
    TrackerVisit.objects.create(user=officer, seen_at=NOW, looked_at=NOW)
    unit, person = _make_register(people)
    double = _make_doubles(unit, people["officer"])
    counting.count(unit.county, now=NOW)
    return World(
        people=people,
        programme=programme,
        draft=draft,
        workshop=workshop,
        elsewhere=elsewhere,
        groups=groups,
        ideas=ideas,
        plan=plan,
        candidate=candidate,
        decision=decision,
        meeting=meeting,
        ruling=ruling,
        annual=annual,
        kpi=kpi,
        ballot=ballot,
        signature=signature,
        link=link,
        link_token=link_token,
        link_photo=link_photo,
        notice=notice,
        public_piece=public_piece,
        public_paper=public_paper,
        voice=voice,
        voice_token=voice_token,
        check_in=check_in,
        participant=participant,
        seats=seats,
        membership=membership,
        job=job,
        token=token,
        secret=secret,
        word=word,
        photo=photo,
        page=page,
        view=view,
        succession=succession,
        calendar_token=calendar_token,
        own_calendar_token=own_calendar_token,
        unit=unit,
        person=person,
        double=double,
        filing=unit.filings.get(state="submitted"),
        returned=_with_paper(unit.filings.get(state="returned")),
        session=unit.training_sessions.get(state="open"),
    )


def _make_doubles(unit: Unit, officer: User) -> Volunteer:
    """Somebody of whom another row was merged into hers, and who was found not to be a third."""
    kept, gone, third = (make_enrolment(unit, make_volunteer("林素真", number="")).volunteer for _one in range(3))
    merging.merge(kept=kept, gone=gone, reason="身分證影本核對過", by=officer, now=NOW)
    doubles.apart(first=kept, second=third, by=officer, now=NOW)
    return kept


def _make_register(people: dict[str, User]) -> tuple[Unit, Volunteer]:
    """A unit with somebody in it, and the people who stand to it in every way."""
    unit = make_unit("TTT", "social", name="海線關懷志工隊")
    make_unit("TTT", "health", name="山線健康志工隊")
    Membership.objects.filter(user=people["coordinator"]).update(organisation=unit.organisation)
    Membership.objects.filter(user=people["authority"]).update(sector="社會福利類")
    make_filing(unit, Filing.State.SUBMITTED, title="第二個計畫")
    make_filing(unit, Filing.State.RETURNED, marks={"content": "請寫次數"}, remark="請補正")
    person = make_trained(unit, name="林素珠")
    person.user = people["volunteer"]
    person.save()
    make_entry(unit, person, dt.date(2026, 3, 7))
    approvals.approve_ordinary(unit=unit, month=202603, seed="w", by=people["coordinator"], now=NOW)
    make_entry(unit, person, dt.date(2026, 4, 4))
    spot_checks.draw(
        unit=unit, manner="paper", first=dt.date(2026, 3, 1), last=dt.date(2026, 3, 31), seed="w",
        by=people["officer"], now=NOW,
    )  # fmt: skip
    values = {
        "happened_on": dt.date(2026, 3, 7), "known_on": dt.date(2026, 3, 8), "place": "活動中心", "doing": "service",
    }  # fmt: skip
    incident = incidents.report(
        unit=unit, volunteer=person, values=values, told="下樓時扭傷左腳", by=people["coordinator"], now=NOW
    )
    incidents.claim(incident=incident, policy=unit.policies.get(), insurer="", by=people["coordinator"], now=NOW)
    BookNote.objects.create(
        book=person.books.get(), kind=BookNote.Kind.LENT, from_on=dt.date(2025, 1, 1), to_on=dt.date(2025, 1, 31),
        reason="借給鄰居用", noted_at=NOW, noted_by="officer",
    )  # fmt: skip
    giving.record(
        who=person, award="TPE_SOC_CONTRIBUTION", given_on=dt.date(2026, 2, 1), counted_until=None,
        on=dt.date(2026, 3, 1), now=NOW, by=people["coordinator"],
    )  # fmt: skip
    by = people["coordinator"]
    giving.state(
        who=person, award="TPE_SOC_GOLD_DIAMOND_INDIVIDUAL", key="innovation", holds=True, on=dt.date(2026, 3, 1),
        now=NOW, by=by,
    )  # fmt: skip
    readings.decide(
        county=unit.county, dispute="family_size", reading="with_applicant", reason="依本府函示辦理",
        on=dt.date(2026, 3, 1), now=NOW, by=by,
    )  # fmt: skip
    own = make_own(
        unit.county_id, name="志工楷模獎", stated="有具體優良事蹟", years=1, again="once", by=people["officer"]
    )
    make_draft(award=own, name="志工楷模獎", hours=150, valid_from=dt.date(2027, 1, 1), by=people["officer"])
    _make_proposal(unit, person, people)
    issuing.performance(
        unit=unit, people=[person.pk], first=dt.date(2026, 1, 1), last=dt.date(2026, 3, 31), content="探訪獨居長者",
        by=by, now=NOW,
    )  # fmt: skip
    for day, note in ((dt.date(2026, 2, 2), "這一張"), (dt.date(2026, 2, 3), "續發的卡")):
        given = giving.record(
            who=person, award=honor_cards.AWARD, given_on=day, counted_until=None, on=dt.date(2026, 3, 1), now=NOW,
            by=by, note=note,
        )  # fmt: skip
        if note == "這一張":
            card = honor_cards.make(given=given, unit=unit, by=people["officer"], now=NOW)
            honor_cards.check(
                card=card, name_en="LIN, SU-CHU", address="臺東市中山路 1 號", by=people["officer"], now=NOW
            )
    _make_family(unit, person)
    run = runs.start(county=unit.county, on=dt.date(2026, 3, 31), now=NOW, by=by)
    runs.store(run, [person.pk], [sweeping.Found(person.pk, "TW_MOHW_HONOR_CARD", "eligible")])
    for kind, text in (
        ("people_list", "姓名,手機號碼\n林淑珠,不明\n"), ("hour_list", "夥伴,哪天來\n林素珠,115/3/7\n"),
        ("training_list", "姓名,訓練,結訓日期\n林素珠,基訓,113/13/1\n"),
        ("insured_list", "姓名,生效日\n林素珠,115/13/1\n"),
    ):  # fmt: skip
        sent = sent_lists.send(
            unit=unit, kind=sent_lists.KINDS[kind], upload=ContentFile(text.encode(), name=f"{kind}.csv"),
            only_check=True, by=people["coordinator"], now=timezone.now(), language="zh-hant",
            policy=unit.policies.get() if kind == "insured_list" else None,
        )  # fmt: skip
        SentList.objects.filter(pk=sent.pk).update(key=f"sent-{kind}")
        ColumnMeaning.objects.create(unit=unit, kind=kind, heading="附記", heading_key="附記")
    for kind in ("people_list", "training_list", "insured_list"):
        TakenList.objects.create(
            unit=unit, kind=kind, name=f"{kind}.csv", added=1, made_at=timezone.now(), made_by="周怡君",
            policy=unit.policies.get() if kind == "insured_list" else None,
        )  # fmt: skip
    make_place(make_session(unit, slots=BASIC), person)
    TakenPerson.objects.create(taken=unit.taken_lists.get(kind="people_list"), volunteer=person)
    held = make_session(unit, slots=(slot(1, programme="IN_SERVICE"),), title="下半年的課")
    place = make_place(held, person)
    sessions.move(session=held, name="begin", by=SYSTEM, now=MORNING)
    attend(held, {place: (1,)})
    session_closing.close(session=held, by=SYSTEM, now=EVENING)
    _make_roster(unit, person, people["coordinator"])
    portraits.keep(volunteer=person, data=make_photo((300, 380)), by=people["coordinator"], now=NOW)
    Enrolment.objects.filter(volunteer=person).update(number="001")
    _make_openings(unit, person, people["coordinator"])
    keys = person.enrolments.values_list("pk", flat=True)
    _make_life(unit, person, people)
    _make_results(unit)
    _make_appraisals(unit, people)
    _make_allowances(unit, people["coordinator"])
    cards.make(unit=unit, enrolments=keys, valid_until=dt.date(2027, 12, 31), by=people["coordinator"], now=NOW)
    _make_requests(unit, person, people["officer"])
    return unit, person


def _with_paper(filing: Filing) -> Filing:
    """A plan that something is attached to."""
    FilingPaper.objects.create(filing=filing, key="registration", changed_at=NOW)
    return filing


def _make_family(unit: Unit, person: Volunteer) -> None:
    """A family that the unit keeps: `person`, and somebody who serves nowhere any more."""
    family = Family.objects.create(
        county=unit.county, unit=unit, agreed_on=dt.date(2026, 1, 1), kept_at=NOW, kept_by="承辦人"
    )
    for number, (one, relation) in enumerate(((person, "本人"), (make_volunteer("林長女"), "長女")), 1):
        FamilyMember.objects.create(family=family, volunteer=one, position=number, relation=relation)


def _make_results(unit: Unit) -> None:
    """A report that is locked and in its authority's sum, and last year's, which the unit still has."""
    make_accepted(unit, window(2024))
    summing.close_authority(
        authority=unit.authority, county=unit.county, year=2024, term="year", by=SYSTEM, now=timezone.now()
    )
    make_report(unit, window(2025))
    make_settled(2023)


def _make_proposal(unit: Unit, person: Volunteer, people: dict[str, User]) -> None:
    """A window with a committee (somebody without a role sits on it), and `person` put forward and handed in."""
    window = make_window(
        "TW_MOHW_HONOR_CARD", "TTT", opens_on=dt.date(2020, 1, 1), closes_on=dt.date(2099, 12, 31), papers=["deeds"],
        has_committee=True,
    )  # fmt: skip
    committee.weigh(window=window, criteria=[("服務熱忱", 60), ("服務成果", 40)], by=people["officer"], now=NOW)
    committee.appoint(window=window, user=people["no role"], by=people["officer"], now=NOW)
    make_award_candidate(window, unit, person, state="submitted", deeds="每週三到活動中心陪長輩量血壓。")


def _make_requests(unit: Unit, person: Volunteer, officer: User) -> None:
    """What she asks about her own data: a correction that waits, and two things that were granted today."""
    now = timezone.now()
    make_request(person, "correct", to=f"unit-{unit.pk}", now=now)
    for right in ("read", "copy"):
        asked = make_request(person, right, now=now)
        answering.grant(request=asked, answer="資料都整理好了。", by=officer, now=now)


def _make_openings(unit: Unit, person: Volunteer, by: User) -> None:
    """An opening with somebody who applied and was spoken with, and `person` found, and asked by another unit."""
    lasting = {"opens_on": dt.date(2020, 1, 1), "closes_on": dt.date(2099, 12, 31)}
    opening = make_opening(unit, **lasting)
    applied = make_application(opening, name="陳小君", email="chen@example.org")
    deciding.interview(
        application=applied,
        on=timezone.localdate(NOW),
        who="周怡君",
        points=["facts"],
        notes="週六能來",
        by=by,
        now=NOW,
    )
    other = make_opening(Unit.objects.get(category="health", county="TTT"), title="健康站志工", **lasting)
    found = make_findable(person)
    finding.ask(opening=other, chosen=[found.pk], words="歡迎來看看", by=by, now=NOW)
    subscriptions.ask(email="reader@example.org", filters=Filters(county="TTT"), now=NOW)


def _make_life(unit: Unit, person: Volunteer, people: dict[str, User]) -> None:
    """A meeting still open, a round that is being rated, and one that was told, in which somebody asked again."""
    meeting = make_gathering(unit, dt.date(2026, 6, 3), title="六月會議")
    note_presence(meeting, [person])
    gatherings.decide(gathering=meeting, words="買雨衣", who="督導", due_on=None, by=SYSTEM, now=NOW)
    other = make_enrolment(unit).volunteer
    raters = people["coordinator"], people["officer"]
    told = make_round(unit, raters, year=2025, term="year", first_on=dt.date(2025, 1, 1), last_on=dt.date(2025, 12, 31))
    rate_all(told, 85)
    rounds.tell(round_=told, by=people["coordinator"], now=timezone.now())
    theirs = told.evaluations.get(volunteer=other)
    ratings.appeal(evaluation=theirs, words="時數少算了兩次", by=SYSTEM, now=timezone.now())
    make_round(unit, raters)
    customs.settle(unit=unit, values={"appeal_days": 20}, by=people["coordinator"], now=NOW)
    complaints.open_box(unit=unit, by=people["coordinator"], now=NOW)
    agreements.write(unit=unit, parts={term.key: "如附件" for term in TERMS}, by=SYSTEM, now=NOW)
    year = {"starts_on": dt.date(2026, 1, 1), "ends_on": dt.date(2026, 12, 31)}
    agreements.offer(unit=unit, people=[person.pk], by=SYSTEM, now=NOW, **year)
    complaints.file(
        unit=unit, kind="duty", words="班表每週都臨時改", goes_to="unit", named=(), filer="林素珠 0912345678",
        account=people["volunteer"], now=NOW,
    )  # fmt: skip


def _make_appraisals(unit: Unit, people: dict[str, User]) -> None:
    """One that the unit is assessing, one being rated, one told today with something to mend, one appealed."""
    raters, now = (people["officer"], people["authority"]), timezone.now()
    make_appraisal(unit, raters, year=2026, now=now)
    hand_in(make_appraisal(unit, raters, year=2025, now=now), now=now)
    told = make_appraisal(unit, raters, year=2024, now=now)
    appealed = make_appraisal(unit, raters, year=2023, now=now)
    improvements.ask(
        appraisal=appraise(told, 85, now=now), words="督導請訂年度訓練計畫",
        due_on=timezone.localdate(now) + dt.timedelta(days=60), by=people["officer"], now=now,
    )  # fmt: skip
    appraise(appealed, 70, now=now)
    appraisals.appeal(appraisal=appealed, words="服務成效漏計兩季", by=people["coordinator"], now=now)


def _make_allowances(unit: Unit, by: User) -> None:
    """A list of meals of March; her transport of that month is still to be listed."""
    first, months = dt.date(2026, 3, 1), dt.datetime(2026, 2, 20, 4, tzinfo=dt.UTC)
    given = {"amount": 80, "per": "service", "least_minutes": 0, "words": "次月簽領", "valid_from": first}
    allowances.settle(unit=unit, kind="meal", by=by, now=months, **given)
    allowances.make(unit=unit, first_on=first, last_on=dt.date(2026, 3, 31), by=by, now=NOW)
    allowances.settle(unit=unit, kind="travel", by=by, now=months, **given)


def _make_roster(unit: Unit, person: Volunteer, by: User) -> None:
    """Shifts ahead of today, one of them hers and one free, a device, and a sign-out she forgot."""
    now = timezone.now()
    post = make_post(unit, "老街導覽", taking="own", needed=2)
    hers = make_duty(post, timezone.localdate(now) + dt.timedelta(days=3))
    make_duty(post, timezone.localdate(now) + dt.timedelta(days=4))
    rosters.assign(duty=hers, volunteer=person, by=by, now=NOW)
    stations.set_up(unit=unit, kind="kiosk", name="一樓服務臺", by=by, now=NOW)
    stations.code_of(person, by=by, now=NOW)
    pressed = now - dt.timedelta(hours=3)
    presses.take(
        station=unit.stations.get(), by=by, now=now,
        sent=presses.Sent(uuid.UUID(int=9), typed="999", age=now - pressed),
    )  # fmt: skip
    booklet.keep_fit(unit=unit, printer="辦公室雷射", measures=Measures(), by=by, now=NOW)
    came = now.replace(hour=1, minute=0, second=0, microsecond=0) - dt.timedelta(days=2)
    Attendance.objects.create(
        unit=unit, volunteer=person, state="forgotten", how="kiosk", came_at=came, came_by="簽到機：一樓服務臺"
    )


def _make_symposium(plan: Plan, staff: User, officer: User) -> None:
    """Announced; the plan of the table is invited, and its county has registered somebody."""
    made = make_symposium(plan.workshop.programme)
    make_invitation(made, plan, by=staff)
    make_delegate(made, str(plan.county_id), by=officer)


def _make_pledges(officer: User) -> None:
    """Taitung's is being prepared: one photo, one file half sent, licensed. Hualien's stands on the wall."""
    own = make_pledge("TTT", by=officer)
    take(own, make_picture((160, 90)), by=officer)
    license_it(own, by=officer)
    data = make_picture((160, 90))
    uploading.begin(
        pledge=own, name="b.jpg", size=len(data), sha256=hashlib.sha256(data).hexdigest(), by=officer, now=NOW
    )
    theirs = make_pledge("HUA")
    take(theirs, make_picture((160, 90)))
    license_it(theirs)
    Pledge.objects.filter(pk=theirs.pk).update(state="accepted", accepted_at=NOW)
    make_asks(by=officer)
    make_dialogue(by=officer)


def _make_editions(programme: Programme, staff: User) -> None:
    """Two editions of the national report: the first released, the second with its pages and a correction."""
    release_edition(make_edition(programme, by=staff, now=NOW), by=staff, now=NOW)
    edition = make_edition(programme, by=staff, now=NOW)
    file = EditionFile.objects.create(edition=edition, language="zh-hant", suffix="pdf", sha256="0" * 64, size=1)
    data = pdf.render("<html lang='zh-Hant'><title>報告</title><p>報告</p></html>", title="報告")
    EditionFile.objects.filter(pk=file.pk).update(sha256=hashlib.sha256(data).hexdigest(), size=len(data))
    file.content.save("report.pdf", ContentFile(data), save=False)
    EditionFile.objects.filter(pk=file.pk).update(content=file.content.name)
    correcting.note(
        edition=edition, code=f"{edition.code}-14", was="3 件", becomes="4 件", why="漏了一件", by=staff, now=NOW
    )


def _make_booklet(plan: Plan, piece: Evidence) -> None:
    """Somebody else of the association has begun it, so that the one of the table may sign what is translated."""
    other = make_user("association")
    made = booklets.make(
        programme=plan.workshop.programme, year=2026, title="Promises Kept", introduction="志工讓地方更好。", by=other,
        now=NOW,
    )  # fmt: skip
    booklets.choose(booklet=made, plans=[plan], counties=[plan.county], by=other, now=NOW)
    title = made.passages.get(part="title")
    passages.write(passage=title, english="Shared rides", seen=title.version, by=other, now=NOW)
    photos.add(highlight=made.highlights.get(plan=plan), evidence=piece, by=other, now=NOW)
