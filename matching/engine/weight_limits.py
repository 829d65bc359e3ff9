"""Which numbers of matching may not be 0, because the arithmetic divides by them, and why, in Japanese.

Pure: no database. The same sentences stand at the form, in the model and in the file of the shipped numbers.
"""

import math
from collections.abc import Mapping

_SPEED = "は、0にできません。速さが0では、どこへも着きません。使わない行き方は、本人の行き方から外してください。"
_NO_ZERO: Mapping[str, str] = {
    "closeness.half": "近さの点が半分になる時間は、0にできません。0分では、どの場所の近さも数えられません。",
    "closeness.share": "近さの点が半分になる割合は、0にできません。行ける時間が長い人の近さを、数えられません。",
    "closeness.old_legs": "足の弱りに掛ける数は、0にできません。その年齢からの人の近さを、数えられません。",
    "schedule_fit.visits": "4週間の回数は、0にできません。0回では、何回行ければ満点かを決められません。",
    "interest.want": "「してみたい」が合うときの点は、0にできません。ほかの興味の強さを、これとくらべて数えます。",
    "freshness.none_days": "0点になる日数は、0にできません。満点の日数より、大きくしてください。",
    "learning.spread": "重みを疑う大きさは、0にできません。0では、記録から何も学べません。",
    "travel.road_factor": "道のりが直線の何倍かは、0にできません。どこへも0分で着くことになります。",
    "travel.walk.km_per_hour": f"歩く速さ{_SPEED}",
    "travel.bicycle.km_per_hour": f"自転車の速さ{_SPEED}",
    "travel.bus.km_per_hour": f"バスの速さ{_SPEED}",
    "travel.car.km_per_hour": f"車の速さ{_SPEED}",
}
NAMES_WITHOUT_ZERO = tuple(_NO_ZERO)
"""Names of the rows by which something is divided."""
FULL, NONE = "freshness.full_days", "freshness.none_days"


def why_not(name: str, value: float) -> str | None:
    """Why a number cannot have a value, in Japanese; None where it can."""
    if not math.isfinite(value) or value < 0:
        return "値は0以上の数にしてください。"
    return _NO_ZERO.get(name) if value == 0 else None


def why_not_together(values: Mapping[str, float]) -> str | None:
    """Why the numbers of a day cannot hold together; None where they can.

    All weights are divided by their sum, and freshness falls from one number of days to a greater one.
    """
    if not any(value > 0 for name, value in values.items() if name.startswith("weight.")):
        return "重みを、ぜんぶ0にはできません。どの場所も、くらべられなくなります。"
    if FULL in values and NONE in values and values[NONE] <= values[FULL]:
        return "情報が0点になる日数は、満点の日数より大きくしてください。"
    return None
