"""Doors of the shared parts."""

from django.urls import path

from chuangwen.web.ui import jobs, letters, views

app_name = "ui"
urlpatterns = [
    path("text-size/", views.text_size, name="text-size"),
    path("letters/", letters.letters, name="letters"),
    path("letters/read/", letters.read, name="letters-read"),
    path("letters/choice/", letters.choice, name="letters-choice"),
    path("letters/<int:letter_id>/open/", letters.open_letter, name="letter-open"),
    path("jobs/<int:job_id>/", jobs.job, name="job"),
    path("jobs/<int:job_id>/cancel/", jobs.cancel, name="job-cancel"),
    path("kit/", views.kit, name="kit"),
    path("kit/why/", views.kit_why, name="kit-why"),
    path("kit/confirm/", views.kit_confirm, name="kit-confirm"),
]
