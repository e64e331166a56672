"""Doors of the unit audience."""

from django.urls import path

from chuangwen.web.unit.views import (
    bodies,
    entries,
    evidence,
    imports,
    intakes,
    ledger,
    lexicon,
    mending,
    proposals,
    readings,
    results,
    settling,
    standard,
    today,
)

app_name = "unit"
urlpatterns = [
    # Where the unit stands, and why
    path("", today.home, name="home"),
    path("<int:unit_id>/", today.today, name="today"),
    path("<int:unit_id>/results/", results.results, name="results"),
    path("<int:unit_id>/standard/", standard.standard, name="standard"),
    path("<int:unit_id>/standard/<int:edition_id>/", standard.standard, name="standard-edition"),
    path("<int:unit_id>/standard/<int:edition_id>/print/", standard.printed, name="standard-print"),
    path("<int:unit_id>/standard/<int:edition_id>/why/<str:code>/", standard.why, name="why"),
    # The ledger
    path("<int:unit_id>/ledger/", ledger.entries, name="entries"),
    path("<int:unit_id>/ledger/print/", ledger.printed, name="entries-print"),
    path("<int:unit_id>/ledger/confirm/", ledger.confirm, name="entries-confirm"),
    path("<int:unit_id>/ledger/new/", entries.new, name="entry-new"),
    path("entries/<int:entry_id>/", entries.entry, name="entry"),
    path("entries/<int:entry_id>/print/", entries.printed, name="entry-print"),
    path("entries/<int:entry_id>/edit/", mending.edit, name="entry-edit"),
    path("entries/<int:entry_id>/correct/", mending.correct, name="entry-correct"),
    path("entries/<int:entry_id>/confirm/", settling.confirm, name="entry-confirm"),
    path("entries/<int:entry_id>/withdraw/", settling.withdraw, name="entry-withdraw"),
    path("entries/<int:entry_id>/discard/", settling.discard, name="entry-discard"),
    path("entries/<int:entry_id>/evidence/", evidence.attach, name="entry-evidence"),
    # Evidence
    path("<int:unit_id>/evidence/", evidence.wall, name="evidence-wall"),
    path("evidence/<int:evidence_id>/", evidence.file, name="evidence-file"),
    path("evidence/<int:evidence_id>/picture/", evidence.picture, name="evidence-picture"),
    path("evidence/<int:evidence_id>/original/", evidence.original, name="evidence-original"),
    path("evidence/<int:evidence_id>/remove/", evidence.remove, name="evidence-remove"),
    # Sheets
    path("<int:unit_id>/imports/", imports.imports, name="imports"),
    path("<int:unit_id>/import-template.xlsx", imports.template, name="import-template"),
    path("imports/<int:batch_id>/", imports.batch, name="import"),
    path("imports/<int:batch_id>/marked.xlsx", imports.marked, name="import-marked"),
    path("imports/<int:batch_id>/commit/", imports.commit, name="import-commit"),
    path("imports/<int:batch_id>/undo/", imports.undo, name="import-undo"),
    path("imports/<int:batch_id>/drop/", imports.drop, name="import-drop"),
    # Reports and the facts read in them
    path("<int:unit_id>/readings/", intakes.readings, name="readings"),
    path("readings/jobs/<int:job_id>/cancel/", intakes.cancel, name="reading-cancel"),
    path("readings/jobs/<int:job_id>/retry/", intakes.retry, name="reading-retry"),
    path("readings/<int:document_id>/", readings.reading, name="reading"),
    path("readings/<int:document_id>/accept/", readings.accept, name="reading-accept"),
    path("readings/<int:document_id>/reopen/", readings.reopen, name="reading-reopen"),
    path("readings/<int:document_id>/period/", readings.period, name="reading-period"),
    path("readings/<int:document_id>/pages/<int:page_number>/", readings.picture, name="reading-page"),
    path("proposals/<int:proposal_id>/", proposals.proposal, name="proposal"),
    path("proposals/<int:proposal_id>/accept/", proposals.accept, name="proposal-accept"),
    path("proposals/<int:proposal_id>/edit/", proposals.edit, name="proposal-edit"),
    path("proposals/<int:proposal_id>/reject/", proposals.reject, name="proposal-reject"),
    path("proposals/<int:proposal_id>/reopen/", proposals.reopen, name="proposal-reopen"),
    # The words of a unit
    path("<int:unit_id>/lexicon/", lexicon.lexicon, name="lexicon"),
    path("<int:unit_id>/lexicon/silence/", lexicon.silence, name="lexicon-silence"),
    path("lexicon/<int:term_id>/edit/", lexicon.edit, name="term-edit"),
    path("lexicon/<int:term_id>/delete/", lexicon.forget, name="term-delete"),
    # Bodies of a unit
    path("<int:unit_id>/bodies/", bodies.bodies, name="bodies"),
    path("<int:unit_id>/bodies/print/", bodies.printed, name="bodies-print"),
    path("<int:unit_id>/bodies/new/", bodies.new, name="body-new"),
    path("bodies/<int:body_id>/", bodies.body, name="body"),
    path("bodies/<int:body_id>/edit/", bodies.edit, name="body-edit"),
    path("bodies/<int:body_id>/end/", bodies.end, name="body-end"),
    path("bodies/<int:body_id>/members/new/", bodies.seat, name="member-new"),
    path("members/<int:member_id>/edit/", bodies.correct, name="member-edit"),
    path("members/<int:member_id>/end/", bodies.unseat, name="member-end"),
]
