"""What the pages of figures say before the first night."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_before_the_first_night_it_says_what_will_come(page, dana):
    answer = page(dana).get("/dashboard/")
    assert answer.status_code == 200
    assert "computed each night" in answer.content.decode()


def test_an_empty_company_is_told_so(page, maya):
    assert (
        "Nothing was measured"
        in page(maya).get(reverse("dashboards:contribution")).content.decode()
    )
