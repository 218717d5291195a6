"""The acts on accounts, persons and units: one file per group of acts."""

from zhicheng.people.actions.basics import choose_unit, save_basics
from zhicheng.people.actions.checking import check_credit_code
from zhicheng.people.actions.competence import (
    Laid,
    apply_competences,
    delegate_series,
    end_competence,
    give_standing,
    name_superior,
    open_organisation,
)
from zhicheng.people.actions.delegating import begin_due_delegations, delegate_role, end_delegation
from zhicheng.people.actions.devices import end_device, end_other_devices, remember_device
from zhicheng.people.actions.enrolling import enrol_person, import_people
from zhicheng.people.actions.joining import begin_registration, finish_registration
from zhicheng.people.actions.logging_in import confirm_log_in, log_in
from zhicheng.people.actions.outside import (
    account_of_outsider,
    bind_outsider,
    note_log_in,
    unbind_outsider,
)
from zhicheng.people.actions.passkeys import (
    allow_passkey,
    answer_by_passkey,
    register_passkey,
    remove_passkey,
)
from zhicheng.people.actions.passwords import (
    change_password,
    forget_codes,
    give_temporary_password,
    recover_password,
    replace_temporary_password,
    set_recovered_password,
)
from zhicheng.people.actions.reference import load_reference
from zhicheng.people.actions.registering import appoint, open_account, register_person, register_unit
from zhicheng.people.actions.roles import (
    confirm_role,
    end_due_roles,
    end_role,
    end_unreviewed_roles,
    forget_second_factor,
    reset_second_factor,
)
from zhicheng.people.actions.safety import ask_at_log_in, make_backup_codes, set_up_second_factor
from zhicheng.people.actions.staffing import staff, staff_first
from zhicheng.people.actions.support import ask_correction, ask_unit_recovery, decide_support_case
from zhicheng.people.actions.taking_over import take_over_person, take_over_tie, take_over_unit
from zhicheng.people.actions.unit_people import (
    confirm_joining,
    refuse_joining,
    remove_from_unit,
    reset_password,
    send_notice,
    unlock_account,
)
from zhicheng.people.actions.unit_staff import (
    add_unit_member,
    change_position,
    end_unit_member,
    separate_passing,
)
from zhicheng.people.actions.units import save_unit_profile

__all__ = [
    "Laid",
    "account_of_outsider",
    "add_unit_member",
    "allow_passkey",
    "answer_by_passkey",
    "apply_competences",
    "appoint",
    "ask_at_log_in",
    "ask_correction",
    "ask_unit_recovery",
    "begin_due_delegations",
    "begin_registration",
    "bind_outsider",
    "change_password",
    "change_position",
    "check_credit_code",
    "choose_unit",
    "confirm_joining",
    "confirm_log_in",
    "confirm_role",
    "decide_support_case",
    "delegate_role",
    "delegate_series",
    "end_competence",
    "end_delegation",
    "end_device",
    "end_due_roles",
    "end_other_devices",
    "end_role",
    "end_unit_member",
    "end_unreviewed_roles",
    "enrol_person",
    "finish_registration",
    "forget_codes",
    "forget_second_factor",
    "give_standing",
    "give_temporary_password",
    "import_people",
    "load_reference",
    "log_in",
    "make_backup_codes",
    "name_superior",
    "note_log_in",
    "open_account",
    "open_organisation",
    "recover_password",
    "refuse_joining",
    "register_passkey",
    "register_person",
    "register_unit",
    "remember_device",
    "remove_from_unit",
    "remove_passkey",
    "replace_temporary_password",
    "reset_password",
    "reset_second_factor",
    "save_basics",
    "save_unit_profile",
    "send_notice",
    "separate_passing",
    "set_recovered_password",
    "set_up_second_factor",
    "staff",
    "staff_first",
    "take_over_person",
    "take_over_tie",
    "take_over_unit",
    "unbind_outsider",
    "unlock_account",
]
