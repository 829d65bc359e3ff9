"""What each column about people is for: the 記録項目 of the 個人情報ファイル簿 (個人情報の保護に関する法律 75条), and why it is asked.

A column that is not here fails a test: nothing about people is stored without a stated purpose.
"""

from collections.abc import Mapping

from matching.oversight.people_tables import Table, columns_of

REACH = "ご本人と連絡をとる"
MATCH = "合う場所をえらぶ"
COURSE = "参加のようすを見て、支援をつづける"
HOST = "受け入れ先に、ご本人が同意したことだけを伝える"
VISIT = "はじめて行く日に、安心して行けるようにする"
AGREED = "ご本人が 同意したことを まもる"
EMERGENCY = "急いで見た わけを残し、管理者が たしかめる"
MEETING = "ご本人のことを、決まった人だけで 話し合う"
SECRECY = "会議の人が 秘密を守ると 言ったことを残す"
HOUSEHOLD = "いっしょに暮らす方を、たがいの秘密をまもって 支える"
SAFE = "行かせてはいけない場所・会わせてはいけない人を まもる"
OUTREACH = "会えない あいだも、つながりを たやさない"
PLAN = "ご本人と いっしょに決めたことを すすめる"
WORK = "だれが いつ記録したかを残す"
KEEPING = "保存する期間を まもる"
OVERSIGHT = "だれが見たかを残し、ご本人に答える"
PASSING = "困りごとを、受け持ちの窓口に つなぐ"
WRITING = "書いている とちゅうで切れても、なくさない"

PURPOSES: Mapping[str, Mapping[str, str]] = {
    "Participant": {
        "code": "名前を書かずに、どなたの記録かを示す",
        "agency": "受けた機関の外に出さない",
        "town": MATCH,
        "in_charge": "担当する人を きめる",
        "note": "どんな方かを、担当する人が思い出す",
        **dict.fromkeys(("state", "received_on", "ended_on", "checked_on"), COURSE),
        **dict.fromkeys(("is_held", "held_because", "anonymised_on"), KEEPING),
        "is_sample": "見本を、本物と まちがえない",
    },
    "Identity": {
        **dict.fromkeys(("name", "reading", "telephone", "reach", "address"), REACH),
        "told_by": "相談してくださった方に お返事する",
        "own_wish": "ご本人の のぞみから 考えはじめる",
        "family_wish": "ご本人の のぞみと、ご家族の のぞみを まちがえない",
        "born_on": "年齢と、国への報告の区分を たしかめる",
        **dict.fromkeys(("recorded_at", "recorded_by"), WORK),
    },
    "NeedsSheet": {"facts": MATCH, **dict.fromkeys(("recorded_on", "recorded_at", "recorded_by"), WORK)},
    "Introduction": {
        **dict.fromkeys(
            (
                *("resource", "deleted_name", "stage", "reached", "begun_on", "moved_on", "ask_again_on"),
                *("ended_on", "ended_because"),
            ),
            COURSE,
        ),
        **dict.fromkeys(("visit_on", "visit_at", "companion", "door", "ask_for", "leave_early"), VISIT),
        "seen_on": "場所が変わったことを、見のがさない",
        "made_by": WORK,
    },
    "HostRequest": {
        **dict.fromkeys(("text", "digest", "how", "link"), HOST),
        **dict.fromkeys(("answer", "reason", "said", "settled_at"), "受け入れ先の返事に こたえる"),
        **dict.fromkeys(("asked_at", "asked_by", "answered_at", "answered_how", "answered_by"), WORK),
    },
    "Outcome": {
        **dict.fromkeys(("resource", "deleted_name", "started_on", "stayed", "ended_on", "ended_because"), COURSE),
        "recorded_by": WORK,
    },
    "HandedOver": {"hand_over": "担当が かわったことを残す"},
    "Look": dict.fromkeys(("at", "user", "code", "action", "what"), OVERSIGHT),
    "Consent": {
        **dict.fromkeys(
            ("how", "given_on", "expires_on", "text", "digest", "allows_matching", "allows_meeting"), AGREED
        ),
        **dict.fromkeys(("recorded_at", "recorded_by"), WORK),
    },
    "ConsentedHost": dict.fromkeys(("resource", "name"), AGREED),
    "ConsentedAgency": {"agency": AGREED},
    "Withdrawal": {"withdrawn_on": AGREED, **dict.fromkeys(("recorded_at", "recorded_by"), WORK)},
    "PaperCopy": {
        **dict.fromkeys(("what", "holder", "telephone", "given_on", "returned_on"), "わたした紙を、かえしてもらう"),
        "recorded_by": WORK,
    },
    "EmergencyAccess": dict.fromkeys(("user", "why", "opened_at", "ends_at"), EMERGENCY),
    "EmergencyReview": dict.fromkeys(("seen_at", "seen_by"), EMERGENCY),
    "HouseholdMember": {
        **dict.fromkeys(("household", "relation", "left_on", "why_left"), HOUSEHOLD),
        "left_by": WORK,
    },
    "HouseholdRule": {
        **dict.fromkeys(("household", "kind", "why", "made_on", "ended_on"), HOUSEHOLD),
        "made_by": WORK,
    },
    "SupportMeeting": {
        **dict.fromkeys(("agency", "law", "name", "why", "begun_on", "ended_on"), MEETING),
        "made_by": WORK,
    },
    "MeetingMember": dict.fromkeys(("user", "name", "post", "acknowledged_at", "left_on"), MEETING),
    "MeetingRecord": {
        **dict.fromkeys(("held_on", "text"), MEETING),
        **dict.fromkeys(("recorded_at", "recorded_by"), WORK),
    },
    "Sitting": {
        **dict.fromkeys(("held_on", "at", "place", "agenda"), MEETING),
        **dict.fromkeys(("made_at", "made_by"), WORK),
    },
    "Presence": {"acknowledged_at": SECRECY, "attended": MEETING},
    "Minutes": {
        **dict.fromkeys(("number", "text", "decision", "develop"), MEETING),
        **dict.fromkeys(("made_at", "made_by"), WORK),
    },
    "MeetingStep": {
        **dict.fromkeys(("role", "what", "until"), "会議で きめたことを わすれない"),
        **dict.fromkeys(("done_at", "done_by"), WORK),
    },
    "FollowUp": {
        **dict.fromkeys(
            (
                "step",
                "side",
                "link",
                "is_silent",
                "coming",
                "feeling",
                "again",
                "said",
                "is_worry",
                "settled_at",
                "settled_by",
            ),
            COURSE,
        ),
        **dict.fromkeys(("asked_at", "asked_by", "done_at", "done_by", "done_how"), WORK),
    },
    "SupportPlan": {
        **dict.fromkeys(
            (
                *("number", "wish", "problems", "long_goal", "short_goal", "until_on", "review_on", "meeting_on"),
                *("meeting_result", "agreed_on"),
            ),
            PLAN,
        ),
        **dict.fromkeys(("made_on", "made_by"), WORK),
    },
    "PlanStep": dict.fromkeys(("position", "what", "who", "period"), PLAN),
    "PlanEvaluation": {
        **dict.fromkeys(("day", "achieved", "changes", "result", "left"), PLAN),
        "made_by": WORK,
    },
    "PromisedCall": {
        **dict.fromkeys(("day", "at", "about"), "約束した電話を わすれない"),
        **dict.fromkeys(("made_by", "done_at", "done_by"), WORK),
    },
    "Limit": {
        **dict.fromkeys(
            ("must_not", "resource", "town", "name", "somebody", "is_none", "cause", "reason", "known_to"), SAFE
        ),
        **dict.fromkeys(("made_at", "made_by", "undone_at", "undone_by", "undone_because"), WORK),
    },
    "CallAnswer": {
        **dict.fromkeys(("resource", "question", "answer", "spoke_to", "passed_on"), MATCH),
        **dict.fromkeys(("made_at", "made_by"), WORK),
    },
    "LineAnswer": {
        **dict.fromkeys(("resource", "reason"), "ことわった案を、もう一度 出さない"),
        **dict.fromkeys(("made_on", "made_by"), WORK),
    },
    "ReferralSheet": {
        **dict.fromkeys(("number", "agency", "desk", "in_charge", "topic", "urgency", "town"), PASSING),
        **dict.fromkeys(("who", "reach", "text", "agreed", "passed", "handed_link"), PASSING),
        **dict.fromkeys(
            ("sender_agency", "sender", "sender_name", "sender_reach", "link"),
            "つないだ人に、どうなったかを お返事する",
        ),
        **dict.fromkeys(("channel", "made_at", "made_by", "waits_since", "reply", "replied_at"), WORK),
    },
    "ReferralStep": {
        **dict.fromkeys(("to_agency", "to_desk", "to_name", "why"), PASSING),
        "told": "つないだ人に、どうなったかを お返事する",
        **dict.fromkeys(("at", "by", "agency", "kind"), WORK),
    },
    "OutreachContact": {
        **dict.fromkeys(("day", "how", "whom", "received", "left", "said"), OUTREACH),
        **dict.fromkeys(("next_on", "rest_until", "is_ready"), OUTREACH),
        **dict.fromkeys(("made_at", "made_by"), WORK),
    },
    "Draft": dict.fromkeys(("user", "form", "token", "text", "saved_at"), WRITING),
}
"""Table -> column -> purpose."""

FACTS: Mapping[str, str] = {
    "age": "年齢",
    "gender": "性別",
    "companion": "いっしょに行く人",
    "children": "子どもの月齢",
    "lat": "家の場所（緯度）",
    "lng": "家の場所（経度）",
    "home_radius": "家の場所の はば",
    "municipality": "市町村",
    "town": "町",
    "targets": "あてはまるもの",
    "worries": "困りごと",
    "stage": "いまの段階",
    "goal": "目標",
    "interests": "興味・関心",
    "avoid": "避けたいこと",
    "avoid_resources": "避けたい場所",
    "avoid_towns": "避けたい町",
    "available": "出かけられる時間",
    "travel": "行き方",
    "needs": "欠かせない配慮",
    "prefers": "あるとよい配慮",
    "max_group": "人数",
    "max_fee": "費用",
}
"""Keys of `NeedsSheet.facts` in words; all of them are there to find a place that fits."""
SENSITIVE = frozenset(
    [
        *(
            "NeedsSheet.facts",
            "Participant.note",
            "Identity.reach",
            "Identity.told_by",
            "Identity.own_wish",
            "Identity.family_wish",
            "HostRequest.text",
            "HostRequest.said",
            "Draft.text",
            "OutreachContact.said",
        ),
        *("Consent.text", "EmergencyAccess.why", "FollowUp.said"),
        *("SupportPlan.wish", "SupportPlan.problems", "PlanStep.what", "PlanEvaluation.changes", "PlanEvaluation.left"),
        "PromisedCall.about",
        *("SupportMeeting.why", "MeetingRecord.text", "Sitting.agenda", "Minutes.text", "MeetingStep.what"),
        *("ReferralSheet.text", "ReferralSheet.reach", "ReferralStep.why", "ReferralStep.told"),
        *("Limit.somebody", "Limit.reason", "Limit.undone_because"),
    ]
)
"""Columns that may hold 要配慮個人情報 (2条3項): illness, disability, and what befell somebody."""


def purpose_of(model: Table, column: str) -> str:
    """Raises KeyError for a column of which nobody has said it."""
    return PURPOSES[model.__name__][column]


def items_of(model: Table) -> list[tuple[str, str, bool]]:
    """Label, purpose, and whether it may be 要配慮個人情報, of each column of a table; of the needs, one of each fact."""
    rows: list[tuple[str, str, bool]] = []
    for field in columns_of(model):
        purpose, name = purpose_of(model, field.name), f"{model.__name__}.{field.name}"
        labels = list(FACTS.values()) if name == "NeedsSheet.facts" else [str(field.verbose_name)]
        rows += [(label, purpose, name in SENSITIVE) for label in labels]
    return rows
