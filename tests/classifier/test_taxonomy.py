"""The taxonomy file is read strictly: every deliberately bad file is refused, naming its place and a remedy."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from classifier.errors import KnowledgeError
from classifier.paths import ROOT
from classifier.taxonomy import GROUPS, PERSONNEL, Taxonomy, read_taxonomy, taxonomy
from tests.classifier.make_bad_taxonomy import EXPECTED, FAULTS, FOLDER, WRITING, as_toml, whole

BAD_FILES = sorted(FOLDER.glob("*.toml"))


@pytest.fixture(scope="module")
def shipped() -> Taxonomy:
    """The taxonomy of the project's own file."""
    return read_taxonomy(ROOT / "data" / "taxonomy.toml")


@pytest.mark.parametrize("file", BAD_FILES, ids=lambda file: file.stem)
def test_each_bad_file_is_refused_with_its_place_and_a_remedy(file: Path) -> None:
    """A bad file is refused by the message in its own first line, which names the place, and by a remedy."""
    first_line = file.read_bytes().splitlines()[0].decode("utf-8")
    assert first_line.startswith(EXPECTED)
    with pytest.raises(KnowledgeError) as caught:
        read_taxonomy(file)
    assert first_line.removeprefix(EXPECTED) in str(caught.value)
    assert file.name in caught.value.where
    assert caught.value.remedy


def test_the_folder_of_bad_files_is_whole() -> None:
    """The parametrized test above tests every fault that the script knows, and nothing else."""
    assert {file.stem for file in BAD_FILES} == {*FAULTS, *WRITING}


def test_the_file_that_the_bad_ones_are_made_from_is_good(tmp_path: Path) -> None:
    """The strict reader refuses the one fault of each bad file, not the file around it."""
    file = tmp_path / "taxonomy.toml"
    file.write_text(as_toml(whole()), encoding="utf-8")
    read = read_taxonomy(file)
    assert (read.label("bedrijfsstrategie").name, read.screening[0].terms) == ("n", ("zwartwerk",))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """No other data stands in for a taxonomy that is not there, and the message says which file it is."""
    with pytest.raises(KnowledgeError, match="ontbreekt") as caught:
        read_taxonomy(tmp_path / "taxonomy.toml")
    assert "taxonomy.toml" in caught.value.where
    assert caught.value.remedy


def test_the_shipped_file_holds_the_labels_of_the_contract(shipped: Taxonomy) -> None:
    """Programs rely on these ids and on their order; a changed or moved one breaks them."""
    assert shipped.ids("theme") == (
        "bedrijfsstrategie",
        "beroepsspecifieke-competenties",
        "digitalisering",
        "duurzaamheid",
        "financiele-geletterdheid",
        "innovatie",
        "internationalisering",
        "personeelsmanagement",
    )
    assert shipped.ids("subtopic") == (
        "arbeidsorganisatie-en-bedrijfsprocessen",
        "competentiebeleid",
        "diversiteit-en-non-discriminatiebeleid",
        "evaluatie-en-functioneringsbeleid",
        "personeelsplanning",
        "sociale-wetgeving",
    )
    assert shipped.ids("screening") == (
        "openbare-orde",
        "openbare-veiligheid",
        "volksgezondheid",
        "wetenschappelijke-inzichten",
    )
    assert shipped.ids("topic") == ("cybersecurity", "energie-efficientie")


def test_the_column_order_is_group_by_group(shipped: Taxonomy) -> None:
    """The model's columns follow the file: themes, sub-topics, screening conditions, topics."""
    assert shipped.all_ids() == tuple(label for group in GROUPS for label in shipped.ids(group))
    assert len(set(shipped.all_ids())) == 20
    assert [group for group, _ in shipped.labels()] == ["theme"] * 8 + ["subtopic"] * 6 + ["screening"] * 4 + ["topic"] * 2


def test_only_the_official_definitions_carry_the_official_source(shipped: Taxonomy) -> None:
    """Themes and screening conditions are the government's words; what the project wrote itself says so."""
    assert {label.definition_source for label in (*shipped.themes, *shipped.screening)} == {"perstekst"}
    assert {label.definition_source for label in (*shipped.subtopics, *shipped.topics)} == {"codeboek"}


def test_a_label_is_found_by_its_id_only(shipped: Taxonomy) -> None:
    """A display name is no key: it may change, an id may not."""
    assert shipped.label("financiele-geletterdheid").name == "financiële geletterdheid"
    with pytest.raises(KeyError):
        shipped.label("financiële geletterdheid")


def test_every_screening_condition_has_terms_and_only_those(shipped: Taxonomy) -> None:
    """Each of the four conditions can be raised by a word alone; a theme never is."""
    for group, label in shipped.labels():
        assert bool(label.terms) is (group == "screening"), label.id


def test_no_term_stands_under_two_conditions(shipped: Taxonomy) -> None:
    """A term points at one condition, once."""
    terms = [term for label in shipped.screening for term in label.terms]
    assert len(terms) == len(set(terms))


def test_a_loaded_taxonomy_cannot_be_changed(shipped: Taxonomy) -> None:
    """What was read and checked stays as it was."""
    with pytest.raises(ValidationError, match="frozen"):
        shipped.version = "anders"


def test_the_data_folder_of_the_environment_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The project's taxonomy comes from the configured data folder."""
    (tmp_path / "taxonomy.toml").write_text(as_toml(whole() | {"version": "van hier"}), encoding="utf-8")
    monkeypatch.setenv("THEMAWIJZER_DATA_DIR", str(tmp_path))
    taxonomy.cache_clear()
    try:
        assert taxonomy().version == "van hier"
    finally:
        taxonomy.cache_clear()


def test_personnel_is_a_theme(shipped: Taxonomy) -> None:
    """The one id that the rules know by name exists."""
    assert PERSONNEL in shipped.ids("theme")
