"""What the rooms above may ask."""

from payung.selection.queries.decisions import DecisionView, decisions
from payung.selection.queries.explanations import Comparison, Explanation, compare, explanation, passed_over
from payung.selection.queries.lists import (
    DecreedRun,
    EnrolmentList,
    ListView,
    altered_list,
    decreed_run,
    list_for_enrolment,
    list_view,
    lists,
)
from payung.selection.queries.planning import Scenario, plan, proposal_quotas
from payung.selection.queries.runs import (
    RunReport,
    assessment_frame,
    fairness,
    latest,
    list_frame,
    places_by_area,
    quota_figures,
    reason_counts,
    run_report,
    verdict_counts,
)

__all__ = [
    "Comparison",
    "DecisionView",
    "DecreedRun",
    "EnrolmentList",
    "Explanation",
    "ListView",
    "RunReport",
    "Scenario",
    "altered_list",
    "assessment_frame",
    "compare",
    "decisions",
    "decreed_run",
    "explanation",
    "fairness",
    "latest",
    "list_for_enrolment",
    "list_frame",
    "list_view",
    "lists",
    "passed_over",
    "places_by_area",
    "plan",
    "proposal_quotas",
    "quota_figures",
    "reason_counts",
    "run_report",
    "verdict_counts",
]
