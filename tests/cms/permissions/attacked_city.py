"""One city that a user of another one attacks: a row of every table that belongs to a city, its keys, and form values."""

import datetime as dt
from functools import cached_property, reduce
from operator import or_

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Q
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import TaskState

from cms.permissions import city_files
from cms.permissions.city_files import collection_of
from directory.accounts.api_tokens import ApiAnswer, make_token
from directory.associations.invitations import invite
from directory.associations.representatives import add_representative
from directory.changes.amendments import propose, row_with_waiting_changes
from directory.changes.closures import pause
from directory.changes.differences import plain_value
from directory.changes.listing_fields import fingerprint
from directory.models import (
    AlertEnd,
    Apart,
    ApprovalRule,
    Area,
    AreaSystem,
    Attendance,
    Booklet,
    BouncedAddress,
    Claim,
    CountedQuery,
    FormerAddress,
    HelpLine,
    ImportedRow,
    Landmark,
    Letter,
    MapGround,
    Place,
    PlaceFeature,
    Reminder,
    Report,
    Resource,
    SingleDate,
    SupportVisit,
    TakenPackage,
    Term,
    TownAlert,
    UnansweredQuery,
    Vacancy,
    Verification,
    WishWord,
)
from directory.upkeep.campaigns import Campaign
from matching.models import (
    AreaDuty,
    GapTask,
    HandedOver,
    HandOver,
    HostRequest,
    Identity,
    Introduction,
    NeedsSheet,
    Outcome,
    Participant,
    ReferralSheet,
    YearGoal,
)
from tests.cms.permissions.attacked_desk import AroundACase
from tests.cms.permissions.attacked_imports import fill_the_imports
from tests.cms.permissions.form_values import FORM_VALUES, FORM_VALUES_OF_VIEW, WITH_A_FILE
from tests.factories import (
    make_agency,
    make_municipality,
    make_organization,
    make_place,
    make_resource,
    make_town,
    make_user,
)

PUBLIC, SECRET = "XQZ", "ZZQ"
"""Prefixes of the marks in texts that everybody may read, and in texts that only the city's own people may read."""
HOME = {"132250": ("稲城市", 35.638, 139.505), "372013": ("高松市", 34.343, 134.046)}
"""Two cities too far from each other for matching to propose a place of the other."""
NOT_OF_A_CITY = {
    "directory.Edition", "directory.Change", "directory.Term", "directory.Attempt", "directory.UsedStamp", "directory.CheckInterval",
    "directory.Letter", "matching.Number", "matching.Look", "matching.LookSeal", "matching.Anonymisation", "cms.ShownChange",
}  # fmt: skip
"""Tables that hold nothing of anybody, or records of what others did."""
OWNER_COLUMNS = (
    "participant", "consent", "emergency", "introduction", "outcome", "plan", "resource", "organization", "municipality", "agency", "membership", "system", "meeting", "sheet", "sitting",
    "place", "first", "second", "run", "alert", "token",
)  # fmt: skip
"""Columns that say whose a row is."""


class AttackedCity:
    """One city, and everything in it."""

    def __init__(self, code: str, number: int):
        city, lat, lng = HOME[code]
        self.mark, self.secret = f"{PUBLIC}{number}", f"{SECRET}{number}"
        self.city = make_municipality(code, city, lat=lat, lng=lng)
        self.agency = make_agency(municipality=self.city, name=f"社協{self.mark}")
        self.owner = make_user(name=f"持ち主{self.secret}", email=f"{self.secret.lower()}@example.jp")
        self.staff = make_user("staff", self.agency)
        self._fill_the_map(lat, lng)
        self._fill_the_listing()
        self._fill_the_people()
        self._fill_the_desk()

    def _fill_the_map(self, lat: float, lng: float) -> None:
        self.town = make_town(f"町{self.mark}", self.city, lat=lat, lng=lng)
        self.place = make_place(lat, lng, name=f"会館{self.mark}", municipality=self.city, town=self.town)
        parking = Term.objects.get(scheme="features", slug="parking")
        PlaceFeature.objects.create(place=self.place, feature=parking, answer="yes")
        self.system = AreaSystem.objects.create(municipality=self.city, name=f"分け方{self.secret}")
        self.area = Area.objects.create(system=self.system, name=f"圏域{self.secret}")
        self.area.towns.add(self.town)
        self.help_line = HelpLine.objects.create(
            municipality=self.city,
            name=f"電話{self.secret}",
            purpose="聞く",
            telephone="189",
            hours="毎日",
            source="市",
        )
        self.word = WishWord.objects.create(
            municipality=self.city, phrase=f"ことば{self.secret}", concepts="kind:salon"
        )
        CountedQuery.objects.create(municipality=self.city, digest=self.secret, last_day=timezone.localdate())
        query = f"さがした{self.secret}"
        self.unanswered = UnansweredQuery.objects.create(municipality=self.city, text=query, folded=query)
        self.landmark = Landmark.objects.create(municipality=self.city, name=f"駅{self.mark}", lat=lat, lng=lng)
        files = {"title": f"紙{self.secret}", "file": "x", "collection": collection_of(self.city.pk)}
        self.picture = get_image_model().objects.create(**files, width=1, height=1)
        self.paper = get_document_model().objects.create(**files)
        day = timezone.localdate() + dt.timedelta(days=10)
        self.campaign = Campaign.objects.create(municipality=self.city, area=self.area, starts_on=day)
        over = {"since": dt.date(2020, 7, 4), "until": dt.date(2020, 7, 5)}
        said = {"municipality": self.city, "reason": f"雨{self.secret}", **over}
        self.alert, self.lifted = (TownAlert.objects.create(**said) for _ in range(2))
        AlertEnd.objects.create(alert=self.lifted)
        self.token = make_token(f"系{self.secret}", self.city.pk, ["listings"])[0]
        ApiAnswer.objects.create(token=self.token, key=self.secret, asked="", body={"told": self.secret})
        TakenPackage.objects.create(municipality=self.city, made_at=timezone.now(), digest=self.secret)
        ApprovalRule.objects.get_or_create(municipality=self.city, defaults={"fields": ["contacts", "status"]})

    def _listing(self, name: str, **facts) -> Resource:
        return make_resource(name=name, place=self.place, schedule="毎週火曜 10:00–12:00", **facts)

    def _fill_the_listing(self) -> None:
        today, by = timezone.localdate(), {"made_by": self.owner}
        self.organization = make_organization(name=f"団体{self.mark}")
        self.lead = add_representative(self.organization, self.owner, "lead")
        self.contact = {"kind": "telephone", "value": f"099{self.secret}", "is_public": False}
        self.resource = self._listing(
            f"場所{self.mark}", organization=self.organization, contacts=[self.contact], features={"wheelchair": "yes"}
        )
        self.twin = self._listing(f"ふたご{self.mark}")
        self.hidden = self._listing(
            f"支援者だけ{self.secret}", visibility="supporters", kinds=["salon", "consultation"]
        )
        self.draft = self._listing(f"まだ{self.secret}", live=False)
        Apart.objects.create(first=self.resource, second=self.hidden)
        Vacancy.objects.create(resource=self.resource, left=3, **by)
        Verification.objects.create(resource=self.resource, day=today, how="self", **by)
        Attendance.objects.create(resource=self.resource, month=today.replace(day=1), people=9, how="portal", **by)
        ImportedRow.objects.create(resource=self.resource, facts={})
        FormerAddress.objects.create(old_key=10_000 + self.resource.pk, name="前の名前", resource=self.resource)
        SingleDate.objects.create(resource=self.resource, day=self.days[1], meets=False, **by)
        self.pause = pause(self.resource, today + dt.timedelta(300), today + dt.timedelta(310), "", self.owner)
        self.report = Report.objects.create(resource=self.resource, about="times", said=f"ちがう{self.secret}")
        self.claim = Claim.objects.create(
            resource=self.twin, organization_name=f"会{self.secret}", name="人", telephone="077"
        )
        (self.published,) = propose(self.resource, {"to_bring": "上ばき"}, self.owner)
        wanted = self.contact | {"value": f"088{self.secret}", "person": "", "note": ""}
        (self.waiting,) = propose(self.resource, {"contacts": [wanted]}, self.owner)
        printed = {"name": f"冊子{self.secret}", "state": Booklet.State.MADE, "printed_at": timezone.now()}
        self.booklet = Booklet.objects.create(municipality=self.city, area=self.area, file="booklets/x.pdf", **printed)
        # One of a city, which two of the three are.
        MapGround.objects.get_or_create(municipality=self.city, defaults={"credit": f"境{self.mark}"})
        self._start_a_workflow()
        fill_the_imports(self)

    def _start_a_workflow(self) -> None:
        draft = Resource.objects.get(pk=self.resource.pk)
        draft.summary = f"下書き{self.secret}"
        self.revision = draft.save_revision(user=self.staff)
        draft = Resource.objects.get(pk=self.resource.pk)
        self.workflow = draft.get_workflow().start(draft, self.staff)
        self.revisions = {self.resource: self.revision}
        for row in (self.organization, self.place):
            self.revisions[row] = type(row).objects.get(pk=row.pk).save_revision(user=self.staff)

    def _fill_the_people(self) -> None:
        self.helper = add_representative(self.organization, make_user(name=f"手つだい{self.secret}"))
        self.invitation, self.link = invite(self.organization, name=f"招待{self.secret}")
        letter = Letter.objects.create(address=self.owner.email, day=timezone.localdate())
        Reminder.objects.create(letter=letter, resource=self.resource)
        self.bounced = BouncedAddress.objects.create(address=self.owner.email)
        visit = {"day": timezone.localdate(), "how": SupportVisit.How.VISIT, "about": SupportVisit.About.START}
        self.visit = SupportVisit.objects.create(
            organization=self.organization,
            municipality=self.city,
            made_by=self.staff,
            said=f"相談{self.secret}",
            **visit,
        )

    def _fill_the_desk(self) -> None:
        today = timezone.localdate()
        self.person = Participant.objects.create(code=f"M-{self.secret}", agency=self.agency, town=self.town)
        Identity.objects.create(participant=self.person, name=f"本人{self.secret}", telephone=f"066{self.secret}")
        NeedsSheet.objects.create(participant=self.person, facts={"age": 70}, recorded_on=today)
        self.worker = make_user("coordinator", self.agency, name=f"相談係{self.secret}")
        self.member = self.worker.memberships.get()
        AreaDuty.objects.create(membership=self.member, area=self.area)
        self.task = GapTask.objects.create(
            agency=self.agency, change="fee", kind="new", talks=f"話す{self.secret}", made_on=today
        )
        YearGoal.objects.create(agency=self.agency, year=2026, indicator="introduced", found=f"分かった{self.secret}")
        self.hand_over = HandOver.objects.create(agency=self.agency, taker=self.worker, reason="year")
        HandedOver.objects.create(hand_over=self.hand_over, participant=self.person)
        Outcome.objects.create(participant=self.person, resource=self.resource, started_on=today)
        self.introduction = Introduction.objects.create(
            participant=self.person, resource=self.hidden, begun_on=today, moved_on=today, door=f"入口{self.secret}"
        )
        self.around = AroundACase(self)
        said = {"text": f"伝える{self.secret}", "digest": "0", "how": "telephone"}
        asked = {"answer": "question", "answered_at": timezone.now(), "answered_how": "telephone"}
        HostRequest.objects.create(introduction=self.introduction, **said, **asked)
        HostRequest.objects.create(introduction=self.introduction, **said)

    @property
    def listings(self) -> list[Resource]:
        """Public, public without an organization, for supporters only, not public at all."""
        return [self.resource, self.twin, self.hidden, self.draft]

    @cached_property
    def days(self) -> list[dt.date]:
        """The Tuesdays after this week."""
        first = timezone.localdate() + dt.timedelta(days=7)
        first += dt.timedelta(days=(1 - first.weekday()) % 7)
        return [first, first + dt.timedelta(days=7)]

    @property
    def keys(self) -> dict[str, object]:
        """What stands in an address for a row of each table; by the address where it asks for one among several."""
        rows = (
            self.resource, self.organization, self.place, self.area, self.system, self.town, self.landmark, self.visit, self.claim, self.run,
            self.report, self.campaign, self.bounced, self.invitation, self.agency, self.owner, self.help_line,
            self.word, self.unanswered, self.picture, self.paper, self.booklet, self.alert,
        )  # fmt: skip
        return {row._meta.label: row.pk for row in rows} | {
            "directory.Municipality": self.city.pk,
            "directory.ApiToken": self.token.pk,
            "directory.Membership": self.staff.memberships.get().pk,
            "directory.Amendment": self.waiting.pk,
            "matching.Participant": self.person.code,
            "matching.HandOver": self.hand_over.pk,
            "matching.GapTask": self.task.pk,
            "desk_team_member": self.member.pk,
            "matching.Introduction": self.introduction.pk,
            **self.around.keys,
            "wagtailcore.TaskState": self.workflow.current_task_state.pk,
            "wagtailcore.WorkflowState": self.workflow.pk,
            "approval_revert": self.published.pk,
            "city_import_undo": self.stored_run.pk,
            "city_import_headings": self.unread_run.pk,
            "listing_undo": self.published.pk,
            "listing_take_back": self.waiting.pk,
            "second": self.twin.pk,
            "statement": self.pause.pk,
            "representative": self.helper.pk,
        }

    def revision_of(self, label: str) -> int:
        """The draft of the row that an address speaks of first."""
        return next((made.pk for row, made in self.revisions.items() if row._meta.label == label), self.revision.pk)

    def body(self, name: str) -> dict:
        """What changes something in one of the forms, if the right one sends it, with this target's keys in every field."""
        month = (timezone.localdate().replace(day=1) - dt.timedelta(days=1)).strftime("%Y%m")
        keys = {
            "helper": self.helper.pk,
            "resource": [self.resource.pk],
            "organization": [self.organization.pk],
            "municipality": self.city.pk,
            "of": self.area.pk,
            "area": self.area.pk,
            "place": self.place.pk,
            "system": self.system.pk,
            "town": self.town.pk,
            "survivor": self.resource.pk,
            "to": self.hidden.pk,
            "column-0": "note",
            "all": "skip",
        }
        if name.startswith(WITH_A_FILE):
            keys["file"] = SimpleUploadedFile("list.csv", "名称,住所\n乗っ取り,平尾1\n".encode())
        words = {"seen": self.seen, "date": self._day_for(name), f"m{month}": 7}
        return FORM_VALUES | keys | words | {f"{self.city.pk}-waits": ["name"]} | FORM_VALUES_OF_VIEW.get(name, {})

    @cached_property
    def seen(self) -> str:
        """What whoever opens the listing has seen of it; an attack leaves it as it was."""
        said = plain_value("to_bring", row_with_waiting_changes(self.resource, self.owner)["to_bring"])
        return fingerprint({"to_bring": said})

    def _day_for(self, name: str) -> dt.date:
        """A day on which it meets, one that is off, or one of no meeting."""
        if name == "listing_extra_day":
            return self.days[0] + dt.timedelta(days=1)
        return self.days[name == "listing_day_on"]

    @property
    def query(self) -> dict:
        """What lists and forms take from an address behind the question mark."""
        return {
            "area": self.area.pk, "organization": self.organization.pk, "municipality": self.city.pk, "name": "場所",
            "place": self.place.pk, "resource": self.resource.pk, "q": "所", "id": self.picture.pk,
            "collection_id": self.picture.collection_id,
        }  # fmt: skip

    def rows(self, models=None) -> dict[str, list]:
        """Every value of the target's rows as the database has them, of all watched tables or those of some models."""
        watched = [model for model in watched_models() if models is None or model in models]
        mine = {model._meta.label: sorted(map(repr, self._mine(model).values_list())) for model in watched}
        return mine | {
            "made": [model.objects.filter(municipality=self.city).count() for model in (Resource, Place)],
            "versions": [row.revisions.count() for row in self.revisions],
            "workflow": list(TaskState.objects.filter(workflow_state=self.workflow).values_list("status")),
        }

    def _mine(self, model):
        itself = {
            "directory.User": [self.owner, self.helper.user, self.staff, self.worker],
            "directory.Resource": self.listings,
            **{one._meta.label: [one] for one in (
                self.organization, self.place, self.agency, self.bounced, self.city, self.person, self.picture, self.paper,
            )},
        }  # fmt: skip
        if rows := itself.get(model._meta.label):
            return model._base_manager.filter(pk__in=[row.pk for row in rows])
        mine = {
            "participant": [self.person], **self.around.mine, "introduction": [self.introduction], "organization": [self.organization], "municipality": [self.city],
            "agency": [self.agency], "membership": [self.member], "system": [self.system], "place": [self.place],
            "run": [self.run, self.stored_run, self.unread_run], "alert": [self.alert, self.lifted],
            "token": [self.token],
        }  # fmt: skip
        by = (Q(**{f"{way}__in": mine.get(way, self.listings)}) for way in owner_columns_of(model))
        return model._base_manager.filter(reduce(or_, by)).distinct()


def watched_models() -> list:
    """The tables whose rows are somebody's."""
    ours = [model for label in ("directory", "matching") for model in apps.get_app_config(label).get_models()]
    return [*(model for model in ours if model._meta.label not in NOT_OF_A_CITY), *city_files.MODELS]


def owner_columns_of(model) -> list[str]:
    """The columns of a table that say whose a row is."""
    names = {field.name for field in model._meta.get_fields() if field.is_relation and field.concrete}
    # A worry is of the agency that owns it, whosever case it becomes.
    if model is ReferralSheet:
        return ["agency"]
    # What became of a person is of their desk, whatever place it tells of.
    for alone in ("participant", "household"):
        if alone in names:
            return [alone]
    return [way for way in OWNER_COLUMNS if way in names]
