"""Add the stations by which people search: manage.py load_stations N02-24_Station.geojson"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from directory.gazetteer.stations import load_stations
from directory.spreadsheets.findings import Unreadable


class Command(BaseCommand):
    help = (
        "国土数値情報の鉄道データ（N02-…_Station.geojson）から、町の一覧にある市町村の駅を目印に入れます。"
        "何度してもかまいません。"
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *, file, **options):
        try:
            new = load_stations(file)
        except (Unreadable, OSError) as unreadable:
            raise CommandError(str(unreadable)) from unreadable
        cities = {landmark.municipality_id for landmark in new}
        self.stdout.write(f"{file.name}：新しい駅 {len(new)}（{len(cities)}市町村）")
