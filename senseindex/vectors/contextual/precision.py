"""Where an encoder runs and with what numbers: device, bf16 or fp32, places a batch.

bf16 (8 bits of mantissa) is only used for matrix products; sums, normalisations and results stay in fp32. With
the default encoder the cosine of a piece's vector to that of fp32 is then 0.99998 in the mean and never
below 0.9998. That is enough to tip a word that stands on the border between one sense and two: the environment variable
`SENSEINDEX_PRECISION` names the precision that stands for `auto`, so that machines agree.
"""

from __future__ import annotations

import os
import time
from functools import lru_cache
from typing import Any, Final

import torch

from senseindex.errors import EncoderError
from senseindex.vectors.contextual.recipe import check_choice

DEVICES: Final = ("auto", "cpu", "cuda")
PRECISIONS: Final = ("auto", "fp32", "bf16")
PRECISION_VARIABLE: Final = "SENSEINDEX_PRECISION"

_FASTER = 0.8
"""bf16 is taken where a product takes less than this share of fp32's time."""


def choose_device(device: str) -> str:
    """`cpu` or `cuda`; raises UsageError for another name and EncoderError where there is no such device."""
    check_choice("device", device, DEVICES)
    available = torch.cuda.is_available()
    if device == "cuda" and not available:
        raise EncoderError("the device cuda was asked for, but torch finds none here; use auto or cpu")
    return "cuda" if available and device != "cpu" else "cpu"


def choose_precision(precision: str, device: str) -> str:
    """`fp32` or `bf16`; `auto` is what the environment says, else bf16 where the hardware multiplies faster with it."""
    if precision == "auto":
        precision = os.environ.get(PRECISION_VARIABLE) or "auto"
    check_choice("precision", precision, PRECISIONS)
    if precision != "auto":
        return precision
    if device == "cuda":
        return "bf16" if torch.cuda.is_bf16_supported(including_emulation=False) else "fp32"
    return "bf16" if _bf16_is_faster() else "fp32"


def precision_like(stored: str, device: str) -> str:
    """The precision that vectors were made with, if it is no slower here than fp32; the environment goes first."""
    if os.environ.get(PRECISION_VARIABLE, "auto") not in ("", "auto"):
        return choose_precision("auto", device)
    return "fp32" if stored == "fp32" else choose_precision("auto", device)


def token_budget(device: str) -> int:
    """How many places, padding included, a batch may have."""
    return 65_536 if device == "cuda" else 2_048


def half_precision_products(model: Any) -> None:
    """Keep the weights of the matrix products of `model` in bf16; it must then run under autocast."""
    for module in model.modules():
        if isinstance(module, torch.nn.Linear):
            module.to(torch.bfloat16)


@lru_cache(maxsize=1)
def _bf16_is_faster() -> bool:
    """Time one product of an encoder's size; some 20 ms. Processors without bf16 emulate it slowly."""
    with torch.inference_mode():
        best = {}
        for dtype in (torch.float32, torch.bfloat16):
            inputs, weights = torch.ones(512, 384, dtype=dtype), torch.ones(1536, 384, dtype=dtype)
            seconds = []
            for _ in range(6):  # the best of several: the first warms up, others may be disturbed
                begin = time.perf_counter()
                torch.nn.functional.linear(inputs, weights)
                seconds.append(time.perf_counter() - begin)
            best[dtype] = min(seconds)
    return best[torch.bfloat16] < _FASTER * best[torch.float32]
