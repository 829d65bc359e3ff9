"""A city's staff with lists to bring in."""

import csv
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cms.admin.imports.tasks import do_step
from cms.permissions.roles import appoint_approver
from directory.models import ImportRun, Town
from tests.factories import make_municipality

HEAD = ["名称", "住所", "電話番号", "参加費", "開催日時"]
SAKURA = ["さくらサロン", "稲城市平尾1-2", "042-000-1111", "100円", "毎月第2火曜 10:00〜12:00"]
TSUBAKI = ["つばき体操", "稲城市大丸5", "", "無料", ""]


@pytest.fixture(autouse=True)
def _towns(db):
    where = make_municipality()
    for name in ("平尾", "大丸"):
        Town.objects.create(municipality=where, name=name, lat=35.613, lng=139.486)


@pytest.fixture
def approver(staff):
    """The member of the staff who is signed in at `city`, and who may publish."""
    appoint_approver(staff)
    return staff


def listed(*rows, head=HEAD, name="salon.csv"):
    """An uploaded CSV with these rows."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([head, *rows])
    return SimpleUploadedFile(name, out.getvalue().encode("utf-8-sig"), content_type="text/csv")


def workbook(*rows, name="salon.xlsx"):
    """An uploaded workbook with these rows."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return SimpleUploadedFile(name, out.getvalue())


def upload(client, file, **facts):
    """Send a file; gives the answer."""
    facts = {"municipality": "132250", "kind": "salon", "source": "", "licence": ""} | facts
    return client.post(reverse("city_import_new"), facts | {"file": file})


@pytest.fixture
def tried(city):
    """Brings a list in and lets a worker read it; gives the run."""

    def trying(*rows, client=city, **facts):
        file = rows[0] if rows and not isinstance(rows[0], list) else listed(*rows)
        answer = upload(client, file, **facts)
        assert answer.status_code == 302, answer.context["form"].errors
        return worked(ImportRun.objects.first())

    return trying


def worked(run):
    """The run after a worker has done what waits in it."""
    do_step.func(run.pk)
    return ImportRun.objects.get(pk=run.pk)


@pytest.fixture
def applied(tried, approver, city):
    """Brings a list in and stores it; gives the run."""

    def applying(*rows, **facts):
        run = tried(*rows, **facts)
        city.post(reverse("city_import_store", args=[run.pk]))
        return worked(run)

    return applying
