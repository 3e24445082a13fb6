#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scores of trained networks per augmentation and number of steps.

usage: scores.py FILE...

FILE has lines of `bench_train quality`. Printed as CSV: mean energy distance to
digits held out and its standard error over seeds, the mean difference to no
augmentation with the same seed and its standard error, the mean distance to the
digits trained on, and the place in the order of means (1 is best). Behind it, as
comments, the number of steps at which each augmentation begins to beat none, by
interpolation in log steps; 'never' and 'always' are meant within the runs.
"""
import collections
import csv
import math
import statistics
import sys


def read(paths):
    """scores[chain][steps][seed] = (held out, seen)"""
    scores = collections.defaultdict(lambda: collections.defaultdict(dict))
    for path in paths:
        with open(path, encoding="utf-8") as file:
            for row in csv.reader(line for line in file if line[0] != "#"):
                scores[row[4]][int(row[6])][int(row[5])] = (float(row[7]),
                                                            float(row[8]))
    return scores


def describe(values):
    error = (statistics.stdev(values) / math.sqrt(len(values))
             if len(values) > 1 else float("nan"))
    return statistics.mean(values), error


def tabulate(scores):
    """table[steps][chain] = (n, mean, error, difference, error, seen)"""
    table = collections.defaultdict(dict)
    for chain, runs in scores.items():
        for steps, seeds in runs.items():
            plain = scores["none"][steps]
            shared = [seed for seed in seeds if seed in plain]
            if not shared:
                continue
            table[steps][chain] = (
                len(shared), *describe([seeds[s][0] for s in shared]),
                *describe([seeds[s][0] - plain[s][0] for s in shared]),
                statistics.mean(seeds[s][1] for s in shared))
    return table


def crossing(table, chain):
    """Steps from which on the mean difference to none is negative."""
    points = [(math.log(steps), table[steps][chain][3])
              for steps in sorted(table) if chain in table[steps]]
    if points[-1][1] >= 0:
        return "never"
    k = len(points) - 1
    while k > 0 and points[k - 1][1] < 0:
        k -= 1
    if k == 0:
        return "always"
    (x0, y0), (x1, y1) = points[k - 1], points[k]
    return f"{math.exp(x0 + (x1 - x0) * y0 / (y0 - y1)):.0f}"


def main():
    table = tabulate(read(sys.argv[1:]))
    print("augmentation,steps,seeds,mean,mean_error,difference,"
          "difference_error,seen,place")
    for steps in sorted(table):
        order = sorted(table[steps], key=lambda chain: table[steps][chain][1])
        for place, chain in enumerate(order, 1):
            n, *values = table[steps][chain]
            shown = ",".join(f"{value:.4f}" for value in values)
            print(f'"{chain}",{steps},{n},{shown},{place}')
    chains = {chain for row in table.values() for chain in row} - {"none"}
    for chain in sorted(chains):
        print(f"# {chain} beats none from step: {crossing(table, chain)}")


if __name__ == "__main__":
    sys.exit(main())
