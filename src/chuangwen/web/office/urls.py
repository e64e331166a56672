"""Doors of the office audience."""

from django.urls import path

from chuangwen.web.office.views import assessments, books, compare, overview, scorecards, search, units

app_name = "office"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("search/", search.search, name="search"),
    path("units/", units.units, name="units"),
    path("units/<int:unit_id>/", scorecards.unit, name="unit"),
    path("units/<int:unit_id>/why/<int:edition_id>/<str:code>/", scorecards.why, name="why"),
    path("compare/units/", compare.units, name="compare-units"),
    path("compare/books/", compare.books, name="compare-books"),
    path("books/", books.books, name="books"),
    path("books/new/", books.book_new, name="book-new"),
    path("books/<int:edition_id>/", books.book, name="book"),
    path("books/<int:edition_id>/publish/", books.book_publish, name="book-publish"),
    path("books/<int:edition_id>/retire/", books.book_retire, name="book-retire"),
    path("books/<int:edition_id>/discard/", books.book_discard, name="book-discard"),
    path("assessments/", assessments.assessments, name="assessments"),
    path("assessments/<int:assessment_id>/", assessments.assessment, name="assessment"),
    path("assessments/<int:assessment_id>/units/<int:unit_id>/", scorecards.card, name="card"),
    path("assessments/<int:assessment_id>/units/<int:unit_id>/why/<str:code>/", scorecards.card_why, name="card-why"),
]
