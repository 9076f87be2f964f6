"""Static vectors, the entry of this part: train or import them into a folder, open it, ask, evaluate.

    static_vectors      `StaticVectors`: similarity, neighbours, analogies, odd one out
    static_training     Word2Vec and FastText on a corpus, with gensim
    static_files        pretrained files: word2vec text and binary, GloVe, fastText .bin
    static_evaluation   analogy files and word similarity files
    static_storage      the folder on disk

Importing it, opening a folder and asking need numpy and FAISS alone; gensim is imported by training.
"""

from senseindex.answers.words import AnalogyReport, PairsReport
from senseindex.vectors.static.evaluation import evaluate_analogies, evaluate_pairs
from senseindex.vectors.static.files import import_static_vectors
from senseindex.vectors.static.storage import StaticVectorsInfo, has_static_vectors
from senseindex.vectors.static.training import STATIC_METHODS, train_static_vectors
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
