"""A second officer beside the first: nobody confirms alone."""

import pytest

from chuangwen.civic.orgs.enums import Role
from tests.factories import a_person


@pytest.fixture
def second_officer(city):
    """Another officer of the city."""
    return a_person(Role.OFFICER, city.city, username="second-officer", name="石见山")
