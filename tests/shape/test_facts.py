"""Every fact that the rules read has a source in dossier, application or ledger; what has none is listed with why."""

import inspect
from dataclasses import fields

from zhicheng.applications import facts as source
from zhicheng.applications.attachment_kinds import ATTACHMENTS
from zhicheng.applications.attachments import BY_KEY as BY_KEY_OF_ATTACHMENTS
from zhicheng.applications.kinds import KINDS, RECOGNITION_BY_COMMITTEE
from zhicheng.applications.told import MORE
from zhicheng.dossiers.asked import PERSONNEL_FILE, Verifier
from zhicheng.dossiers.modules import BY_KEY
from zhicheng.dossiers.qualifying import COLUMNS, FACTS
from zhicheng.dossiers.questions import GROUPS
from zhicheng.planning.standards import law_rows
from zhicheng.policy import facts as law
from zhicheng.policy.eligibility import BY_ROW, RULES

# Facts without a source yet, each with what will fill it. The list may only grow shorter.
WITHOUT = {
    "Title.mapped": "the rule holds the qualification's name against the bureaus' table (AMB-54)",
}
# Told by the applicant under the key of the case format, one question each.
TOLD = {
    law.Person: (
        "work_permit civil_servant retired_on retirement_delayed_until employment in_post post on_secondment "
        "professional_work_from post_changed_on probation_assessed similar_professions contract_from "
        "employed_from unit_assessment origin_group first_application remote_or_grassroots rural_service_years "
        "directed_area"
    ),
    law.PostMoved: "post_setting_done vacancy document_on pay_form",
    law.Freelance: "years_in_field own_name_insurance tax_records restricted_trade recommended_by",
    law.Postdoc: "enterprise fund_or_project stays",
    law.Township: "listed_area graduate_of_ordinary_college years scarce_field",
    law.ReliefService: "years commended_by",
    law.Skill: "level obtained_on",
    law.Period: "start end",
    law.Training: "kind months subjects",
    law.OtherApplication: "year kind committee level outcome",
    law.Insured: "start end place unit",
}
PREFIX = {
    law.Person: "",
    law.PostMoved: "post_moved.",
    law.Freelance: "freelance.",
    law.Postdoc: "postdoc.",
    law.Township: "township.",
    law.ReliefService: "relief_service.",
    law.Skill: "skill.",
    law.Period: "excluded_periods.0.",
    law.Training: "mismatch_training.0.",
    law.OtherApplication: "applications.0.",
    law.Insured: "insurance.0.",
}
SPELLED = {"start": "from", "end": "to"}
# Read from rows: the function that reads them, by fact.
READ = {
    law.Facts: (source.facts_of, "judged_on application person standard township_standard proofs tables"),
    law.Row: (law_rows, "education title_level years min_papers"),
    law.Application: (
        source._application,
        "kind series level channel profession committee committee_level meeting_on window years_cut_off "
        "exam_only public_safety_or_health channel_approved entrustment",
    ),
    law.Entrustment: (source._entrustment, "unit_consents letter_from_authority city_bureau_agrees"),
    law.Dispatch: (
        source._dispatch,
        "user_unit both_published both_audited both_sealed agreement user_unit_self_review_series",
    ),
    law.Unit: (
        source._unit,
        "name kind registered_in institution self_review_series suspended_years",
    ),
    law.Education: (
        source._education,
        "level finished_on matches_work abroad engineering_professional_degree verified_until",
    ),
    law.Title: (
        source._titles,
        "series level obtained_on profession name appointed_on paid_from obtained_by origin confirmed "
        "declared",
    ),
    # of applications in this system all is read from rows; what is told of others stands in TOLD
    law.OtherApplication: (source._other, "committee_level unit_passed"),
    law.Person: (
        source._person,
        "unit identity statutory_retirement_on insurance education titles assessments papers "
        "integrity_records applications new_results returns_after_unit_pass returns_total dispatch",
    ),
    law.Township: (source._person, "places"),
}
# Objects that are told as a whole under their own key, or made from positional values.
AS_A_WHOLE = {
    law.Person: "excluded_periods post_moved freelance mismatch_training skill postdoc township "
    "relief_service",
    law.Window: "opens_on closes_on",
    law.IntegrityRecord: "recorded_on",
}
NOT_OF_ELIGIBILITY = {law.RouteFacts, law.CollectionWindow, law.DateFacts}


def sources() -> dict[str, list[str]]:
    """The sources of each fact, as named in the tables above."""
    found: dict[str, list[str]] = {}
    for kind, names in TOLD.items():
        for name in names.split():
            key = PREFIX[kind] + SPELLED.get(name, name)
            assert key in FACTS, f"no question for {key}"
            found.setdefault(f"{kind.__name__}.{name}", []).append(f"question {key}")
    for kind, (function, names) in READ.items():
        text = inspect.getsource(function)
        for name in names.split():
            assert name in text, f"{function.__name__} does not fill {name}"
            found.setdefault(f"{kind.__name__}.{name}", []).append(function.__name__)
    for kind, names in AS_A_WHOLE.items():
        for name in names.split():
            if kind is law.Person:
                assert name in MORE, name
            found.setdefault(f"{kind.__name__}.{name}", []).append("as a whole")
    return found


def test_each_fact_of_the_case_format_has_exactly_one_source() -> None:
    kinds = [
        kind
        for name in law.__all__
        if hasattr(kind := getattr(law, name), "__dataclass_fields__") and kind not in NOT_OF_ELIGIBILITY
    ]
    facts = {f"{kind.__name__}.{one.name}" for kind in kinds for one in fields(kind)}
    found = sources()
    assert facts - set(found) == set(WITHOUT)
    assert set(found) <= facts
    assert {name: of for name, of in found.items() if len(of) > 1} == {}


def test_every_question_is_read() -> None:
    """A question of 资格信息 that the case format knows is either a column or read from `more`."""
    keys = {name.split(".")[0] for name in FACTS} - COLUMNS
    person = {one.name for one in fields(law.Person)}
    assert {key for key in keys if key in person} <= {*MORE, "dispatch", "insurance", "applications"}
    for name in (
        "_dispatch",
        "_insurance",
        "_told_other",
    ):  # the three that are read by functions of their own
        assert callable(getattr(source, name))


def test_modules_hold_what_titles_and_educations_need() -> None:
    titles = {field.name for field in BY_KEY["titles"].fields}
    assert {"series", "profession", "level", "obtained_on", "appointed_on", "paid_from", "origin"} <= titles
    education = {field.name for field in BY_KEY["education"].fields}
    assert {"level", "finished_on", "matches_work", "abroad", "engineering_degree"} <= education


def test_every_fact_has_its_evidence_and_one_named_verifier() -> None:
    assert {
        name for name, fact in FACTS.items() if fact.proof not in {*BY_KEY_OF_ATTACHMENTS, PERSONNEL_FILE}
    } == set()
    assert {name for name, fact in FACTS.items() if not isinstance(fact.by, Verifier)} == set()


def test_every_question_stands_once() -> None:
    names = [fact.field.name for group in GROUPS for fact in group.facts]
    assert len(names) == len(set(names)) == len(FACTS)
    labels = [(group.key, fact.field.label) for group in GROUPS for fact in group.facts]
    assert len(labels) == len(set(labels))


def test_the_table_of_attachments_names_rule_document_and_checker() -> None:
    rules = {rule for rule, _ask in (*RULES, *BY_ROW)}
    assert {one.key for one in ATTACHMENTS if one.rule and one.rule not in rules} == set()
    named = {document for one in ATTACHMENTS for document in one.document.split(", ") if document}
    # D-29 is made by the system
    assert named == {"D-04", *(f"D-{number}" for number in range(23, 39) if number != 29)}
    in_rows = {key for row in (*KINDS.values(), RECOGNITION_BY_COMMITTEE) for key in row.attachments}
    never = {
        one.key for one in ATTACHMENTS if one.when is None and one.offered is None and one.key not in in_rows
    }
    assert never == set()
