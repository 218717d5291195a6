"""Addresses of the stage."""

from django.urls import path

from zhicheng.people.views import bureau, entering, own, roles, second_step, support, unit

app_name = "people"
urlpatterns = [
    path("login/", entering.log_in, name="login"),
    path("login/code/", second_step.log_in_code, name="log_in_code"),
    path("login/set-up/", second_step.log_in_set_up, name="log_in_set_up"),
    path("logout/", entering.log_out, name="logout"),
    path("register/", entering.register_person, name="register"),
    path("register/unit/", entering.register_unit, name="register_unit"),
    path("recover/", entering.recover, name="recover"),
    path("recover/code/", entering.recover_code, name="recover_code"),
    path("password/new/", entering.new_password, name="new_password"),
    path("basics/", own.basics, name="basics"),
    path("unit/", own.choose_unit, name="choose_unit"),
    path("security/", own.security, name="security"),
    path("security/password/", own.change_password, name="change_password"),
    path("security/second-factor/", second_step.set_up_second_factor, name="second_factor"),
    path("security/backup-codes/", second_step.backup_codes, name="backup_codes"),
    path("security/at-log-in/", second_step.ask_at_log_in, name="ask_at_log_in"),
    path("security/devices/", own.end_other_devices, name="end_other_devices"),
    path("security/devices/<uuid:id>/", own.end_device, name="end_device"),
    path("unit/profile/", unit.unit_profile, name="unit_profile"),
    path("unit/people/", unit.unit_people, name="unit_people"),
    path("unit/people/notice/", unit.notice, name="notice"),
    path("unit/people/<uuid:id>/", unit.unit_person, name="unit_person"),
    path("unit/people/<uuid:id>/unlock/", unit.unlock, name="unlock"),
    path("unit/people/<uuid:id>/reset/", unit.reset_password, name="reset_password"),
    path("unit/people/<uuid:id>/remove/", unit.remove, name="remove"),
    path("units/", bureau.units, name="units"),
    path("units/<uuid:id>/self-review/", bureau.delegate, name="delegate"),
    path("roles/", roles.roles, name="roles"),
    path("roles/<uuid:id>/", roles.role, name="role"),
    path("roles/<uuid:id>/confirm/", roles.confirm, name="confirm_role"),
    path("roles/<uuid:id>/end/", roles.end, name="end_role"),
    path("roles/<uuid:id>/second-factor/", roles.reset, name="reset_second_factor"),
    path("support/", support.find, name="support"),
    path("support/<uuid:id>/", support.account, name="support_account"),
    path("support/<uuid:id>/unlock/", support.unlock, name="support_unlock"),
    path("support/<uuid:id>/reset/", support.reset_password, name="support_reset"),
    path("support/<uuid:id>/correct/", support.correct, name="support_correct"),
]
