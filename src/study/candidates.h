/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Augmentations side by side: what is measured of each, and judged by it. */
#ifndef CHLADNI_STUDY_CANDIDATES_H
#define CHLADNI_STUDY_CANDIDATES_H

#include <chladni/rank.h>

#include "study/nudge.h"
#include "study/probe.h"

enum {
    CHL_RANK_GROUPS = 40,
    CHL_RANK_BLOCKS = 4, /* of the functions of each kind */
    CHL_LEAK_WORDS = 96
};

/* Order of chl_criterion_at. */
typedef enum chl_rank_score {
    CHL_SCORE_ERROR,
    CHL_SCORE_TRANSIENT,
    CHL_SCORE_MINIBATCH,
    CHL_SCORE_SAMPLING,
    CHL_SCORE_LEAKED,
    CHL_SCORE_RATE,
    CHL_SCORE_LAMBDA_1,
    CHL_SCORE_TRANSMISSION,
    CHL_SCORE_RATIO,
    CHL_SCORE_NOISE_FLOOR,
    CHL_SCORE_SENSITIVITY,
    CHL_SCORE_LEAK,
    CHL_SCORE_LEAK_PATCHES,
    CHL_RANK_SCORES
} chl_rank_score;

/* Means over groups of rows that are compared: of phi at Tx, T T'x and at
 * T(x + delta_k). */
enum {
    CHL_MEAN_SEEN,
    CHL_MEAN_TWICE,
    CHL_MEAN_NUDGED,
    CHL_RANK_MEANS = CHL_MEAN_NUDGED + CHL_NUDGES
};

typedef struct chl_candidate {
    char *name;              /* as given, "none" for the baseline; owned     */
    chl_augment_chain chain; /* without parts that do nothing                */
    chl_augment *augment;    /* NULL: the baseline, or like another one      */
    size_t like;             /* the first candidate of the same chain        */
    double *means;           /* groups x CHL_RANK_MEANS x functions, owned   */
    double survived[CHL_RANK_GROUPS]; /* variance of the mean over T         */
} chl_candidate;

/* The first candidate is the baseline. */
typedef struct chl_candidates {
    const chl_dataset *dataset;
    const chl_rank_settings *settings;
    chl_sample sample;
    chl_probe probe;
    chl_nudges nudges;
    size_t count;
    chl_candidate *items;
    double *spread; /* functions: variance of phi at rows of the data */
} chl_candidates;

/* The criterion of settings that can be used. Errors: CHL_EARG.
 * rank_settings.c */
chl_status chl_rank_check(const chl_rank_settings *settings, size_t *score,
                          chl_error *err);

/* Parse and check; probes and nudges are made. candidates.c */
chl_status chl_candidates_create(const chl_dataset *dataset,
                                 const chl_rank_settings *settings,
                                 chl_candidates *out, chl_error *err);
void chl_candidates_clear(chl_candidates *candidates);

/* Fill means, survived and spread. candidates_measure.c */
chl_status chl_candidates_measure(chl_candidates *candidates, chl_error *err);

/*
 * Products of differences of group means, of one candidate: all that the
 * bootstrap needs. gram[kind][block][g][h] = sum over the functions of the
 * block of (a_g - b_g)(a_h - b_h).
 */
typedef struct chl_gram {
    double entries[2][CHL_RANK_BLOCKS][CHL_RANK_GROUPS][CHL_RANK_GROUPS];
} chl_gram;

/* How often each group and block was drawn. */
typedef struct chl_replicate {
    double groups[CHL_RANK_GROUPS];
    double blocks[2][CHL_RANK_BLOCKS];
} chl_replicate;

chl_replicate chl_replicate_whole(void);
/* Number k of a bootstrap. */
chl_replicate chl_replicate_draw(uint64_t seed, size_t k);

/* |E a - E b|^2 per function of one kind, without the bias of groups with
 * themselves; NaN without functions. */
double chl_gram_distance(const chl_candidates *candidates, const chl_gram *gram,
                         const chl_replicate *replicate, size_t kind);

/* What one candidate's scores are made of. */
typedef struct chl_evidence {
    chl_gram leak;    /* Tx against x                                       */
    chl_gram visible; /* T T'x against Tx                                   */
    chl_gram nudged[CHL_NUDGES];
} chl_evidence;

/* evidence: one per candidate. candidates_gram.c */
void chl_candidates_compare(const chl_candidates *candidates, size_t index,
                            chl_evidence *out);

/* Scores of all candidates under one replicate, count x CHL_RANK_SCORES, but
 * for those of the game. candidates_score.c */
void chl_candidates_score(const chl_candidates *candidates,
                          const chl_evidence *evidence,
                          const chl_replicate *replicate, double *scores);

/* Chance of so large a distance if signs of groups were chance. */
double chl_leak_chance(const chl_candidates *candidates, const chl_gram *gram);
/* Why the law of the data can be told from what is seen; an empty string if
 * no reason is known. leak.c */
void chl_leak_condition(const chl_candidate *candidate,
                        const chl_dataset_info *info, char *text, size_t size);

/* Sheets of tiles, one per candidate, added to the sprites; nothing for data
 * that are no images. candidates_tiles.c */
chl_status chl_candidates_tiles(const chl_candidates *candidates,
                                chl_result *result, chl_error *err);

#endif
