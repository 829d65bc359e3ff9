"""Addresses of the desk."""

from django.urls import path

from cms.desk import (
    audit_looks,
    ends,
    exposure,
    hand_overs,
    identities,
    looks,
    numbers,
    places,
    programme,
    views,
)
from cms.desk.accounts import team
from cms.desk.accounts import views as accounts
from cms.desk.candidates import calls, left_out, limits, named_places, shortlist
from cms.desk.candidates import views as candidates
from cms.desk.consent import views as consent
from cms.desk.emergency import views as emergency
from cms.desk.figures import gap_views as gaps
from cms.desk.figures import views as figures
from cms.desk.following import starts, thanks
from cms.desk.following import views as follow_ups
from cms.desk.households import views as households
from cms.desk.introducing import today
from cms.desk.introducing import views as introductions
from cms.desk.meetings import developing, sittings
from cms.desk.meetings import views as meetings
from cms.desk.outreach import views as outreach
from cms.desk.papers import views as papers
from cms.desk.planning import views as plans
from cms.desk.seating import views as seating
from cms.desk.sheets import acts as sheet_acts
from cms.desk.sheets import views as sheets

urlpatterns = [
    path("", today.home, name="desk_home"),
    path("people/", views.people, name="desk_people"),
    path("find/", identities.find, name="desk_find"),
    path("people/new/", identities.new_person, name="desk_new_person"),
    path("people/<str:code>/end/", ends.end, name="desk_end"),
    path("people/<str:code>/identity/", identities.identity, name="desk_identity"),
    path("people/<str:code>/", candidates.participant, name="desk_participant"),
    path("people/<str:code>/needs/", views.needs, name="desk_needs"),
    path("people/<str:code>/compare/", candidates.compare, name="desk_compare"),
    path("people/<str:code>/looks/", looks.person_looks, name="desk_person_looks"),
    path("people/<str:code>/looks/paper/", looks.person_looks_paper, name="desk_person_looks_paper"),
    path("people/<str:code>/places/", named_places.for_person, name="desk_person_places"),
    path("people/<str:code>/avoid/<int:key>/", limits.avoid, name="desk_avoid"),
    path("people/<str:code>/avoid/<int:key>/undo/", limits.show_again, name="desk_show_again"),
    path("people/<str:code>/limits/", limits.limits, name="desk_limits"),
    path("people/<str:code>/limits/<int:pk>/undo/", limits.undo_limit, name="desk_limit_undo"),
    path("people/<str:code>/left-out/", left_out.left_out, name="desk_left_out"),
    path("people/<str:code>/call/<int:key>/", calls.call, name="desk_call"),
    path("people/<str:code>/shortlist/", shortlist.shortlist, name="desk_shortlist"),
    path("people/<str:code>/shortlist/paper/", shortlist.shortlist_paper, name="desk_shortlist_paper"),
    path("people/<str:code>/outcome/<int:key>/", starts.start, name="desk_outcome"),
    path("people/<str:code>/follow-up/<int:pk>/", follow_ups.follow_up, name="desk_follow_up"),
    path("people/<str:code>/follow-up/<int:pk>/ask/", follow_ups.ask, name="desk_follow_up_ask"),
    path("people/<str:code>/follow-up/<int:pk>/silent/", follow_ups.silent, name="desk_follow_up_silent"),
    path("people/<str:code>/follow-up/<int:pk>/settle/", follow_ups.settle, name="desk_follow_up_settle"),
    path("people/<str:code>/follow-up/<int:pk>/thanks/", thanks.thanks, name="desk_follow_up_thanks"),
    path("people/<str:code>/follow-up/<int:pk>/thanks/paper/", thanks.thanks_paper, name="desk_follow_up_thanks_paper"),
    path("people/<str:code>/introduce/<int:key>/", introductions.begin_introduction, name="desk_begin"),
    path("people/<str:code>/introductions/<int:pk>/", introductions.introduction, name="desk_introduction"),
    path("people/<str:code>/introductions/<int:pk>/ask/", introductions.ask_host, name="desk_introduction_ask"),
    path(
        "people/<str:code>/introductions/<int:pk>/answer/", introductions.enter_answer, name="desk_introduction_answer"
    ),
    path(
        "people/<str:code>/introductions/<int:pk>/settle/",
        introductions.settle_question,
        name="desk_introduction_settle",
    ),
    path("people/<str:code>/introductions/<int:pk>/visit/", introductions.first_visit, name="desk_introduction_visit"),
    path("people/<str:code>/introductions/<int:pk>/move/", introductions.move_on, name="desk_introduction_move"),
    path("people/<str:code>/introductions/<int:pk>/seen/", today.seen, name="desk_introduction_seen"),
    path("people/<str:code>/consent/", consent.consent, name="desk_consent"),
    path("people/<str:code>/consent/withdraw/", consent.withdraw_consent, name="desk_consent_withdraw"),
    path("people/<str:code>/consent/<int:pk>/paper/", consent.consent_paper, name="desk_consent_paper"),
    path("people/<str:code>/papers/", consent.paper_given, name="desk_paper_given"),
    path("people/<str:code>/papers/<int:pk>/back/", consent.paper_back, name="desk_paper_back"),
    path("shared/", emergency.shared, name="desk_shared"),
    path("emergency/", emergency.emergency, name="desk_emergency"),
    path("emergencies/", emergency.emergencies, name="desk_emergencies"),
    path("emergencies/<int:pk>/seen/", emergency.emergency_seen, name="desk_emergency_seen"),
    path("people/<str:code>/outreach/", outreach.outreach, name="desk_outreach"),
    path("people/<str:code>/outreach/letter/", outreach.outreach_letter, name="desk_outreach_letter"),
    path("people/<str:code>/plans/", plans.plans, name="desk_plans"),
    path("people/<str:code>/plans/new/", plans.new_plan, name="desk_plan_new"),
    path("people/<str:code>/plans/<int:pk>/evaluate/", plans.evaluate, name="desk_plan_evaluate"),
    path("people/<str:code>/plans/<int:pk>/paper/", plans.plan_paper, name="desk_plan_paper"),
    path("people/<str:code>/calls/<int:pk>/done/", plans.call_done, name="desk_call_done"),
    path("people/<str:code>/after-end/", plans.after_end, name="desk_after_end"),
    path("people/<str:code>/disclosure/", papers.disclosure, name="desk_disclosure"),
    path("people/<str:code>/disclosure/paper/", papers.disclosure_paper, name="desk_disclosure_paper"),
    path("people/<str:code>/conference/", papers.conference, name="desk_conference"),
    path("people/<str:code>/household/", households.household_of, name="desk_household_of"),
    path("households/<int:pk>/", households.household, name="desk_household"),
    path("households/<int:pk>/rule/", households.household_rule, name="desk_household_rule"),
    path("households/<int:pk>/leave/", households.household_leave, name="desk_household_leave"),
    path("households/<int:pk>/pairs/", households.household_pairs, name="desk_household_pairs"),
    path("sheets/", sheets.sheets, name="desk_sheets"),
    path("sheets/new/", sheets.new_sheet, name="desk_sheet_new"),
    path("sheets/blank/", sheet_acts.blank, name="desk_sheet_blank"),
    path("sheets/<int:pk>/", sheets.sheet, name="desk_sheet"),
    path("sheets/<int:pk>/answer/", sheet_acts.answer, name="desk_sheet_answer"),
    path("sheets/<int:pk>/pass/", sheet_acts.pass_on, name="desk_sheet_pass"),
    path("sheets/<int:pk>/agreed/", sheet_acts.agreed, name="desk_sheet_agreed"),
    path("sheets/<int:pk>/case/", sheet_acts.begin_case, name="desk_sheet_case"),
    path("sheets/<int:pk>/join/", sheet_acts.join_case, name="desk_sheet_join"),
    path("sheets/<int:pk>/paper/", sheet_acts.paper, name="desk_sheet_paper"),
    path("meetings/", meetings.meetings, name="desk_meetings"),
    path("meetings/<int:pk>/", meetings.meeting, name="desk_meeting"),
    path("meetings/<int:pk>/acknowledge/", meetings.meeting_acknowledge, name="desk_meeting_acknowledge"),
    path("meetings/<int:pk>/member/", meetings.meeting_member, name="desk_meeting_member"),
    path("meetings/<int:pk>/day/", meetings.meeting_sitting, name="desk_meeting_sitting"),
    path("meetings/<int:pk>/end/", meetings.meeting_end, name="desk_meeting_end"),
    path("sittings/<int:pk>/", sittings.sitting, name="desk_sitting"),
    path("sittings/<int:pk>/promise/", sittings.sitting_promise, name="desk_sitting_promise"),
    path("sittings/<int:pk>/develop/", developing.develop, name="desk_sitting_develop"),
    path("sittings/<int:pk>/paper/", sittings.minutes_paper, name="desk_sitting_paper"),
    path("sittings/steps/<int:pk>/done/", sittings.step_done, name="desk_step_done"),
    path("places/", places.places, name="desk_places"),
    path("places/<int:key>/", views.place, name="desk_place"),
    path("hand-over/", hand_overs.new_hand_over, name="desk_new_hand_over"),
    path("hand-over/<int:pk>/", hand_overs.handed_over, name="desk_hand_over"),
    path("hand-over/<int:pk>/paper/", hand_overs.hand_over_paper, name="desk_hand_over_paper"),
    path("numbers/", numbers.numbers, name="desk_numbers"),
    path("numbers/unused/", papers.unused, name="desk_unused"),
    path("programme/", programme.programme, name="desk_programme"),
    path("figures/", figures.figures, name="desk_figures"),
    path("figures/paper/", figures.figures_paper, name="desk_figures_paper"),
    path("figures/csv/", figures.figures_csv, name="desk_figures_csv"),
    path("figures/state/", figures.state_csv, name="desk_figures_state"),
    path("figures/rows/<str:indicator>/", figures.rows, name="desk_figures_rows"),
    path("figures/<int:year>/", figures.year_sheet, name="desk_year_sheet"),
    path("figures/<int:year>/paper/", figures.year_paper, name="desk_year_paper"),
    path("figures/<int:year>/<str:indicator>/", figures.year_goal, name="desk_year_goal"),
    path("gaps/", gaps.gaps, name="desk_gaps"),
    path("gaps/paper/", gaps.gaps_paper, name="desk_gaps_paper"),
    path("gaps/tasks/<int:pk>/", gaps.gap_task_edit, name="desk_gap_task_edit"),
    path("gaps/<str:gap>/people/", gaps.gap_people, name="desk_gap_people"),
    path("gaps/<str:gap>/task/", gaps.gap_task, name="desk_gap_task"),
    path("file-book/", papers.file_book, name="desk_file_book"),
    path("team/", team.team, name="desk_team"),
    path("team/new/", accounts.new_account, name="desk_team_new"),
    path("team/<int:pk>/start/", accounts.start_again, name="desk_team_start"),
    path("team/<int:pk>/", team.member, name="desk_team_member"),
    path("looks/", audit_looks.looks, name="desk_looks"),
    path("looks/csv/", audit_looks.looks_csv, name="desk_looks_csv"),
    path("caseload/", seating.caseload, name="desk_caseload"),
    path("people/<str:code>/caseload/<int:key>/", seating.answer_line, name="desk_caseload_answer"),
    path("audit/", exposure.audit, name="desk_audit"),
]
