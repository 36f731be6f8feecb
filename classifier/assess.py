"""The whole way of one description, from top to bottom: a ServiceDescription in, an Assessment out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from classifier import artefact
from classifier.aid import AidRequest, compute_aid
from classifier.artefact import Model
from classifier.assessment import AidOutcome, Assessment, Evidence, LabelResult, ModelVersions
from classifier.decision import Decision, at_most_doubt, decide, with_likeliest_subtopic, with_subtopics, with_terms
from classifier.description import ServiceDescription
from classifier.document import Document, make_document, parsed
from classifier.encoder import Encoder, OnnxEncoder
from classifier.evidence import Marked, grounds, phrases
from classifier.language import detect_language
from classifier.outcome import Circumstances, conditions_for, decide_outcome, explain
from classifier.paths import build_dir, data_dir
from classifier.precedents import nearest
from classifier.regimes import Regime, load_regimes, regime_for
from classifier.screening import TermFinder
from classifier.taxonomy import GROUPS, Taxonomy, read_taxonomy


class Assessor:
    """Knows the taxonomy, the aid regimes, the encoder and the model; answers on one description at a time.

    It keeps nothing of a description, and may be called from several threads.
    """

    def __init__(
        self,
        taxonomy: Taxonomy,
        regimes: Sequence[Regime],
        encoder: Encoder,
        model: Model,
        manifest: Mapping[str, Any],
    ) -> None:
        self.taxonomy = taxonomy
        self.regimes = regimes
        self.encoder = encoder
        self.model = model
        self.manifest = manifest
        self.terms = TermFinder(taxonomy)

    @classmethod
    def load(cls, data: Path | None = None, build: Path | None = None) -> Assessor:
        """Load everything from the data and build folders; a ThemawijzerError says what is missing or does not match."""
        data, build = data or data_dir(), build or build_dir()
        encoder = OnnxEncoder(data / "encoder")
        model, manifest = artefact.load(build / "model", artefact.origin_now(data, encoder.id))
        return cls(read_taxonomy(data / "taxonomy.toml"), load_regimes(data / "regimes.toml"), encoder, model, manifest)

    def assess(self, description: ServiceDescription, aid: AidRequest | None = None, regime: str | None = None) -> Assessment:
        """Assess one description; with an AidRequest and a theme assigned, the aid too.

        `regime` names another aid regime than the default; InputError where it does not exist or hold on the day.
        """
        rules = regime_for(aid.date if aid else date.today(), regime, regimes=self.regimes)

        # What is there to read?
        document = make_document(description)
        language = detect_language(document.text)
        with parsed(document.text) as doc:
            circumstances = Circumstances(language, sum(token.is_alpha for token in doc), bool(document.body.text))
            terms = self.terms.find(doc)
            markable = phrases(doc, language, breaks=[document.body_start])

        # What does the model make of it?
        encoding = self.encoder.encode(document.text)
        feature = self.model.heads.features(encoding.vector)
        found = self.model.heads.probabilities(feature, document.text)
        probabilities = dict(zip(self.model.heads.labels, found.tolist(), strict=True))

        # What do the rules make of that?
        obstacle = circumstances.obstacle
        decisions = decide(probabilities, self.model.bands)
        if obstacle:
            decisions = at_most_doubt(decisions)
        decisions = with_likeliest_subtopic(decisions, probabilities, self.taxonomy)
        decisions = with_terms(with_subtopics(decisions, self.taxonomy), [hit.condition for hit in terms])
        likeliest = self.model.eligibility.decide(max(probabilities[theme] for theme in self.taxonomy.ids("theme")))
        verdict = decide_outcome(decisions, likeliest, obstacle, self.taxonomy)
        assigned = {group: _assigned(self.taxonomy.ids(group), decisions) for group in GROUPS}

        # On what grounds, with which earlier cases, and with what aid?
        shown = [label for label, decision in decisions.items() if decision != "niet"]
        marked = grounds(self.model, shown, encoding, document.text, markable, probabilities)
        for condition in {hit.condition for hit in terms}:
            # A term is the plainer ground: it stands alone.
            marked[condition] = [Marked(hit.start, hit.end, 1.0) for hit in terms if hit.condition == condition]
        result = None
        if aid and assigned["theme"]:
            names = self.taxonomy.names()
            result = compute_aid(aid, themes=assigned["theme"], topics=assigned["topic"], regime=rules, names=names)

        return Assessment(
            reference=description.reference,
            title=description.title,
            kind=description.kind,
            language=language,
            outcome=verdict,
            themes=assigned["theme"],
            subtopics=assigned["subtopic"],
            screening=assigned["screening"],
            topics=assigned["topic"],
            labels=tuple(
                LabelResult(
                    id=label.id,
                    group=group,
                    probability=round(probabilities[label.id], 4),
                    decision=decisions[label.id],
                    evidence=_places(document, marked.get(label.id, ())),
                )
                for group, label in self.taxonomy.labels()
            ),
            conditions=conditions_for(assigned["theme"], self.taxonomy),
            reasons=explain(decisions, probabilities, verdict, obstacle, [hit.condition for hit in terms], self.taxonomy),
            precedents=nearest(feature, self.model.neighbours),
            aid=AidOutcome.model_validate(result.as_json()) if result else None,
            model=self.versions(rules),
        )

    def versions(self, regime: Regime) -> ModelVersions:
        """What an answer under this regime is made with."""
        return ModelVersions(
            version=self.manifest["version"],
            corpus=self.manifest["origin"]["corpus"][:12],
            taxonomy=self.taxonomy.version,
            regime=regime.id,
        )


def _assigned(labels: Sequence[str], decisions: Mapping[str, Decision]) -> tuple[str, ...]:
    return tuple(label for label in labels if decisions[label] == "toegewezen")


def _places(document: Document, marked: Sequence[Marked]) -> tuple[Evidence, ...]:
    """Marked phrases of the document as evidence in the fields as they were given."""
    return tuple(
        Evidence(field=place.field, start=place.start, end=place.end, text=document.given(place), weight=round(m.weight, 4))
        for m in marked
        for place in document.places(m.start, m.end)
    )
