/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small rankings of augmentations, and what is in them. */
#ifndef CHLADNI_TESTS_STUDY_RANKED_H
#define CHLADNI_TESTS_STUDY_RANKED_H

#include <string.h>

#include <chladni/rank.h>

#include "support/runner.h"

static chl_error err;

static inline chl_dataset *
open_measure(const char *name, size_t rows)
{
    chl_dataset_settings s = chl_dataset_settings_default();
    chl_dataset *dataset = NULL;

    s.samples = rows;
    ck_assert_ok(chl_dataset_open(name, &s, &dataset, &err), err);
    return dataset;
}

static inline chl_rank_settings
quick(const char *const *candidates, size_t count)
{
    chl_rank_settings s = chl_rank_settings_default();

    s.candidates = candidates;
    s.candidate_count = count;
    s.discriminator = "radial";
    s.landmarks = 24;
    s.functions = 24;
    s.bootstrap = 40;
    s.threads = 1;
    return s;
}

static inline chl_result *
rank_rows(const chl_dataset *dataset, const chl_rank_settings *s)
{
    chl_result *result = NULL;

    ck_assert_ok(chl_result_create("rank", &result, &err), err);
    ck_assert_ok(chl_study_rank_augment(dataset, s, result, &err), err);
    return result;
}

static inline const chl_result_item *
item_called(const chl_result *result, const char *name)
{
    for (size_t k = 0; k < result->ranking->count; k++) {
        if (strcmp(result->ranking->items[k].name, name) == 0) {
            return &result->ranking->items[k];
        }
    }
    ck_abort_msg("no item %s", name);
    return NULL;
}

static inline const chl_result_score *
score_called(const chl_result_item *item, const char *name)
{
    for (size_t k = 0; k < item->augment->score_count; k++) {
        if (strcmp(item->augment->scores[k].name, name) == 0) {
            return &item->augment->scores[k];
        }
    }
    ck_abort_msg("no score %s", name);
    return NULL;
}

#endif
