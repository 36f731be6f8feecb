"""The weights of n-grams are those that scikit-learn fits, read back by the classifier's own code."""

from __future__ import annotations

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from training import ngrams as module
from training.ngrams import WEIGHT, fit_ngrams, ngram_scores

DOCUMENTS = [f"Leer {word} in groep {n}, met {word} en oefening." for n in range(12) for word in ("lassen", "boekhouden", "plannen")]
TRUTH = np.array([[word == "lassen", word == "plannen", False] for _ in range(12) for word in ("lassen", "boekhouden", "plannen")])


def test_the_score_is_the_margin_that_scikit_learn_gives() -> None:
    """The classifier counts n-grams itself, to know their places; its tf-idf and sums are those of the library."""
    scores = ngram_scores(fit_ngrams(DOCUMENTS, TRUTH), ["Leer lassen en plannen, en nog eens lassen!", "iets anders", ""])
    vectorizer = TfidfVectorizer(analyzer=module._names, sublinear_tf=True, min_df=module.FEWEST_TEXTS, max_features=module.MOST)
    values = vectorizer.fit_transform(DOCUMENTS)
    asked = vectorizer.transform(["Leer lassen en plannen, en nog eens lassen!", "iets anders", ""])
    for column in (0, 1):
        machine = LinearSVC(C=module.STRENGTH, class_weight="balanced", random_state=0).fit(values, TRUTH[:, column])
        np.testing.assert_allclose(scores[:, column], WEIGHT * machine.decision_function(asked), atol=1e-4)
    assert scores[0, 0] > 0 > scores[1, 0]


def test_a_label_on_no_text_gets_no_weight() -> None:
    """Nothing can be learned of it, and nothing is made up."""
    weights, intercepts = fit_ngrams(DOCUMENTS, TRUTH)
    assert not weights.weights[:, 2].any()
    assert intercepts[2] == 0


def test_texts_that_share_nothing_give_no_ngrams() -> None:
    """A corpus too small or too varied has no n-gram of enough texts; scores are then those of the encoder alone."""
    fitted = fit_ngrams(["een", "twee"], np.array([[True], [False]]))
    assert fitted[0].index == {}
    assert ngram_scores(fitted, ["een", "drie"]).tolist() == [[0.0], [0.0]]
