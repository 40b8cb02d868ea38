from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.crm.servers import Web, free_port, web_server

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture
def web() -> Iterator[Web]:
    with web_server() as server:
        yield server


@pytest.fixture
def call(run: Run) -> str:
    """The id of the qualified call of the demo."""
    found: str = json.loads(run("--demo", "calls", "list", "--json", "ruiz").out)[0]["id"]
    return found


@pytest.fixture
def configured(home: Path, web: Web, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration with a destination of each sort; the folder of the one that saves files."""
    monkeypatch.setenv("HOOK_SECRET", SECRET)
    (home / "config").mkdir(parents=True)
    (home / "config" / "config.toml").write_text(f"""
        [destinations.here]
        kind = "file"
        folder = "{(home / "out").as_posix()}"
        format = "markdown"
        [destinations.crm]
        kind = "webhook"
        url = "{web.url}"
        secret_env = "HOOK_SECRET"
        [destinations.away]
        kind = "webhook"
        url = "http://127.0.0.1:{free_port()}/"
        secret_env = "HOOK_SECRET"
        [destinations.import]
        kind = "hubspot"
        folder = "crm"
    """)
    return home / "out"


def test_a_brief_is_delivered_to_a_folder(run: Run, call: str, configured: Path) -> None:
    result = run("--demo", "deliver", "--to", "here", call)
    (path,) = configured.iterdir()
    assert (result.status, result.err) == (0, "")
    assert result.out.startswith("here: sent ")
    assert result.out.endswith(f": saved as {path}\n")
    assert path.read_text("utf-8").startswith("# ")


@pytest.mark.usefixtures("configured")
def test_a_brief_is_delivered_once_unless_it_is_asked_for(run: Run, call: str, web: Web) -> None:
    assert run("--demo", "deliver", call, "--to", "crm").status == 0
    again = run("--demo", "deliver", call, "--to", "crm")
    assert (again.status, again.out) == (0, "")
    assert "--again delivers it once more" in again.err
    assert len(web.requests) == 1
    assert run("--demo", "deliver", call, "--to", "crm", "--again").status == 0
    assert len({request.headers["webhook-id"] for request in web.requests}) == 2


@pytest.mark.usefixtures("configured")
def test_what_does_not_arrive_waits_and_is_sent_by_a_later_run(run: Run, call: str, web: Web) -> None:
    web.answers = [(503, {"Retry-After": "3600"}), (204, {})]
    failed = run("--demo", "deliver", call, "--to", "crm")
    assert failed.status == 1
    assert failed.out.startswith("crm: next try ")
    assert run("--demo", "deliver", "run").err == "nothing is due\n"
    (row,) = json.loads(run("--demo", "deliver", "list", "--json", "--state", "pending").out)
    assert (row["destination"], row["attempts"], row["text"]) == ("crm", 1, "the webhook answered 503")
    waits = run("--demo", "deliver", call, "--to", "crm")
    assert (waits.status, "sends it when it is due" in waits.err) == (1, True)
    sent = run("--demo", "deliver", "retry", row["id"])
    assert (sent.status, sent.out.startswith("crm: sent ")) == (0, True)
    assert "1 of 1 are tried once more" in sent.err
    assert {request.headers["webhook-id"] for request in web.requests} == {row["key"]}


@pytest.mark.usefixtures("configured")
def test_what_is_put_in_for_later_is_sent_by_a_run(run: Run, call: str) -> None:
    assert run("--demo", "deliver", "run", "--json").out == "[]\n"
    for to in ("here", "crm"):
        later = run("--demo", "deliver", call, "--to", to, "--later")
        assert (later.status, later.out) == (0, "")
        assert "`discovery deliver run` sends it" in later.err
    documents = json.loads(run("--demo", "deliver", "run", "--json").out)
    assert [(each["destination"], each["state"]) for each in documents] == [("here", "sent"), ("crm", "sent")]


@pytest.mark.usefixtures("configured")
def test_the_outbox_is_listed(run: Run, call: str) -> None:
    assert "the outbox has nothing" in run("--demo", "deliver", "list").err
    run("--demo", "deliver", call, "--to", "away")
    run("--demo", "deliver", call, "--to", "import")
    header, *lines = run("--demo", "deliver", "list").out.splitlines()
    assert header.split() == ["ID", "TO", "KIND", "STATE", "TRIES", "LAST", "ERROR"]
    assert ["import" in lines[0], "sent" in lines[0]] == [True, True]
    assert "127.0.0.1 cannot be reached" in lines[1]
    assert "that is failed" in run("--demo", "deliver", "list", "--state", "failed").err


@pytest.mark.usefixtures("configured")
def test_a_refusal_is_told_and_everything_that_failed_can_be_tried_again(run: Run, call: str, web: Web) -> None:
    web.answers = [(404, {}), (204, {})]
    assert run("--demo", "deliver", call, "--to", "crm").out == "crm: failed: the webhook answered 404\n"
    assert run("--demo", "deliver", call, "--to", "crm").status == 1
    result = run("--demo", "deliver", "retry", "--failed", "--json")
    assert [each["state"] for each in json.loads(result.out)] == ["sent"]
    assert run("--demo", "deliver", "retry", "--failed").err.startswith("0 of 0")


def test_a_destination_that_is_not_configured_here_is_left_alone(run: Run, call: str, configured: Path) -> None:
    run("--demo", "deliver", call, "--to", "away", "--later")
    config = configured.parent / "config" / "config.toml"
    config.write_text(config.read_text().replace("[destinations.away]", "[destinations.gone]"))
    assert "left alone: away" in run("--demo", "deliver", "run").err


@pytest.mark.usefixtures("configured")
def test_a_secret_that_is_not_set_is_told_and_in_no_output(
    run: Run, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = run("--demo", "deliver", call, "--to", "crm")
    monkeypatch.delenv("HOOK_SECRET")
    unset = run("--demo", "deliver", call, "--to", "crm", "--again")
    assert (unset.status, "the variable HOOK_SECRET is not set" in unset.out) == (1, True)
    assert SECRET not in sent.out + sent.err + unset.out + unset.err


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["CALL", "--to", "nobody"], "there is no destination 'nobody': there are here, crm, away, import"),
        (["CALL"], "Missing option '--to'"),
        (["zzz", "--to", "here"], "no call has the id 'zzz'"),
        (["retry"], "which deliveries?"),
        (["retry", "zzz"], "no delivery has the id 'zzz'"),
        (["list", "--state", "lost"], "'lost' is not one of"),
    ],
)
@pytest.mark.usefixtures("configured")
def test_wrong_usage_is_one_line_and_status_2(run: Run, call: str, args: list[str], told: str) -> None:
    result = run("--demo", "deliver", *(call if arg == "CALL" else arg for arg in args))
    assert (result.status, result.out, len(result.err.splitlines())) == (2, "", 1)
    assert told in result.err


def test_a_configuration_without_destinations_says_so(run: Run, call: str) -> None:
    result = run("--demo", "deliver", call, "--to", "ae")
    assert (result.status, "the configuration has none yet" in result.err) == (2, True)


def test_a_faulty_destination_is_told_by_its_table(run: Run, call: str, configured: Path) -> None:
    config = configured.parent / "config" / "config.toml"
    config.write_text(config.read_text().replace("kind =", "kin =", 1))
    result = run("--demo", "deliver", call, "--to", "here")
    assert (result.status, result.err) == (2, "discovery: [destinations.here] kind is missing\n")


def test_the_brief_is_by_the_templates_of_the_team(run: Run, call: str, configured: Path) -> None:
    (configured.parent / "config" / "templates").mkdir()
    (configured.parent / "config" / "templates" / "brief.md.j2").write_text("our own")
    run("--demo", "deliver", call, "--to", "here")
    (path,) = configured.iterdir()
    assert path.read_text() == "our own"


def test_the_help_tells_of_calls_and_commands(run: Run) -> None:
    result = run("deliver", "--help")
    assert result.status == 0
    assert "CALL --to NAME" in result.out
    assert all(command in result.out for command in ("run", "list", "retry"))
