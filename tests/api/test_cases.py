"""Handing in over HTTP: looked over first, kept once, found back by its reference, and never another answer than was shown."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from tests.api.texts import ASSIGNED

CONTACT = {"organisation": "Leerhuis", "email": "info@leerhuis.example", "remark": "Graag nazicht."}


def hidden(page: Response, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    assert found
    return found[1]


def confirmed(client: TestClient, page: Response, **values: str) -> Response:
    """What follows when the page to look over is confirmed."""
    fields = {**ASSIGNED, "step": "bevestigd", "seen": hidden(page, "seen"), "key": hidden(page, "key"), **values}
    return client.post("/indienen", data=fields)


def looked_over(client: TestClient) -> Response:
    """The page that shows what will be kept."""
    page = client.post("/indienen", data=ASSIGNED)
    assert page.status_code == 200
    return page


def test_a_service_is_handed_in_and_found_back(client: TestClient) -> None:
    """Looked over, confirmed, and on its page: the reference, the status, the answer that was seen, and whom to answer."""
    first = looked_over(client)
    assert "TW-" not in first.text.replace(hidden(first, "key"), "")
    case = confirmed(client, first, **CONTACT)
    assert case.status_code == 200
    reference = hidden(first, "key")
    assert case.url.path == f"/dossier/{reference}"
    again = client.get(f"/dossier/{reference}").text
    for said in (reference, "Nieuw", "Komt in aanmerking", *CONTACT.values(), "ingediend door de aanbieder"):
        assert said in again


def test_nothing_is_kept_before_it_is_confirmed(client: TestClient) -> None:
    """Who only looks leaves no case."""
    assert client.get(f"/dossier/{hidden(looked_over(client), 'key')}").status_code == 404


def test_sent_twice_is_handed_in_once(client: TestClient) -> None:
    """A second press of the button leads to the same case, which stays as it was."""
    first = looked_over(client)
    one, two = confirmed(client, first, remark="eerste keer"), confirmed(client, first, remark="tweede keer")
    assert one.url.path == two.url.path
    assert "eerste keer" in two.text
    assert "tweede keer" not in two.text


def test_another_answer_than_was_shown_is_not_handed_in(client: TestClient) -> None:
    """Where the model changed since the provider looked, he sees the new answer first and must confirm again."""
    first = looked_over(client)
    page = confirmed(client, first, seen="0.0.0 oud oud oud")
    assert page.status_code == 409
    assert "Het model is intussen vernieuwd" in page.text
    assert client.get(f"/dossier/{hidden(first, 'key')}").status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", "geen adres"), ("email", "a@b"), ("email", "a b@c.be"), ("organisation", "x" * 201), ("remark", "x" * 2001)],
)
def test_a_faulty_field_is_named_and_nothing_is_lost(client: TestClient, field: str, value: str) -> None:
    """The page comes back with the fault at its field and all that was filled in."""
    first = looked_over(client)
    page = confirmed(client, first, **{**CONTACT, field: value})
    assert page.status_code == 422
    assert f'href="#{field}"' in page.text
    assert all(kept in page.text for name, kept in CONTACT.items() if name != field)
    assert client.get(f"/dossier/{hidden(first, 'key')}").status_code == 404


def test_a_typed_reference_is_understood(client: TestClient) -> None:
    """Small letters and spaces for dashes lead to the case; what is no reference gets the form again, with what is wrong."""
    first = looked_over(client)
    confirmed(client, first)
    reference = hidden(first, "key")
    typed = reference.lower().replace("-", " ")
    assert client.get("/dossier", params={"referentie": typed}).url.path == f"/dossier/{reference}"
    wrong = client.get("/dossier", params={"referentie": reference[:-1]})
    assert wrong.status_code == 404
    assert "Er is geen dossier met deze referentie" in wrong.text
    assert 'href="#referentie"' in wrong.text


def test_a_pasted_text_cannot_write_the_page(client: TestClient) -> None:
    """Markup in any field is shown as it was typed."""
    hostile = "<script>alert(1)</script>"
    first = looked_over(client)
    fields = {"title": hostile, "organisation": hostile, "remark": hostile}
    assert hostile not in confirmed(client, first, **fields).text


def test_the_key_of_the_page_can_only_be_a_reference(client: TestClient) -> None:
    """A key that somebody made up is replaced: every case can be found by a reference of the usual form."""
    page = confirmed(client, looked_over(client), key="mijn-dossier")
    assert re.fullmatch(r"/dossier/TW(-[0-9A-Z]{5}){4}", page.url.path)
