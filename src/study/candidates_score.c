/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The criteria, and what candidates score by them. */
#include <math.h>

#include "study/candidates.h"

static const chl_criterion criteria[CHL_RANK_SCORES] = {
    [CHL_SCORE_ERROR] = { "error", "lower",
                          "expected squared displacement of the generated "
                          "samples at the end of the run: the sum of the four "
                          "terms that follow, so that a short run is decided "
                          "by speed and a long one on few samples by noise" },
    [CHL_SCORE_TRANSIENT] = { "transient", "lower",
                              "what is left of the start of the run: modes an "
                              "augmentation weakens are slower" },
    [CHL_SCORE_MINIBATCH] = { "minibatch", "lower",
                              "noise of batches, as far as the run lets it "
                              "grow" },
    [CHL_SCORE_SAMPLING] = { "sampling", "lower",
                             "noise of few samples, as far as the run learns "
                             "it: what an augmentation is for" },
    [CHL_SCORE_LEAKED] = { "leaked", "lower",
                           "what is hidden: of the start what lies in hidden "
                           "directions, and of the way to the augmented law "
                           "what "
                           "the run has not undone, which is what is seen of "
                           "it; "
                           "with real-only all of that way, which is learnt" },
    [CHL_SCORE_RATE] = { "rate", "higher",
                         "decay of the slowest mode that still moves, per "
                         "step" },
    [CHL_SCORE_LAMBDA_1] = { "lambda-1", "higher",
                             "slowest eigenvalue of the augmented law, which "
                             "takes all of it for restoring force" },
    [CHL_SCORE_TRANSMISSION] = { "transmission", "higher",
                                 "share of the gradient of the slowest modes "
                                 "that reaches the generator" },
    [CHL_SCORE_RATIO] = { "ratio", "lower",
                          "noise-floor over sensitivity: what an augmentation "
                          "buys for what it hides" },
    [CHL_SCORE_NOISE_FLOOR] = { "noise-floor", "lower",
                                "share of the noise of few samples that is "
                                "left: what an augmentation buys" },
    [CHL_SCORE_SENSITIVITY] = { "sensitivity", "higher",
                                "how well small changes of the samples still "
                                "show: what an augmentation costs" },
    [CHL_SCORE_LEAK] = { "leak", "lower",
                         "distance of the augmented law from the data, over "
                         "the spread of the data: what a generator may copy" },
    [CHL_SCORE_LEAK_PATCHES] = { "leak-patches", "lower",
                                 "the same of 5 x 5 patches without their "
                                 "mean, where blur and noise show" },
};

const chl_criterion *
chl_criterion_at(size_t index)
{
    return index < CHL_RANK_SCORES ? &criteria[index] : NULL;
}

static double
weighted_mean(const double *values, const double *weight)
{
    double sum = 0.0, all = 0.0;

    for (size_t g = 0; g < CHL_RANK_GROUPS; g++) {
        sum += weight[g] * values[g];
        all += weight[g];
    }
    return sum / all;
}

static double
spread_of(const chl_candidates *c, size_t kind)
{
    size_t m = c->probe.rows.count;
    size_t first = kind == 0 ? 0 : m;
    size_t end = kind == 0 ? m : chl_probe_size(&c->probe);
    double sum = 0.0;

    for (size_t k = first; k < end; k++) {
        sum += c->spread[k] / (double) (end - first);
    }
    return sum;
}

/* One discriminator sees rows and patches, so both count in one sum. */
static double
effect(const chl_candidates *c, const chl_evidence *e, size_t nudge,
       const chl_replicate *r)
{
    double rows = chl_gram_distance(c, &e->nudged[nudge], r, 0);
    double patches = chl_gram_distance(c, &e->nudged[nudge], r, 1);

    return rows + (isnan(patches) ? 0.0 : patches);
}

static double
sensitivity(const chl_candidates *c, const chl_evidence *base,
            const chl_evidence *own, const chl_replicate *r)
{
    double sum = 0.0, seen = 0.0;

    for (size_t k = 0; k < c->nudges.count; k++) {
        double without = effect(c, base, k, r);

        if (without > 0.0) {
            sum += fmax(effect(c, own, k, r), 0.0) / without;
            seen += 1.0;
        }
    }
    return seen > 0.0 ? sum / seen : NAN;
}

void
chl_candidates_score(const chl_candidates *c, const chl_evidence *evidence,
                     const chl_replicate *r, double *scores)
{
    double variance = weighted_mean(c->items[0].survived, r->groups);

    for (size_t k = 0; k < c->count; k++) {
        const chl_evidence *own = &evidence[k];
        double *s = scores + k * CHL_RANK_SCORES;

        s[CHL_SCORE_NOISE_FLOOR] =
            fmax(weighted_mean(c->items[k].survived, r->groups), 0.0)
            / variance;
        s[CHL_SCORE_SENSITIVITY] = sensitivity(c, &evidence[0], own, r);
        s[CHL_SCORE_RATIO] =
            s[CHL_SCORE_NOISE_FLOOR] / s[CHL_SCORE_SENSITIVITY];
        s[CHL_SCORE_LEAK] =
            chl_gram_distance(c, &own->leak, r, 0) / spread_of(c, 0);
        s[CHL_SCORE_LEAK_PATCHES] =
            chl_gram_distance(c, &own->leak, r, 1) / spread_of(c, 1);
    }
}
