# SPDX-License-Identifier: GPL-3.0-or-later
"""A step of particles under IPM and the tangent kernel of relu, beside PyTorch.

usage: ntk.py BENCH_FLOW [--small]

BENCH_FLOW writes its points before and after a step to a folder and gives its
own times. The peer is the same recursion in double precision with gradients by
autograd, from the same points in the same run; both are CPU seconds of one
thread. What it finds is compared, too.
"""
import json
import math
import os
import subprocess
import sys
import tempfile
import time

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
SKIPPED = 77
DEPTH, RATE, RUNS, GOAL = 3, 1000.0, 7, 5.0

try:
    import numpy
    import torch
except ImportError as error:
    print(f"peers are not measured: {error.name} is not installed "
          "(Debian: python3-torch)")
    sys.exit(SKIPPED)


def kernel(x, z):
    """NTK of relu, sigma_w = sigma_b = 1, no bias behind the last layer."""
    d = x.shape[1]
    c = x @ z.T / d + 1.0
    q = (x * x).sum(1, keepdim=True) / d + 1.0
    r = (z * z).sum(1) / d + 1.0
    t = c
    for layer in range(DEPTH):
        bias = 1.0 if layer + 1 < DEPTH else 0.0
        s2 = q * r - c * c
        near = s2 <= 1e-12 * q * r
        s = torch.where(near, torch.zeros_like(s2),
                        torch.sqrt(torch.where(near, torch.ones_like(s2), s2)))
        share = 0.5 - torch.atan2(s, c) / (2.0 * math.pi)
        c = s / (2.0 * math.pi) + share * c + bias
        t = c + share * t
        q, r = 0.5 * q + bias, 0.5 * r + bias
    return t


def step(source, target):
    x = source.clone().requires_grad_(True)
    loss = kernel(x, source).mean(1).sum() - kernel(x, target).mean(1).sum()
    loss.backward()
    return source - RATE / len(source) * x.grad


def seconds(call):
    """The least CPU seconds of some runs, and what the last one gave."""
    least = float("inf")
    for _ in range(RUNS):
        start = time.process_time()
        value = call()
        least = min(least, time.process_time() - start)
    return least, value


def main():
    torch.set_num_threads(1)
    program, small = sys.argv[1], sys.argv[2:]
    with tempfile.TemporaryDirectory() as folder:
        text = subprocess.run([program, *small, "--dump", folder], check=True,
                              stdout=subprocess.PIPE, text=True).stdout
        print(text, end="", flush=True)
        ours = json.loads(text.splitlines()[0])
        source, target, after = (
            torch.from_numpy(numpy.fromfile(f"{folder}/{name}.f64")
                             .reshape(-1, 2))
            for name in ("source", "target", "ntk-relu"))
    theirs, places = seconds(lambda: step(source, target))
    apart = float((places - after).abs().max())
    assert apart < 1e-9, apart
    print(json.dumps({"name": "flow ntk-relu beside torch autograd",
                      "ours_cpu": ours["cpu"], "peer_cpu": theirs,
                      "ratio": theirs / ours["cpu"], "goal": GOAL,
                      "apart": apart}), flush=True)


if __name__ == "__main__":
    main()
