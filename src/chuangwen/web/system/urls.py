"""Doors of the keepers: accounts, roles, the day's chores, the journal."""

from django.urls import path

from chuangwen.web.system.views import account_acts, accounts, daily, grants, journal

app_name = "system"
urlpatterns = [
    path("", accounts.home, name="home"),
    # Accounts
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/new/", accounts.new, name="account-new"),
    path("accounts/<int:account_id>/", accounts.account, name="account"),
    path("accounts/<int:account_id>/edit/", accounts.edit, name="account-edit"),
    path("accounts/<int:account_id>/password/", account_acts.password, name="account-password"),
    path("accounts/<int:account_id>/close/", account_acts.close, name="account-close"),
    path("accounts/<int:account_id>/reopen/", account_acts.reopen, name="account-reopen"),
    path("accounts/<int:account_id>/unlock/", account_acts.unlock, name="account-unlock"),
    path("accounts/<int:account_id>/second-factor/", account_acts.second_factor, name="account-second-factor"),
    # Roles
    path("grants/", grants.grants, name="grants"),
    path("grants/new/", grants.new, name="grant-new"),
    path("grants/<int:grant_id>/end/", grants.end, name="grant-end"),
    # What the program does by itself
    path("daily/", daily.daily, name="daily"),
    # The journal
    path("journal/", journal.journal, name="journal"),
    path("journal/verify/", journal.verify, name="journal-verify"),
    path("journal/<int:number>/", journal.line, name="journal-line"),
]
