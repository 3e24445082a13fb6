/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the terminal: what was ranked, best first. */
#include "report/text.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "report/markup.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

enum {
    SCORES_SHOWN = CHL_TEXT_TABLE_COLUMNS - 1 /* beside one another */
};

static bool
is_tied(const chl_result_ranking *ranking, size_t k)
{
    size_t group = ranking->items[k].tie_group;

    return (k > 0 && ranking->items[k - 1].tie_group == group)
           || (k + 1 < ranking->count
               && ranking->items[k + 1].tie_group == group);
}

/* Penalties and schemes: one number each. */
static chl_status
add_plain(const chl_result_ranking *ranking,
          const chl_document_settings *settings, chl_text *out, chl_error *err)
{
    static const chl_text_column columns[] = {
        { "RANK", CHL_ALIGN_RIGHT },        { "NAME", CHL_ALIGN_LEFT },
        { "STRENGTH", CHL_ALIGN_RIGHT },    { "SCORE", CHL_ALIGN_RIGHT },
        { "95% INTERVAL", CHL_ALIGN_LEFT }, { "LAMBDA_1", CHL_ALIGN_RIGHT },
        { "RATE", CHL_ALIGN_RIGHT },        { "NOTE", CHL_ALIGN_LEFT },
    };
    chl_text_table table;

    chl_text_table_begin(&table, columns, COUNT(columns), settings);
    for (size_t k = 0; k < ranking->count; k++) {
        const chl_result_item *item = &ranking->items[k];

        chl_text_table_row(&table);
        chl_text_table_size(&table, k + 1);
        chl_text_table_words(&table, item->name);
        chl_text_table_real(&table, item->strength);
        chl_text_table_real(&table, item->score);
        chl_text_table_interval(&table, item->ci_low, item->ci_high);
        chl_text_table_real(&table, item->lambda_1);
        chl_text_table_real(&table, item->rate);
        chl_text_table_painted(&table,
                               item->leak ? CHL_PAINT_YELLOW : CHL_PAINT_NONE,
                               item->leak            ? "may leak"
                               : is_tied(ranking, k) ? "tie"
                                                     : "");
    }
    return chl_text_table_finish(&table, out, err);
}

/* "2 5 7", places from 1 on. */
static void
add_ties(chl_text_table *table, const chl_result_augment *a)
{
    chl_text words = { 0 };

    for (size_t k = 0; k < a->tie_count; k++) {
        chl_text_add(&words, "%s%zu", k > 0 ? " " : "", a->ties[k] + 1);
    }
    table->failed = table->failed || words.failed;
    chl_text_table_words(table, words.data != NULL ? words.data : "");
    chl_text_clear(&words);
}

static const chl_result_score *
find_score(const chl_result_augment *a, const char *name)
{
    for (size_t k = 0; name != NULL && k < a->score_count; k++) {
        if (a->scores[k].name != NULL && strcmp(a->scores[k].name, name) == 0) {
            return &a->scores[k];
        }
    }
    return NULL;
}

static void
add_candidate(chl_text_table *table, const chl_result_ranking *ranking,
              size_t k)
{
    const chl_result_item *item = &ranking->items[k];
    const chl_result_augment *a = item->augment;
    const chl_result_score *score = find_score(a, ranking->score);
    bool base = ranking->baseline != NULL && item->name != NULL
                && strcmp(item->name, ranking->baseline) == 0;

    chl_text_table_row(table);
    chl_text_table_size(table, k + 1);
    chl_text_table_painted(table, base ? CHL_PAINT_BOLD : CHL_PAINT_NONE,
                           item->name);
    chl_text_table_real(table, item->score);
    if (base || score == NULL) {
        chl_text_table_words(table, "");
    } else {
        chl_text_table_interval(table, score->difference_low,
                                score->difference_high);
    }
    add_ties(table, a);
    chl_text_table_real(table, a->cost);
    if (a->hidden_total > 0) {
        chl_text_table_size(table, a->hidden_total);
    } else {
        chl_text_table_words(table, "");
    }
    chl_text_table_painted(table,
                           item->leak ? CHL_PAINT_YELLOW : CHL_PAINT_NONE,
                           item->leak ? "may leak" : "");
}

static chl_status
add_order(const chl_result_ranking *ranking,
          const chl_document_settings *settings, chl_text *out, chl_error *err)
{
    static const chl_text_column columns[] = {
        { "RANK", CHL_ALIGN_RIGHT },     { "AUGMENTATION", CHL_ALIGN_LEFT },
        { "SCORE", CHL_ALIGN_RIGHT },    { "95% AGAINST NONE", CHL_ALIGN_LEFT },
        { "TIED WITH", CHL_ALIGN_WRAP }, { "COST", CHL_ALIGN_RIGHT },
        { "HIDDEN", CHL_ALIGN_RIGHT },   { "NOTE", CHL_ALIGN_LEFT },
    };
    chl_text_table table;

    chl_text_table_begin(&table, columns, COUNT(columns), settings);
    for (size_t k = 0; k < ranking->count; k++) {
        add_candidate(&table, ranking, k);
    }
    return chl_text_table_finish(&table, out, err);
}

/* All candidates by the criteria from..to-1. */
static chl_status
add_scores(const chl_result_ranking *ranking, size_t from, size_t to,
           const chl_document_settings *settings, chl_text *out, chl_error *err)
{
    chl_text_column columns[SCORES_SHOWN + 1] = { { "AUGMENTATION",
                                                    CHL_ALIGN_LEFT } };
    chl_text_table table;

    for (size_t c = from; c < to; c++) {
        columns[1 + c - from] =
            (chl_text_column){ ranking->criteria[c].name, CHL_ALIGN_RIGHT };
    }
    chl_text_add_bytes(out, "\n", 1);
    chl_text_table_begin(&table, columns, 1 + to - from, settings);
    for (size_t k = 0; k < ranking->count; k++) {
        chl_text_table_row(&table);
        chl_text_table_words(&table, ranking->items[k].name);
        for (size_t c = from; c < to; c++) {
            const chl_result_score *score = find_score(
                ranking->items[k].augment, ranking->criteria[c].name);

            chl_text_table_real(&table, score != NULL ? score->value : NAN);
        }
    }
    return chl_text_table_finish(&table, out, err);
}

static void
add_reasons(const chl_result_ranking *ranking,
            const chl_document_settings *settings, chl_text *out)
{
    for (size_t k = 0; k < ranking->criterion_count; k++) {
        const chl_result_criterion *c = &ranking->criteria[k];
        chl_text words = { 0 };

        chl_text_add(&words, "%s (%s is better): %s", c->name, c->better,
                     c->reason);
        out->failed = out->failed || words.failed;
        chl_text_add_wrapped(out, settings, "",
                             words.data != NULL ? words.data : "");
        chl_text_clear(&words);
    }
}

/* What each hides, in its own sentence. */
static void
add_hidden(const chl_result_ranking *ranking,
           const chl_document_settings *settings, chl_text *out)
{
    bool any = false;

    for (size_t k = 0; k < ranking->count; k++) {
        const chl_result_item *item = &ranking->items[k];
        chl_text words = { 0 };

        if (item->augment->hidden_words == NULL) {
            continue;
        }
        if (!any) {
            chl_text_add_bytes(out, "\n", 1);
        }
        any = true;
        chl_text_add(&words, "%s: %s", item->name, item->augment->hidden_words);
        out->failed = out->failed || words.failed;
        chl_text_add_wrapped(out, settings, "",
                             words.data != NULL ? words.data : "");
        chl_text_clear(&words);
    }
}

static void
add_clock(const chl_result_turns *turns, chl_text *words)
{
    if (isnan(turns->clock)) {
        return;
    }
    chl_text_add(words,
                 "The run without was best at step %s, where it is put by the "
                 "prediction if %s of its steps",
                 chl_number_words(turns->best, 2).text,
                 chl_number_words(turns->clock, 2).text);
    if (isfinite(turns->clock_low) && isfinite(turns->clock_high)) {
        chl_text_add(words, " (%s and %s by the checkpoints beside)",
                     chl_number_words(turns->clock_low, 2).text,
                     chl_number_words(turns->clock_high, 2).text);
    }
    chl_text_add(words, " are a unit of time. ");
}

void
chl_text_turns(const chl_result_ranking *ranking, chl_text *words)
{
    const chl_result_turns *turns = ranking->turns;
    bool any = false;

    if (turns == NULL || turns->count != ranking->count) {
        return;
    }
    add_clock(turns, words);
    chl_text_add(words, "By error better than %s from step", ranking->baseline);
    for (size_t k = 0; k < turns->count; k++) {
        if (!isnan(turns->from[k])) {
            chl_text_add(words, "%s %s (%s)", any ? "," : "",
                         chl_number_words(fmax(turns->from[k], 1.0), 2).text,
                         ranking->items[k].name);
            any = true;
        }
    }
    chl_text_add(words, any ? " on." : " .. on: none of them.");
}

/* From which step on each is better than the baseline. */
static void
add_turns(const chl_result_ranking *ranking,
          const chl_document_settings *settings, chl_text *out)
{
    chl_text words = { 0 };

    chl_text_turns(ranking, &words);
    out->failed = out->failed || words.failed;
    if (words.data != NULL) {
        chl_text_add_bytes(out, "\n", 1);
        chl_text_add_wrapped(out, settings, "", words.data);
    }
    chl_text_clear(&words);
}

static bool
has_candidates(const chl_result_ranking *ranking)
{
    for (size_t k = 0; k < ranking->count; k++) {
        if (ranking->items[k].augment == NULL) {
            return false;
        }
    }
    return ranking->score != NULL;
}

static chl_status
add_augmentations(const chl_result_ranking *ranking,
                  const chl_document_settings *settings, chl_text *out,
                  chl_error *err)
{
    chl_status status = CHL_OK;

    chl_text_add(out, "Augmentations by %s, best first, %s\n", ranking->score,
                 ranking->law != NULL ? ranking->law : "");
    CHL_TRY(add_order(ranking, settings, out, err));
    for (size_t c = 0; c < ranking->criterion_count; c += SCORES_SHOWN) {
        size_t end = c + SCORES_SHOWN < ranking->criterion_count
                         ? c + SCORES_SHOWN
                         : ranking->criterion_count;

        CHL_TRY(add_scores(ranking, c, end, settings, out, err));
    }
    add_turns(ranking, settings, out);
    add_hidden(ranking, settings, out);
    chl_text_add_bytes(out, "\n", 1);
    add_reasons(ranking, settings, out);
out:
    return status;
}

chl_status
chl_text_part_ranking(const chl_result *result,
                      const chl_document_settings *settings, chl_text *out,
                      chl_error *err)
{
    const chl_result_ranking *ranking = result->ranking;

    if (ranking == NULL || ranking->count == 0) {
        return CHL_OK;
    }
    chl_text_add_bytes(out, "\n", 1);
    return has_candidates(ranking)
               ? add_augmentations(ranking, settings, out, err)
               : add_plain(ranking, settings, out, err);
}
