"""Tiny random encoders of five families, each with a tokenizer trained on a few lines, saved as folders.

The weights are drawn wide, so that vectors of different words differ clearly. Position embeddings reach
`WINDOW` pieces, so that a short text already needs several windows.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import (
    BertConfig,
    BertModel,
    BertTokenizer,
    ModernBertConfig,
    ModernBertModel,
    MPNetConfig,
    MPNetModel,
    MPNetTokenizer,
    PreTrainedTokenizerFast,
    RobertaConfig,
    RobertaModel,
    RobertaTokenizer,
    XLMRobertaConfig,
    XLMRobertaModel,
    XLMRobertaTokenizer,
)

WINDOW = 64
LAYERS = 3
HIDDEN = 32

TEXT = [
    "The river burst its banks after a week of unreasonable rain.",
    "She opened an account at the bank and paid in her savings.",
    "Interest rates were raised again, and the bankers were unhappy.",
    "We didn't see the crane until it had lifted the container onto the ship.",
    "A pair of cranes nested near the reed beds of the river.",
    "Unbelievable as it sounds, the mole had dug under the whole garden.",
    "Seals were basking on the rocks while the children watched them.",
    "Spring came late that year and the water in the spring was cold.",
    "Das Ufer des Flusses war überschwemmt; la rivière était très haute.",
]

SENTENCES = [
    ["The", "bankers", "watched", "the", "river", "."],
    ["Unbelievable", ",", "the", "cranes", "burst", "its", "container", "!"],
    ["Interest"],
    ["She", "did", "n't", "see", "the", "überschwemmt", "seals", ":", "la", "rivière", "était", "haute", "."],
    ["We", "paid", "in", "her", "savings", "1,234.50", "times"],
]


def _sizes(**changes: Any) -> dict[str, Any]:
    return {
        "hidden_size": HIDDEN,
        "num_hidden_layers": LAYERS,
        "num_attention_heads": 4,
        "intermediate_size": 64,
        "max_position_embeddings": WINDOW,
        "initializer_range": 0.3,
        **changes,
    }


def _word_pieces(special: list[str]) -> dict[str, int]:
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.train_from_iterator(TEXT, trainers.WordPieceTrainer(vocab_size=150, special_tokens=special))
    return dict(tokenizer.get_vocab())


def save_bert(folder: Path) -> None:
    """WordPiece."""
    vocabulary = _word_pieces(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
    BertTokenizer(vocab=vocabulary).save_pretrained(folder)
    BertModel(BertConfig(**_sizes(vocab_size=len(vocabulary)))).save_pretrained(folder)


def save_mpnet(folder: Path) -> None:
    """WordPiece; position numbers begin at 2, and the attention has biases that torch's fused one lacks."""
    vocabulary = _word_pieces(["<s>", "<pad>", "</s>", "[UNK]", "<mask>"])
    MPNetTokenizer(vocab=vocabulary).save_pretrained(folder)
    sizes = _sizes(vocab_size=len(vocabulary), max_position_embeddings=WINDOW + 2)
    MPNetModel(MPNetConfig(**sizes)).save_pretrained(folder)


def _byte_level(special: list[str]) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    tokenizer.train_from_iterator(
        TEXT, trainers.BpeTrainer(vocab_size=360, special_tokens=special, initial_alphabet=alphabet)
    )
    return tokenizer


def save_roberta(folder: Path) -> None:
    """Byte-level BPE; position numbers begin at 2."""
    model = json.loads(_byte_level(["<s>", "<pad>", "</s>", "<unk>", "<mask>"]).to_str())["model"]
    merges = [tuple(merge) for merge in model["merges"]]
    RobertaTokenizer(vocab=model["vocab"], merges=merges).save_pretrained(folder)
    sizes = _sizes(vocab_size=len(model["vocab"]), max_position_embeddings=WINDOW + 2, pad_token_id=1)
    RobertaModel(RobertaConfig(**sizes)).save_pretrained(folder)


def save_modernbert(folder: Path) -> None:
    """Byte-level BPE; rotary positions, local attention, a normalisation after the last layer."""
    tokenizer = _byte_level(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    names = {"pad": "[PAD]", "unk": "[UNK]", "cls": "[CLS]", "sep": "[SEP]", "mask": "[MASK]"}
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, **{f"{name}_token": piece for name, piece in names.items()}
    ).save_pretrained(folder)
    numbers = {"pad_token_id": 0, "cls_token_id": 2, "sep_token_id": 3, "bos_token_id": 2, "eos_token_id": 3}
    sizes = _sizes(vocab_size=tokenizer.get_vocab_size(), local_attention=8, **numbers)
    ModernBertModel(ModernBertConfig(**sizes)).save_pretrained(folder)


def save_xlm_roberta(folder: Path) -> None:
    """Unigram, as SentencePiece has it; position numbers begin at 2."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    trainer = trainers.UnigramTrainer(
        vocab_size=160, special_tokens=["<s>", "<pad>", "</s>", "<unk>"], unk_token="<unk>", show_progress=False
    )
    tokenizer.train_from_iterator(TEXT, trainer)
    vocabulary = [(piece, score) for piece, score in json.loads(tokenizer.to_str())["model"]["vocab"]]
    XLMRobertaTokenizer(vocab=[*vocabulary, ("<mask>", 0.0)]).save_pretrained(folder)
    sizes = _sizes(vocab_size=len(vocabulary) + 1, max_position_embeddings=WINDOW + 2, pad_token_id=1)
    XLMRobertaModel(XLMRobertaConfig(**sizes)).save_pretrained(folder)


FAMILIES: dict[str, Callable[[Path], None]] = {
    "bert": save_bert,
    "mpnet": save_mpnet,
    "roberta": save_roberta,
    "modernbert": save_modernbert,
    "xlm-roberta": save_xlm_roberta,
}


def save_tiny_model(family: str, folder: Path) -> Path:
    """Make the tiny encoder of `family` in `folder`; the weights are always the same."""
    state = torch.random.get_rng_state()
    torch.manual_seed(7)
    try:
        FAMILIES[family](folder)
    finally:
        torch.random.set_rng_state(state)
    return folder
