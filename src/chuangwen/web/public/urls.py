"""Doors of the public audience."""

from django.urls import path

from chuangwen.web.public.views import answers, landing, results, rounds

app_name = "public"
urlpatterns = [
    path("", landing.landing, name="landing"),
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/<int:round_id>/", rounds.announcement, name="round"),
    path("publicities/", rounds.lists, name="publicities"),
    path("publicities/<int:publicity_id>/", rounds.publicity, name="publicity"),
    path("publicities/<int:publicity_id>/object/<int:application_id>/", rounds.objection, name="objection-new"),
    path("objections/received/", answers.received, name="objection-received"),
    path("objections/", answers.status, name="objection-status"),
    path("results/", results.results, name="results"),
    path("certificates/", answers.certificate, name="certificate"),
]
