"""What the rooms above may ask."""

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
from payung.selection.queries.runs import (
    RunReport,
    assessment_frame,
    latest,
    list_frame,
    places_by_area,
    quota_figures,
    reason_counts,
    run_report,
    verdict_counts,
)

__all__ = [
    "DecreedRun",
    "EnrolmentList",
    "ListView",
    "RunReport",
    "altered_list",
    "assessment_frame",
    "decreed_run",
    "latest",
    "list_for_enrolment",
    "list_frame",
    "list_view",
    "lists",
    "places_by_area",
    "quota_figures",
    "reason_counts",
    "run_report",
    "verdict_counts",
]
