"""The opening times of a place against the free time of a person, by dates and in plain Python: a part of the oracle."""

import datetime as dt

import jpholiday

DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def minutes_of(time, default):
    return default if time is None else int(time.split(":")[0]) * 60 + int(time.split(":")[1])


def joined(spans):
    """Spans in order, those that touch made one."""
    found = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


class OpeningHours:
    """Needs `today` and the weights `w` of the oracle."""

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

    def holds(self, rule, day):
        """Whether a rule of opening holds on a date."""
        week, last = (day.day - 1) // 7 + 1, (day + dt.timedelta(7)).month != day.month
        weeks, holiday = rule.get("weeks"), jpholiday.is_holiday(day)
        closed, date = rule.get("closed") or (), (day.month, day.day)
        return (
            (DAYS[day.weekday()] in rule["weekdays"] or (rule.get("holidays") == "open" and holiday))
            and (not weeks or week in weeks or ("last" if last else "not_last") in weeks)
            and (not rule.get("months") or day.month in rule["months"])
            and rule.get("since", day) <= day <= rule.get("until", day)
            and not ("holidays" in closed and holiday)
            and not ("obon" in closed and (8, 13) <= date <= (8, 16))
            and not ("new_year" in closed and (date >= (12, 29) or date <= (1, 3)))
        )

    def rules(self, place):
        """The rules of opening that have not ended; where all have, those."""
        stated = place.get("schedule") or ()
        return [rule for rule in stated if rule.get("until", self.today) >= self.today] or stated

    def together(self, person, place):
        """Per rule: its length, and (days from today, minutes together) of every meeting in eight weeks."""
        free = person.setdefault("_free", self.free_time(person))
        last_day = place.get("ends") if place.get("status", "active") == "active" else None
        for rule in self.rules(place):
            start, end = minutes_of(rule.get("from"), 0), minutes_of(rule.get("to"), 1440)
            meetings = []
            for ahead in range(57):
                day = self.today + dt.timedelta(ahead)
                if self.holds(rule, day) and day <= (last_day or day):
                    spans = self.free_from(free, DAYS[day.weekday()], end)
                    minutes = max((min(end, b) - max(start, a) for a, b in spans), default=0)
                    if minutes >= min(self.w["schedule.minutes"], end - start):
                        meetings.append((ahead, minutes))
            yield end - start, meetings

    def schedule(self, person, place):
        if not self.rules(place):
            return "yes" if place.get("by_appointment") in (True, "yes") else "unknown"
        return "yes" if any(meetings for _, meetings in self.together(person, place)) else "no"

    def visits(self, person, place):
        """(days from today, minutes of the meeting, minutes together) of every visit."""
        for length, meetings in self.together(person, place):
            yield from ((ahead, length, minutes) for ahead, minutes in meetings)
