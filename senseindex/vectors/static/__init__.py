"""Static vectors: one vector a word, whatever the context. Train or import them into a folder, open it, ask, evaluate.

    vectors         `StaticVectors`: similarity, neighbours, analogies, odd one out
    training        word2vec and fastText on a corpus
    pretrained      files of word2vec, GloVe and fastText
    evaluation      analogy files and word similarity files
    storage         the folder on disk; `manifest`: what says which of its files are current
    subwords        vectors of words out of vocabulary

It knows words, sentences of words and folders; it knows no catalog, no SQL and no senses. Importing it, opening a
folder and asking need numpy and FAISS alone; training, importing and evaluating are gensim's work, and import it.
Modules in here import each other, never this one.
"""

from senseindex.answers.words import AnalogyReport, PairsReport
from senseindex.vectors import STATIC_METHODS
from senseindex.vectors.static.evaluation import evaluate_analogies, evaluate_pairs
from senseindex.vectors.static.pretrained import import_static_vectors
from senseindex.vectors.static.storage import StaticVectorsInfo, has_static_vectors
from senseindex.vectors.static.training import train_static_vectors
from senseindex.vectors.static.vectors import ANALOGY_METHODS, StaticVectors

__all__ = [
    "ANALOGY_METHODS",
    "STATIC_METHODS",
    "AnalogyReport",
    "PairsReport",
    "StaticVectors",
    "StaticVectorsInfo",
    "evaluate_analogies",
    "evaluate_pairs",
    "has_static_vectors",
    "import_static_vectors",
    "train_static_vectors",
]
