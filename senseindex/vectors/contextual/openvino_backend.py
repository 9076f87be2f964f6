"""Run an encoder with OpenVINO: the same network, compiled for the processor, each core on batches of its own.

torch spreads every product over all cores and waits for the slowest; here a core works through whole batches, and
what stands between the products is fused with them. It pays for long work only, as compiling takes a second or two.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any, Final

import numpy as np
import torch

from senseindex.errors import EncoderError
from senseindex.vectors.contextual.batching import Batch

WAITING: Final = 2
"""Batches that are handed over for each core, so that none waits for the next."""

LEAST_COSINE: Final = 0.999
"""What the compiled network must reach with torch on a trial, else it is not used."""


class OpenVinoEncoder:
    """The last layer of a transformers encoder whose weights are float32, on the CPU.

    `precision` is fp32 or bf16. Raises EncoderError where the network cannot be compiled, or gives other vectors than
    torch does.
    """

    def __init__(self, model: Any, *, precision: str, cores: int) -> None:
        import openvino

        try:
            self._compiled = openvino.Core().compile_model(
                _converted(model),
                "CPU",
                {
                    "INFERENCE_PRECISION_HINT": "bf16" if precision == "bf16" else "f32",
                    "PERFORMANCE_HINT": "THROUGHPUT",
                    "NUM_STREAMS": cores,
                    "INFERENCE_NUM_THREADS": cores,
                },
            )
        except Exception as error:  # OpenVINO raises RuntimeError and kinds of its own, by operation and version
            message = str(error).strip().split("\n")[0]
            raise EncoderError(f"OpenVINO cannot compile this model ({message}); use --backend torch") from error
        self._requests = openvino.AsyncInferQueue(self._compiled, WAITING * cores)
        self._requests.set_callback(self._consume)
        self._lock = threading.Lock()
        self._failure: BaseException | None = None
        self._check(model)

    def run(self, batches: Iterable[Batch], pool: Callable[[torch.Tensor, Batch], None]) -> None:
        """Give `pool` each batch with its (B, L, d) float32 vectors, one at a time, in the order they are ready."""
        self._failure = None
        try:
            for batch in batches:
                if self._failure is not None:
                    break
                mask = np.ones_like(batch.ids) if batch.mask is None else batch.mask
                self._requests.start_async([batch.ids, mask], (pool, batch))
        finally:
            self._requests.wait_all()
        if self._failure is not None:
            raise self._failure

    def _consume(self, request: Any, work: tuple[Callable[[torch.Tensor, Batch], None], Batch]) -> None:
        """Runs in a thread of OpenVINO, which must not see an exception."""
        pool, batch = work
        try:
            with self._lock, torch.inference_mode():
                pool(torch.from_numpy(request.get_output_tensor(0).data), batch)
        except BaseException as error:
            self._failure = error

    def _check(self, model: Any) -> None:
        """Compare with torch on inputs of another shape than the one that was traced, one of them padded."""
        ids, mask = _trial(model, rows=3, length=11)
        with torch.inference_mode():
            expected = model(input_ids=ids, attention_mask=mask).last_hidden_state
        found = torch.from_numpy(self._compiled([ids.numpy(), mask.numpy()])[0])
        cosines = torch.nn.functional.cosine_similarity(expected, found, dim=-1)[mask.bool()]
        if not float(cosines.min()) >= LEAST_COSINE:
            raise EncoderError(
                f"OpenVINO gives other vectors than torch for this model (cosine {float(cosines.min()):.3f}); "
                "use --backend torch"
            )


def _converted(model: Any) -> Any:
    """The network in OpenVINO's form; its own front end is asked, as `openvino.convert_model` reports usage."""
    from openvino.frontend import FrontEndManager
    from openvino.frontend.pytorch.ts_decoder import TorchScriptPythonDecoder

    class LastLayer(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            output: torch.Tensor = self.model(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            return output

    ids, mask = _trial(model, rows=2, length=7)
    decoder = TorchScriptPythonDecoder(
        LastLayer().eval(), example_input=(ids, mask), trace_kwargs={"check_trace": False}
    )
    front_end = FrontEndManager().load_by_framework("pytorch")
    return front_end.convert(front_end.load(decoder))


def _trial(model: Any, *, rows: int, length: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Inputs (rows, length) of the vocabulary's first pieces; the last row is padded, so that the mask counts."""
    size = model.get_input_embeddings().num_embeddings
    ids = torch.arange(rows * length).reshape(rows, length) % min(size, 50)
    mask = torch.ones(rows, length, dtype=torch.long)
    mask[-1, length // 2 :] = 0
    return ids, mask
