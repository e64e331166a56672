"""All doors: one prefix an audience."""

from django.urls import include, path

urlpatterns = [
    path("", include("chuangwen.web.public.urls")),
    path("office/", include("chuangwen.web.office.urls")),
    path("unit/", include("chuangwen.web.unit.urls")),
    path("system/", include("chuangwen.web.system.urls")),
    path("ui/", include("chuangwen.web.ui.urls")),
    path("accounts/", include("chuangwen.web.ui.account_urls")),
]
