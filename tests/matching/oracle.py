"""A slow second opinion in plain Python, written from docs/reference/stories.md and the labels of fixtures/weights.yaml.

It reads the mappings of a story (not the arrays), knows no NumPy, and shares no code with the engine but the numbers.
"""

import datetime as dt
import math

HARD = [
    "status",
    "referral",
    "capacity",
    "age",
    "target",
    "area",
    "avoid",
    "needs",
    "schedule",
    "travel",
    "fee",
    "group",
]
STAGES = ["contact", "go_out", "belong", "take_part", "role", "work_prep", "work"]
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
MODES = ["walk", "bicycle", "bus", "car"]
YES = {True, "yes"}
NO = {False, "no"}


def minutes_of(time, default):
    return default if time is None else int(time.split(":")[0]) * 60 + int(time.split(":")[1])


def straight_line(lat1, lng1, lat2, lng2):
    """Metres on the GRS80 ellipsoid, flat around the first point, the parallel shrinking to first order."""
    a, e2, phi = 6378137.0, 0.0066943800229, math.radians(round(lat1 * 1e6) / 1e6)
    w = math.sqrt(1 - e2 * math.sin(phi) ** 2)
    dphi = math.radians((round(lat2 * 1e6) - round(lat1 * 1e6)) / 1e6)
    dlng = math.radians((round(lng2 * 1e6) - round(lng1 * 1e6)) / 1e6)
    north = dphi * a * (1 - e2) / w**3
    return math.hypot(north, dlng * a / w * math.cos(phi) * (1 - math.tan(phi) * dphi / 2))


def joined(spans):
    """Spans in order, those that touch made one."""
    found = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


class Oracle:
    """Judges one place (a resource of a story) for one person (a person of a story)."""

    def __init__(self, areas, today, weights):
        self.areas, self.today, self.w = areas, today, weights

    # What a place answers to each hard question: yes, no, unknown; None where the person's needs make it no question.

    def status(self, person, place):
        return "no" if place.get("status", "active") != "active" else "yes"

    def referral(self, person, place):
        return {None: "unknown", "closed": "no"}.get(place.get("referral"), "yes")

    def capacity(self, person, place):
        left = place.get("capacity_left")
        return "unknown" if left is None else "no" if left == 0 else "yes"

    def age(self, person, place):
        least, most = place.get("min_age") or 0, place.get("max_age")
        if least == 0 and most is None:
            return "yes"
        if place.get("ages_of") == "child":
            ages = person.get("children")
            ages = None if ages is None else [months // 12 for months in ages]
        else:
            ages = None if person.get("age") is None else [person["age"]]
        if ages is None:
            return "unknown"
        return "yes" if any(least <= age and (most is None or age <= most) for age in ages) else "no"

    def target(self, person, place):
        targets = place.get("targets") or []
        if not targets or "everyone" in targets:
            return "yes"
        if person.get("targets") is None:
            return "unknown"
        return "yes" if set(targets) & set(person["targets"]) else "no"

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
        if towns:
            if place.get("town") is not None:
                return "no" if place["town"] in towns else "yes"
            if place.get("area") is not None and set(self.areas[place["area"]]) <= towns:
                return "no"
            return "unknown"
        return "yes"

    def needs(self, person, place):
        if not person.get("needs"):
            return None
        answers = [(place.get("features") or {}).get(need, "unknown") for need in person["needs"]]
        return "no" if any(a in NO for a in answers) else "yes" if all(a in YES for a in answers) else "unknown"

    def free_time(self, person):
        """Weekday -> spans in which the person is free, touching spans joined."""
        if person.get("available") is None:
            return {day: [(0, 1440)] for day in DAYS}
        free = {day: [] for day in DAYS}
        for entry in person["available"]:
            for day in set(entry["weekdays"]):
                free[day].append((minutes_of(entry.get("from"), 0), minutes_of(entry.get("to"), 1440)))
        return {day: joined(spans) for day, spans in free.items()}

    @staticmethod
    def free_from(free, day, end):
        """The free time of a weekday, and up to the minute `end` that of the next one."""
        if end <= 1440:
            return free[day]
        following = free[DAYS[(DAYS.index(day) + 1) % 7]]
        return joined(free[day] + [(a + 1440, b + 1440) for a, b in following])

    def visits(self, person, place):
        """Per rule of opening: weekdays that fit, the longest time together, how long it is open, weeks of four.

        An evening that goes on past midnight goes on in the morning of the next weekday.
        """
        free = person.setdefault("_free", self.free_time(person))
        for rule in place["schedule"]:
            start, end = minutes_of(rule.get("from"), 0), minutes_of(rule.get("to"), 1440)
            together = {
                day: max((min(end, b) - max(start, a) for a, b in self.free_from(free, day, end)), default=0)
                for day in set(rule["weekdays"])
            }
            fitting = [length for length in together.values() if length >= self.w["schedule.minutes"]]
            weeks = set(rule.get("weeks") or ())
            most = 3.3 if "not_last" in weeks else 4
            weeks = min(len(weeks - {"not_last"}), most) or most
            yield len(fitting), max(fitting, default=0), end - start, weeks

    def schedule(self, person, place):
        if place.get("by_appointment") in YES:
            return "yes"
        if not place.get("schedule"):
            return "unknown"
        return "yes" if any(days for days, *_ in self.visits(person, place)) else "no"

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
        if (place.get("features") or {}).get("pick_up") in YES and self.lives_there(person, place):
            return "yes"
        metres = self.metres(person, place)
        if metres is None:
            return "unknown"
        return "yes" if self.way(metres, travel.get("modes") or MODES) <= travel["max_minutes"] else "no"

    def fee(self, person, place):
        if person.get("max_fee") is None:
            return None
        fee = place.get("fee")
        return "unknown" if fee is None else "no" if fee > person["max_fee"] else "yes"

    def group(self, person, place):
        if person.get("max_group") is None:
            return None
        size = place.get("group_size")
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
            if name not in ("target", "group"):
                yield w[f"weight.{name}"], unknown if answer == "unknown" else 1.0
        yield w["weight.target"], self.target_score(person, place)
        if person.get("max_group") is not None:
            size, most = place.get("group_size"), person["max_group"]
            yield w["weight.group"], unknown if size is None else max(0.0, min(1.0, 1 - (size - most) / most))
        for part in (
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

    def interest(self, person, place):
        wishes = {kind: words for kind, words in (person.get("interests") or {}).items() if words}
        if not wishes:
            return None
        weight = (
            self.w["weight.interest"] * max(self.w[f"interest.{kind}"] for kind in wishes) / self.w["interest.want"]
        )
        activities, missed = set(place.get("activities") or ()), 1.0
        for kind, words in wishes.items():
            missed *= (1 - self.w[f"interest.{kind}"]) ** len(set(words) & activities)
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
        following = now + 1 if goal > now else now - 1 if goal < now else now
        if now in carried:
            onward = any(now < step <= goal for step in carried)
            return weight, 1.0 if now == 0 or goal <= now or onward else w["stage.alone"]
        if following in carried:
            return weight, w["stage.first"] if now == 0 else w["stage.alone"]
        best = 0.0
        for step in carried:
            if step > now:
                best = max(best, w["stage.alone"] * w["stage.leap"] ** (step - max(now, following)))
            else:
                best = max(best, w["stage.alone"] * w["stage.back"] ** (now - step))
            if step == goal and now > 0:
                best = max(best, w["stage.goal"])
        return weight, best

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
        score = None if metres is None else 0.5 ** (self.way(metres, travel.get("modes") or ["walk"]) / half)
        online = (place.get("features") or {}).get("online") in YES
        if online or (place.get("kind") == "consultation" and place.get("by_appointment") in YES):
            return weight, max(score or 0.0, w["closeness.comes"])
        return weight, score

    def preference(self, person, place):
        if not person.get("prefers"):
            return None
        answers = [(place.get("features") or {}).get(word, "unknown") for word in person["prefers"]]
        points = [1.0 if a in YES else 0.0 if a in NO else self.w["unknown"] for a in answers]
        return self.w["weight.preference"], sum(points) / len(points)

    def rhythm(self, person, place):
        weight, w = self.w["weight.schedule_fit"], self.w
        if place.get("by_appointment") in YES:
            return weight, 1.0
        if not place.get("schedule"):
            return weight, None
        month = sum(
            days * weeks * min(1.0, together / min(open_for, w["schedule_fit.stay"]))
            for days, together, open_for, weeks in self.visits(person, place)
        )
        return weight, min(1.0, month / w["schedule_fit.visits"]) ** w["schedule_fit.power"]

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


def lot(key, seed):
    """The turn of a place among its equals."""
    mixed = (key * 0x9E3779B1 + seed % 2**32 * 0x85EBCA77) & 0xFFFFFFFF
    mixed = ((mixed ^ mixed >> 15) * 0x2C1B3C6D) & 0xFFFFFFFF
    return mixed ^ mixed >> 12


def as_date(value):
    return value if value is None or isinstance(value, dt.date) else dt.date.fromisoformat(value)
