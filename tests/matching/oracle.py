"""A slow second opinion in plain Python, written from docs/reference/stories.md and the labels of fixtures/weights.yaml.

It reads the mappings of a story (not the arrays), knows no NumPy, and shares no code with the engine but the numbers.
"""

import datetime as dt
import math

from tests.matching.oracle_hours import OpeningHours

HARD = [
    *("status", "referral", "capacity", "age", "target", "worry", "area"),
    *("avoid", "needs", "schedule", "travel", "fee", "group"),
]
STAGES = ["contact", "go_out", "belong", "take_part", "role", "work_prep", "work"]
MODES = ["walk", "bicycle", "bus", "car"]
YES = {True, "yes"}
NO = {False, "no"}
AT_HOME = ("home_visit", "by_phone")
OF_GOING = {
    *("small_group", "no_talk_needed", "quiet", "wheelchair", "accessible_toilet", "parking", "pick_up", "escort"),
    *("leave_early", "nursing_room", "bring_child", "pets", "men_welcome"),
}


def has(place, feature):
    return (place.get("features") or {}).get(feature) in YES


def straight_line(lat1, lng1, lat2, lng2):
    """Metres on the GRS80 ellipsoid, flat around the first point, the parallel shrinking to first order."""
    a, e2, phi = 6378137.0, 0.0066943800229, math.radians(round(lat1 * 1e6) / 1e6)
    w = math.sqrt(1 - e2 * math.sin(phi) ** 2)
    dphi = math.radians((round(lat2 * 1e6) - round(lat1 * 1e6)) / 1e6)
    dlng = math.radians((round(lng2 * 1e6) - round(lng1 * 1e6)) / 1e6)
    north = dphi * a * (1 - e2) / w**3
    return math.hypot(north, dlng * a / w * math.cos(phi) * (1 - math.tan(phi) * dphi / 2))


class Oracle(OpeningHours):
    """Judges one place (a resource of a story) for one person (a person of a story)."""

    def __init__(self, areas, today, weights):
        self.areas, self.today, self.w = areas, today, weights

    # What a place answers to each hard question: yes, no, unknown; None where the person's needs make it no question.

    def status(self, person, place):
        if place.get("status", "active") != "active":
            paused = place["status"] == "paused" and place.get("reopens")
            return "yes" if paused and place["reopens"] <= self.today and not self.ends_soon(place) else "no"
        return "no" if self.ends_soon(place) else "yes"

    def ends_soon(self, place):
        return place.get("ends") is not None and (place["ends"] - self.today).days <= 28

    def referral(self, person, place):
        return {None: "unknown", "closed": "no"}.get(place.get("referral"), "yes")

    def capacity(self, person, place):
        left = place.get("capacity_left")
        if left is None and (place.get("kind") == "consultation" or has(place, "drop_in")):
            return "yes"
        return "unknown" if left is None else "no" if left == 0 else "yes"

    def age(self, person, place):
        least, most = place.get("min_age") or 0, place.get("max_age")
        if least == 0 and most is None:
            return "yes"
        if place.get("ages_of") == "child":
            ages = person.get("children")
            alone = person.get("age", 99) < 16 and person.get("companion") not in YES and not ages
            ages = [person["age"]] if alone else None if ages is None else [months // 12 for months in ages]
        else:
            ages = None if person.get("age") is None else [person["age"]]
        if ages is None:
            return "unknown"
        return "yes" if any(least <= age and (most is None or age <= most) for age in ages) else "no"

    def target(self, person, place):
        targets, gender = place.get("targets") or [], person.get("gender")
        only = {other for other, word in (("man", "women_only"), ("woman", "men_only")) if has(place, word)}
        if gender in only:
            return "no"
        asked = "unknown" if only and gender not in ("man", "woman") else "yes"
        if not targets or "everyone" in targets:
            return asked
        if person.get("targets") is None:
            return "unknown"
        return asked if set(targets) & set(person["targets"]) else "no"

    def takes(self, place):
        """The troubles that a place takes; none for one that takes any."""
        worries = set(place.get("worries") or ())
        return set() if "other" in worries else worries

    def worry(self, person, place):
        if not self.takes(place):
            return "yes"
        if person.get("worries") is None:
            return "unknown"
        return "yes" if self.takes(place) & set(person["worries"]) else "no"

    def lives_there(self, person, place):
        same_city = place.get("municipality", 1) == person.get("municipality", 1)
        if place.get("area") is None:
            return same_city
        return person.get("town") in self.areas[place["area"]]

    def area(self, person, place):
        if self.lives_there(person, place) or place.get("outside_area_ok") in YES:
            return "yes"
        if place.get("area") is None or person.get("town") is None:
            return "unknown"
        return "no"

    def avoid(self, person, place):
        avoid, towns = set(person.get("avoid") or ()), set(person.get("avoid_towns") or ())
        if not avoid and not towns and not person.get("avoid_resources"):
            return None
        activities = place.get("activities") or []
        if activities and set(activities) <= avoid:
            return "no"
        if place.get("kind") in avoid or place["code"] in (person.get("avoid_resources") or ()):
            return "no"
        screen = has(place, "online") and place.get("lat") is None
        if towns and not screen and not any(has(place, word) for word in AT_HOME):
            if place.get("town") is not None:
                return "no" if place["town"] in towns else "yes"
            if place.get("area") is not None and set(self.areas[place["area"]]) <= towns:
                return "no"
            return "unknown"
        return "yes"

    def needs(self, person, place):
        if not person.get("needs"):
            return None
        answers = [self.feature(person, place, need) for need in person["needs"]]
        return "no" if any(a in NO for a in answers) else "yes" if all(a in YES for a in answers) else "unknown"

    def stays_home(self, person, place):
        wishes = [*(person.get("needs") or ()), *(person.get("prefers") or ())]
        return any(has(place, word) for word in AT_HOME) or ("online" in wishes and has(place, "online"))

    def feature(self, person, place, word):
        """What a place answers about a feature, with what follows from others and what is no question."""
        said = (place.get("features") or {}).get(word, "unknown")
        if self.stays_home(person, place) and word in OF_GOING:
            return "yes"
        if said != "unknown":
            return said
        if word == "small_group" and (place.get("group_size") or 999) <= self.w["group.small"]:
            return "yes"
        excluded_by = {
            "men_only": ["women_only"],
            "men_welcome": ["women_only"],
            "women_only": ["men_only", "men_welcome"],
        }
        return "no" if any(has(place, other) for other in excluded_by.get(word, ())) else "unknown"

    def way(self, metres, modes):
        w = self.w
        return min(
            metres * w["travel.road_factor"] / (w[f"travel.{mode}.km_per_hour"] * 1000 / 60)
            + w[f"travel.{mode}.wait_minutes"]
            for mode in modes
        )

    def metres(self, person, place):
        if person.get("lat") is None or place.get("lat") is None:
            return None
        return straight_line(person["lat"], person["lng"], place["lat"], place["lng"])

    def travel(self, person, place):
        travel = person.get("travel") or {}
        if travel.get("max_minutes") is None:
            return None
        if self.stays_home(person, place):
            return "yes"
        if (place.get("features") or {}).get("pick_up") in YES and self.lives_there(person, place):
            return "yes"
        metres = self.metres(person, place)
        if metres is None:
            return "unknown"
        radius, modes = person.get("home_radius") or 0, self.modes(person) or MODES
        if self.way(max(0, metres - radius), modes) > travel["max_minutes"]:
            return "no"
        return "yes" if self.way(metres + radius, modes) <= travel["max_minutes"] else "unknown"

    def modes(self, person):
        modes = (person.get("travel") or {}).get("modes") or []
        return [*modes, "walk"] if "bus" in modes else modes

    def fee(self, person, place):
        if person.get("max_fee") is None:
            return None
        fee = place.get("fee")
        return "unknown" if fee is None else "no" if fee > person["max_fee"] else "yes"

    def group(self, person, place):
        if person.get("max_group") is None:
            return None
        size = place.get("group_size")
        if size is None and self.stays_home(person, place):
            return "yes"
        return "unknown" if size is None else "no" if size > self.w["group.factor"] * person["max_group"] else "yes"

    def hard(self, person, place):
        """Criterion -> answer, for the criteria that are a question."""
        answers = {name: getattr(self, name)(person, place) for name in HARD}
        return {name: answer for name, answer in answers.items() if answer is not None}

    def why_not(self, person, place):
        """The first hard criterion that says no, None for a place that stays."""
        return next((name for name in HARD if getattr(self, name)(person, place) == "no"), None)

    # How well it suits: criterion -> (weight, score), by the labels of the rows.

    def suits(self, person, place):
        w, unknown = self.w, self.w["unknown"]
        for name, answer in self.hard(person, place).items():
            if name not in ("target", "worry", "needs", "schedule", "group"):
                yield w[f"weight.{name}"], unknown if answer == "unknown" else 1.0
        yield w["weight.target"], self.target_score(person, place)
        if person.get("max_group") is not None:
            size, most = place.get("group_size"), person["max_group"]
            if size is None:
                yield w["weight.group"], 1.0 if self.stays_home(person, place) else unknown
            else:
                yield w["weight.group"], max(0.0, min(1.0, 1 - (size - most) / most))
        for part in (
            self.troubles,
            self.needed,
            self.time,
            self.interest,
            self.stage,
            self.closeness,
            self.preference,
            self.rhythm,
            self.freshness,
            self.price,
        ):
            if (found := part(person, place)) is not None:
                yield found[0], unknown if found[1] is None else found[1]

    def target_score(self, person, place):
        if self.target(person, place) == "unknown":
            return self.w["target.unlabelled"]
        shared = len(set(place.get("targets") or ()) & set(person.get("targets") or ()))
        return self.w["target.everyone"] + (1 - self.w["target.everyone"]) * min(shared, 2) / 2

    def troubles(self, person, place):
        weight, answer = self.w["weight.worry"], self.worry(person, place)
        if answer == "unknown":
            return weight, self.w["worry.unnamed"]
        return weight, 1.0 if self.takes(place) else self.w["worry.general"]

    def needed(self, person, place):
        if not person.get("needs"):
            return None
        answers = [self.feature(person, place, word) for word in person["needs"]]
        return self.w["weight.needs"], sum(1 if a in YES else self.w["unknown"] for a in answers) / len(answers)

    def time(self, person, place):
        weight, answer = self.w["weight.schedule"], self.schedule(person, place)
        if answer == "unknown" or not self.rules(place):
            return weight, None if answer == "unknown" else 1.0
        stay, visits = self.w["schedule_fit.stay"], self.visits(person, place)
        return weight, max(
            (min(1.0, minutes / max(1, stay / 2, min(length, stay))) for _, length, minutes in visits), default=0.0
        )

    def interest(self, person, place):
        wishes = {kind: words for kind, words in (person.get("interests") or {}).items() if words}
        desk = place.get("kind") == "consultation" and set(place.get("targets") or ["everyone"]) >= {"everyone"}
        if not wishes:
            if any(person.get(key) for key in ("needs", "prefers")):
                return None
            if person.get("targets") is not None or person.get("worries") is not None:
                return None
            return self.w["weight.interest"], 1.0 if desk and not self.takes(place) else None
        alike = (set(place.get("targets") or ()) & set(person.get("targets") or ())) - {"everyone"}
        alike |= self.takes(place) & set(person.get("worries") or ())
        weight = (
            self.w["weight.interest"] * max(self.w[f"interest.{kind}"] for kind in wishes) / self.w["interest.want"]
        )
        activities, missed = set(place.get("activities") or ()), 1.0
        for kind, words in wishes.items():
            for word in set(words) & activities:
                peers = word != "peer_support" or alike
                missed *= 1 - self.w[f"interest.{kind}"] * (1 if peers else self.w["interest.other_talk"])
        unwanted = len(activities & set(person.get("avoid") or ())) / max(1, len(activities))
        score = (1 - missed) * (1 - self.w["interest.avoided"] * unwanted)
        if place.get("kind") in ("consultation", "life_support"):
            return weight, max(score, self.w["interest.service"])
        return weight, score if activities else None

    def stage(self, person, place):
        if person.get("stage") is None:
            return None
        weight, w = self.w["weight.stage"], self.w
        carried = {STAGES.index(stage) for stage in place.get("stages") or ()}
        if not carried:
            return weight, None
        now = STAGES.index(person["stage"])
        goal = STAGES.index(person["goal"]) if person.get("goal") else min(now + 1, 6)
        scores = [self.step(step, now, goal) for step in carried]
        if now in carried and goal >= now:
            onward = now == 0 or goal == now or any(now < step <= goal for step in carried)
            return weight, 1.0 if onward else w["stage.alone"]
        if now + 1 in carried and goal > now:
            return weight, w["stage.first"] if now == 0 else w["stage.alone"]
        best = max(scores)
        if place.get("kind") == "life_support" and max(carried) < now:
            best = max(best, w["stage.alone"])
        return weight, best

    def step(self, step, now, goal):
        """What a step that is neither the present nor the next one is worth; of a person who steps back, any step."""
        w = self.w
        if goal < now:
            if goal <= step <= now:
                return {goal: 1.0, now: w["stage.stay"]}.get(step, w["stage.alone"])
            apart = step - now if step > now else goal - step
            return w["stage.stay"] * (w["stage.leap"] if step > now else w["stage.back"]) ** apart
        if step < now:
            return w["stage.alone"] * w["stage.back"] ** (now - step)
        factor = w["stage.goal"] if step <= goal and now > 0 else w["stage.leap"]
        return w["stage.alone"] * factor ** (step - now - (1 if goal > now else 0))

    def closeness(self, person, place):
        if person.get("lat") is None:
            return None
        travel, w = person.get("travel") or {}, self.w
        limit = travel.get("max_minutes")
        weight = w["weight.closeness"] + (w["weight.travel"] if limit is None else 0)
        half = max(w["closeness.half"], w["closeness.share"] * (limit or 0))
        if person.get("age") is not None and person["age"] >= w["closeness.old_age"]:
            half *= w["closeness.old_legs"]
        metres = self.metres(person, place)
        if metres is None:
            if self.stays_home(person, place):
                return weight, self.no_way(person, half)
            return weight, 0.0 if has(place, "online") else None
        away = math.hypot(metres, (person.get("home_radius") or 0) / 2)
        score = 0.5 ** (self.way(away, self.modes(person) or ["walk"]) / half)
        return weight, max(score, self.no_way(person, half)) if self.stays_home(person, place) else score

    def no_way(self, person, half):
        """What it is worth that nobody need leave the house: for who goes out among people, no more than the longest way."""
        now, wishes = person.get("stage"), [*(person.get("needs") or ()), *(person.get("prefers") or ())]
        if now in (None, "contact") or any(word in AT_HOME for word in wishes):
            return self.w["closeness.comes"]
        goal = person.get("goal") or STAGES[min(STAGES.index(now) + 1, 6)]
        if goal in ("contact", "go_out"):
            return self.w["closeness.comes"]
        limit = (person.get("travel") or {}).get("max_minutes")
        return min(self.w["closeness.comes"], 0.5 ** ((half if limit is None else limit) / half))

    def preference(self, person, place):
        if not person.get("prefers"):
            return None
        answers = [self.feature(person, place, word) for word in person["prefers"]]
        if self.stays_home(person, place) and not has(place, "men_welcome"):
            # Who is visited meets nobody else: that is no company, and no lack of it.
            answers = [
                "unknown" if word == "men_welcome" else a for word, a in zip(person["prefers"], answers, strict=True)
            ]
        points = [1.0 if a in YES else 0.0 if a in NO else self.w["unknown"] for a in answers]
        return self.w["weight.preference"], sum(points) / len(points)

    def rhythm(self, person, place):
        weight, w = self.w["weight.schedule_fit"], self.w
        if not self.rules(place):
            return weight, 1.0 if place.get("by_appointment") in YES else None
        stay, visits = w["schedule_fit.stay"], list(self.visits(person, place))
        # A meeting of less than half a stay is only a part of a visit.
        month = sum(min(1.0, m / max(1, stay / 2, min(length, stay))) for ahead, length, m in visits if ahead) / 2
        rhythm = min(1.0, month / w["schedule_fit.visits"]) ** w["schedule_fit.power"]
        longest = max((min(1.0, minutes / max(1, stay)) for _, _, minutes in visits), default=0.0)
        rhythm *= min(1.0, month) ** (1 - min(1.0, w["schedule_fit.power"]))
        return weight, rhythm * longest ** (w["schedule_fit.power"] / 2)

    def freshness(self, person, place):
        weight, verified = self.w["weight.freshness"], place.get("verified")
        if verified is None:
            return weight, None
        full, none = self.w["freshness.full_days"], self.w["freshness.none_days"]
        return weight, max(0.0, min(1.0, (none - (self.today - verified).days) / (none - full)))

    def price(self, person, place):
        if person.get("max_fee") is None:
            return None
        fee = place.get("fee")
        if fee is None:
            return self.w["weight.fee_fit"], None
        return self.w["weight.fee_fit"], 1 - self.w["fee_fit.dear"] * min(1.0, fee / max(1, person["max_fee"]))

    def points(self, person, place):
        """Thousandths of the weighted mean, not rounded."""
        parts = list(self.suits(person, place))
        return sum(weight * score for weight, score in parts) / sum(weight for weight, _ in parts) * 1000


def on_an_unwished_screen(person, place):
    """Whether a place meets on the screen, and the person never asked for that."""
    asked = {*(person.get("needs") or ()), *(person.get("prefers") or ())}
    return "online" not in asked and place.get("features", {}).get("online") in ("yes", True)


def lot(key, seed):
    """The turn of a place among its equals."""
    mixed = (key * 0x9E3779B1 + seed % 2**32 * 0x85EBCA77) & 0xFFFFFFFF
    mixed = ((mixed ^ mixed >> 15) * 0x2C1B3C6D) & 0xFFFFFFFF
    return mixed ^ mixed >> 12


def as_date(value):
    return value if value is None or isinstance(value, dt.date) else dt.date.fromisoformat(value)
