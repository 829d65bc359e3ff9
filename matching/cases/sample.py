"""The invented people of the sample town, as participants of an agency."""

import datetime as dt
from collections.abc import Sequence

from directory.accounts.users import Agency, User
from directory.catalogue.resources import Resource
from directory.geo.areas import Town
from directory.imports.city_fixtures import sample_participants
from matching.cases.identities import Identity
from matching.cases.participants import NeedsSheet, Participant

NOT_FACTS = ("code", "case", "town", "avoid_resources", "avoid_towns")
"""Keys of a person in fixtures/sample_town.yaml that are not copied into the facts of the sheet."""

NAMES = (
    "西村 和夫 にしむら かずお|佐野 ひかる さの ひかる|大塚 健 おおつか けん|森下 正一 もりした しょういち|藤井 茂 ふじい しげる|"
    "中野 彩 なかの あや|小林 由美子 こばやし ゆみこ|上田 蓮 うえだ れん|松本 結衣 まつもと ゆい|石田 隆 いしだ たかし|"
    "久保 真理 くぼ まり|橋本 昭三 はしもと しょうぞう|村上 千代 むらかみ ちよ|今井 フサ いまい ふさ|グエン ラン ぐえん らん|"
    "ブディ サントソ ぶでぃ さんとそ|谷口 亮 たにぐち りょう|原田 恵 はらだ めぐみ|古川 大地 ふるかわ だいち|青木 翔 あおき しょう|"
    "三浦 清 みうら きよし|遠藤 光 えんどう ひかり|岡田 剛 おかだ つよし|川口 沙織 かわぐち さおり|山崎 勝 やまざき まさる|"
    "平野 直樹 ひらの なおき|坂本 美咲 さかもと みさき|高木 修 たかぎ おさむ|野口 香 のぐち かおり|宮本 トキ みやもと とき"
)
"""Invented names of the people in the order of the fixture: family, given, and both read."""


def load_sample_people(agency: Agency, day: dt.date, workers: Sequence[User] = ()) -> int:
    """Add the people of fixtures/sample_town.yaml who are not stored yet to an agency, with a sheet of `day`; returns how many.

    `workers` are in charge of them in turn, and nobody of every seventh.
    """
    towns = {town.name: town for town in Town.objects.filter(municipality=agency.municipality)}
    places = dict(Resource.objects.filter(is_sample=True).values_list("source_key", "pk"))
    names = NAMES.split("|")
    known, added = set(Participant.objects.values_list("code", flat=True)), 0
    for person in sample_participants():
        if person["code"] in known:
            continue
        is_left = not workers or added % 7 == 6
        participant = Participant.objects.create(
            code=person["code"],
            agency=agency,
            town=towns.get(person["town"]),
            in_charge=None if is_left else workers[added % len(workers)],
            note=person["case"],
            is_sample=True,
        )
        family, given, *reading = names[added % len(names)].split()
        Identity.objects.create(
            participant=participant,
            name=f"{family} {given}",
            reading=" ".join(reading),
            telephone=f"028-000-2{added:03}",
        )
        facts = {name: value for name, value in person.items() if name not in NOT_FACTS}
        if avoided := person.get("avoid_towns"):
            facts["avoid_towns"] = [towns[name].pk for name in avoided]
        if avoided := person.get("avoid_resources"):
            facts["avoid_resources"] = [pk for key, pk in places.items() if key.split(":")[-1] in avoided]
        NeedsSheet.objects.create(participant=participant, facts=facts, recorded_on=day)
        added += 1
    return added
