"""`manage.py demo`: load the demonstration: the invented town, the places of the five plans, the accounts.

Running it again is quick and harmless.
"""

from pathlib import Path

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from cms.content.pages import NewsIndex, NewsPage
from cms.content.site_settings import SiteSettings
from cms.demo.cases import load_sample_cases
from cms.demo.people import PASSWORD, USERS
from cms.demo.portal import load_sample_portal
from cms.demo.real_data import real_data
from cms.demo.sample_desk import sample_desk
from cms.demo.sheets import load_sample_sheets
from cms.permissions.roles import appoint_approver
from directory.accounts.users import Agency, Membership, User
from directory.associations.representatives import Representative
from directory.catalogue.organizations import Organization
from directory.catalogue.resources import Resource
from directory.geo.areas import Municipality
from directory.imports.city_fixtures import load_sample_town
from directory.imports.runs import import_folder
from directory.publishing.versions import directory_change
from matching.cases.sample import load_sample_people

NEWS = "いばしょマップを はじめました"
NEWS_TEXT = "<p>町の中の サロン・通いの場・子育てひろば・相談窓口を、一覧と地図で さがせます。</p>"


OTHER_DATABASE = (
    "このデータベースには、本物の {found} が入っています。見本は、からのデータベースだけに入れます。\n"
    "べつのデータベースを使ってください。例: VAR_DIR=/tmp/mihon DEMO=1 python manage.py migrate のあとで、"
    "VAR_DIR=/tmp/mihon DEMO=1 python manage.py demo（DATABASE_URL を使うときは、その値を かえます）。"
)


class Command(BaseCommand):
    help = "見本の町・五つの計画の場所・見本の利用者を入れます。何度してもかまいません。"

    def add_arguments(self, parser):
        parser.add_argument(
            "--takamatsu", metavar="FOLDER", help="高松市のオープンデータのあるフォルダー（../shared/data）"
        )

    def handle(self, **options):
        if not settings.IS_DEMO:
            raise CommandError("見本を入れるのは、DEMO=1 のときだけです。本番のデータベースには入れないでください。")
        if found := real_data():
            raise CommandError(OTHER_DATABASE.format(found="・".join(found)))
        with directory_change():
            town = load_sample_town(timezone.localdate()).municipality
            call_command("set_up_city", verbosity=0)
        agency, _ = Agency.objects.get_or_create(
            name="つむぎ野市社会福祉協議会（見本）", defaults={"kind": "shakyo", "municipality": town}
        )
        self._make_users(agency)
        workers = [User.objects.get(username=name) for name in ("coordinator", "counsellor")]
        load_sample_people(agency, timezone.localdate(), workers)
        load_sample_cases(sample_desk(agency))
        load_sample_sheets(agency, workers[0])
        self._fill_site(town)
        load_sample_portal(
            User.objects.get(username="volunteer"), User.objects.get(username="staff"), timezone.localdate()
        )
        if options["takamatsu"]:
            self._load_takamatsu(Path(options["takamatsu"]))
        if options["verbosity"]:
            self._print_accounts()

    def _make_users(self, agency: Agency) -> None:
        for username, (name, _) in USERS.items():
            user, made = User.objects.get_or_create(
                username=username, defaults={"name": name, "email": f"{username}@example.org", "is_sample": True}
            )
            if made:
                user.set_password(PASSWORD)
                user.save()
        city, _ = Agency.objects.get_or_create(
            name="つむぎ野市役所（見本）", defaults={"kind": "city", "municipality": agency.municipality}
        )
        roles = dict.fromkeys(("coordinator", "counsellor", "manager"), agency) | {"staff": city}
        for username, where in roles.items():
            Membership.objects.get_or_create(user=User.objects.get(username=username), agency=where, role=username)
        welfare = User.objects.get(username="welfare")
        Membership.objects.get_or_create(user=welfare, agency=city, role=Membership.Role.COORDINATOR)
        appoint_approver(User.objects.get(username="staff"))
        volunteer, group = User.objects.get(username="volunteer"), self._groups().first()
        if not volunteer.representations.exists():
            today = timezone.localdate()
            Representative.objects.create(user=volunteer, organization=group, role="lead", since=today)

    @staticmethod
    def _groups():
        """The residents' groups of the sample town that run a place, those with the most first."""
        salons = Resource.objects.filter(is_sample=True, visibility="public", kinds__slug="salon")
        return Organization.objects.filter(kind="group", resources__in=salons).order_by("pk").distinct()

    @staticmethod
    def _fill_site(town: Municipality) -> None:
        site = SiteSettings.load()
        if not site.city_name:
            site.city_name, site.municipality = f"{town.name}（見本）", town
            site.desk_name, site.desk_telephone = "福祉まるごと相談", "028-000-1038"
            site.desk_hours = "平日 8時30分〜17時15分"
            site.save()
        if (index := NewsIndex.objects.first()) and not index.get_children().exists():
            index.add_child(instance=NewsPage(title=NEWS, day=timezone.localdate(), body=[("text", NEWS_TEXT)]))

    def _load_takamatsu(self, data: Path) -> None:
        listed = settings.BASE_DIR / "fixtures" / "takamatsu.yaml"
        for report in import_folder(data / "takamatsu", listed, timezone.localdate()):
            self.stdout.write(str(report))
        city = Municipality.objects.get(name="高松市")
        SiteSettings.objects.update(
            city_name=f"{city.name}（見本）", municipality=city, desk_name="", desk_telephone="", desk_hours=""
        )

    def _print_accounts(self) -> None:
        self.stdout.write(f"\nいばしょの見本ができました。 {settings.SITE_URL}/\n")
        self.stdout.write(f"  地図と一覧      {settings.SITE_URL}/")
        self.stdout.write(f"  ログイン        {settings.SITE_URL}/sign-in/   パスワードはみな {PASSWORD}")
        for username, (name, what) in USERS.items():
            self.stdout.write(f"    {username:<12} {name}：{what}")
        self.stdout.write(f"  送られるはずのメール  {settings.SITE_URL}/outbox/\n")
