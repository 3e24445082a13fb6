# SPDX-License-Identifier: GPL-3.0-or-later
"""The graph, its neighbours and its eigenpairs beside scikit-learn and SciPy.

usage: graph.py BENCH_GRAPH [--small]

BENCH_GRAPH writes its points and its matrix to a folder and gives its own
times; the peers get the same points and the same matrix in the same run. All
times are CPU seconds of one thread.
"""
import json
import os
import subprocess
import sys
import tempfile
import time

# Before the BLAS of NumPy is loaded.
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
SKIPPED = 77
DIMENSION, MODES, NEIGHBOURS, TOLERANCE = 64, 10, 15, 1e-7

try:
    import numpy
    from scipy.sparse import csr_matrix
    from scipy.sparse.linalg import eigsh
    from sklearn.manifold import SpectralEmbedding
    from sklearn.neighbors import NearestNeighbors
except ImportError as error:
    print(f"peers are not measured: {error.name} is not installed "
          "(Debian: python3-scipy, python3-sklearn)")
    sys.exit(SKIPPED)


def seconds(call, runs):
    """The least CPU seconds of some runs, and what the last one gave."""
    least = float("inf")
    for _ in range(runs):
        start = time.process_time()
        value = call()
        least = min(least, time.process_time() - start)
    return least, value


def load(folder):
    points = numpy.fromfile(f"{folder}/points.f64").reshape(-1, DIMENSION)
    start = numpy.fromfile(f"{folder}/start.u64", dtype=numpy.uint64)
    column = numpy.fromfile(f"{folder}/column.u32", dtype=numpy.uint32)
    value = numpy.fromfile(f"{folder}/value.f64")
    matrix = csr_matrix((value, column.astype(numpy.int32),
                         start.astype(numpy.int32)))
    return points, matrix


def embed(points):
    # Its default of n / 10 neighbours would be far slower still.
    return SpectralEmbedding(MODES, affinity="nearest_neighbors",
                             n_neighbors=NEIGHBOURS, eigen_solver="arpack",
                             random_state=0).fit(points)


def find(points):
    search = NearestNeighbors(n_neighbors=NEIGHBOURS, algorithm="brute")
    return search.fit(points).kneighbors()


def line(name, ours, theirs, goal):
    print(json.dumps({"name": name, "ours_cpu": ours, "peer_cpu": theirs,
                      "ratio": theirs / ours, "goal": goal}), flush=True)


def main():
    program, small = sys.argv[1], sys.argv[2:]
    with tempfile.TemporaryDirectory() as folder:
        text = subprocess.run([program, *small, "--dump", folder], check=True,
                              stdout=subprocess.PIPE, text=True).stdout
        print(text, end="", flush=True)
        ours = json.loads(text)
        points, matrix = load(folder)
    brute, _ = seconds(lambda: find(points), 3)
    line("neighbours beside sklearn brute force", ours["neighbours_cpu"],
         brute, 3.0)
    # With the trivial vector, which is not deflated there.
    pairs, (values, _) = seconds(
        lambda: eigsh(matrix, MODES + 1, which="LA", tol=TOLERANCE), 3)
    assert abs(values[-1] - 1.0) < 1e-6
    line("eigenpairs beside scipy eigsh", ours["pairs_cpu"], pairs, 1.0)
    embedding, _ = seconds(lambda: embed(points), 1)
    line("graph beside sklearn SpectralEmbedding", ours["graph_cpu"],
         embedding, 10.0)
    line("galerkin beside sklearn SpectralEmbedding", ours["galerkin_cpu"],
         embedding, 20.0)


if __name__ == "__main__":
    main()
