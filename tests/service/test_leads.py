from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest

from discovery.errors import NotFoundError, UsageError
from discovery.leads.lead import Lead, LeadRow, NewLead
from discovery.service import leads
from discovery.service.leads import BadRow, ImportReport
from discovery.storage import people
from discovery.storage.store import Store
from tests.service.material import NOW

HEADER = "Name,Company,Title,E-mail,Phone,City\n"
ANA = "Ana Ruiz,Nordwind,CFO,ana@nordwind.example,,Bern\n"


def imported(store: Store, text: str) -> ImportReport:
    return store.write(leads.import_csv, BytesIO(text.encode()), NOW)


def names(store: Store, query: str = "") -> list[str]:
    return [row.name for row in store.read(leads.list_leads, query)]


def test_an_import_adds_leads_with_every_column(store: Store) -> None:
    assert imported(store, HEADER + ANA) == ImportReport(1, 0, 0, 0, ())
    (row,) = store.read(leads.list_leads)
    assert row == LeadRow(row.id, "Ana Ruiz", "Nordwind", "CFO", "ana@nordwind.example", "")
    lead = store.read(leads.get, row.id)
    assert (lead.extra, lead.created_at) == ({"City": "Bern"}, NOW)


def test_the_same_address_updates_what_the_new_row_says_and_keeps_the_rest(store: Store) -> None:
    imported(store, HEADER + ANA)
    report = imported(store, "Name,Company,E-mail,Phone,Segment\nAna M. Ruiz,,ANA@nordwind.example ,555 0100,A\n")
    assert report == ImportReport(0, 1, 0, 0, ())
    (row,) = store.read(leads.list_leads)
    lead = store.read(leads.get, row.id)
    assert (lead.person.name, lead.person.title, lead.person.phone) == ("Ana M. Ruiz", "CFO", "555 0100")
    assert (lead.company, lead.extra) == ("Nordwind", {"City": "Bern", "Segment": "A"})


def test_importing_a_file_again_changes_nothing(store: Store) -> None:
    imported(store, HEADER + ANA)
    assert imported(store, HEADER + ANA) == ImportReport(0, 0, 1, 0, ())


def test_an_address_that_stands_twice_in_a_file_is_one_lead(store: Store) -> None:
    report = imported(store, HEADER + ANA + ANA.replace("CFO", "CEO"))
    assert (report.added, report.updated) == (1, 1)


def test_who_must_not_be_contacted_is_not_imported(store: Store) -> None:
    store.write(people.suppress, "ana@nordwind.example", "", "DNC-REQUEST", NOW)
    store.write(people.suppress, "", "+49 30 555", "DNC-REQUEST", NOW)
    report = imported(store, f"{HEADER}{ANA}Ben,Beta,,,0049 30 556,\nCid,Co,,,4930555,\n")
    assert (report.added, report.suppressed) == (1, 2)
    assert names(store) == ["Ben"]


def test_bad_rows_are_reported_by_line_and_the_others_imported(store: Store) -> None:
    report = imported(store, f"{HEADER}short,row\n{ANA}")
    assert report == ImportReport(1, 0, 0, 0, (BadRow(2, "2 columns where the header has 6"),))


def test_a_file_that_cannot_be_read_leaves_the_store_as_it_was(store: Store) -> None:
    with pytest.raises(UsageError):
        imported(store, "a,b\n1,2\n")
    assert names(store) == []


def test_progress_is_told_row_by_row(store: Store) -> None:
    told: list[tuple[int, int]] = []
    data = BytesIO(f"{HEADER}{ANA}Ben,Beta,,,,\n".encode())
    store.write(leads.import_csv, data, NOW, lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]


@pytest.mark.parametrize("hostile", ["[/x]", "[@click=app.quit]x", "\x1b]0;x\x07", "a\u202eb", "=cmd()", "' OR 1=1 --"])
def test_hostile_texts_come_back_as_plain_text(hostile: str, store: Store) -> None:
    store.write(leads.add, NewLead(hostile, hostile, hostile, extra={hostile: hostile}), NOW)
    (row,) = store.read(leads.list_leads)
    for text in (row.name, row.company, row.title, *store.read(leads.get, row.id).extra.values()):
        assert text.isprintable()
        assert text == "".join(char for char in hostile if char.isprintable())


def test_a_lead_without_name_and_company_is_refused(store: Store) -> None:
    with pytest.raises(UsageError, match="needs a name"):
        store.write(leads.add, NewLead(" ", "\x07"), NOW)


def test_leads_are_listed_newest_first_and_every_word_has_to_occur(store: Store) -> None:
    for day, name in enumerate(("Ana", "Ben", "Cid")):
        store.write(leads.add, NewLead(name, f"{name} & Co"), NOW + timedelta(days=day))
    assert names(store) == ["Cid", "Ben", "Ana"]
    assert names(store, "be co") == ["Ben"]
    assert names(store, "100%") == []
    assert [row.name for row in store.read(leads.list_leads, "", 1)] == ["Cid"]


def test_a_lead_is_found_by_id_address_name_or_words(store: Store, lead: Lead) -> None:
    store.write(leads.add, NewLead("Ana", "Ruiz & Sons"), NOW)
    for text in (str(lead.id), "ANA@nordwind.example", "ana ruiz", " nordwind "):
        assert store.read(leads.find, text) == lead


@pytest.mark.parametrize("text", ["", "nobody", "%", "01890000-0000-7000-8000-000000000000"])
def test_a_lead_that_does_not_exist_is_not_found(text: str, store: Store, lead: Lead) -> None:
    with pytest.raises(NotFoundError, match="no lead"):
        store.read(leads.find, text)


def test_words_that_several_leads_have_are_refused_with_some_of_them(store: Store) -> None:
    for number in range(6):
        store.write(leads.add, NewLead(f"Ana {number}", "Acme"), NOW)
    with pytest.raises(UsageError, match=r"several leads: Ana \d \(Acme\).* and 2 more"):
        store.read(leads.find, "ana")
