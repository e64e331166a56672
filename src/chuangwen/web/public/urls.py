"""Doors of the public audience."""

from django.urls import path

from chuangwen.web.public import views

app_name = "public"
urlpatterns = [path("", views.landing, name="landing")]
