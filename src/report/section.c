/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sections with room for their lists, every real NaN until it is known. */
#include "report/result.h"

#include <math.h>

#include "base/error.h"

void
chl_result_section_free(const chl_record *record, void *section)
{
    if (section != NULL) {
        chl_record_clear(record, section);
        chl_free(section);
    }
}

static void *
section_alloc(const chl_record *record, size_t count)
{
    char *made = chl_alloc(count, record->size);

    for (size_t k = 0; made != NULL && k < count; k++) {
        chl_record_blank(record, made + k * record->size);
    }
    return made;
}

void *
chl_result_blank(const chl_record *record, size_t count)
{
    return section_alloc(record, count);
}

static double *
reals_alloc(size_t count)
{
    double *made = chl_alloc(count, sizeof *made);

    for (size_t k = 0; made != NULL && k < count; k++) {
        made[k] = NAN;
    }
    return made;
}

/* Every list of reals in the struct; their counts are set already. */
static chl_status
fill_reals(const chl_record *record, void *base, size_t count, chl_error *err)
{
    chl_status status = CHL_OK;

    for (size_t k = 0; k < record->count; k++) {
        if (record->fields[k].kind == CHL_FIELD_REALS) {
            double **slot = chl_field_at(&record->fields[k], base);

            *slot = reals_alloc(count);
            CHL_REQUIRE_MEMORY(*slot, err, record->fields[k].name);
        }
    }
out:
    return status;
}

chl_status
chl_result_dataset_create(chl_result_dataset **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result_dataset *made = section_alloc(&chl_record_dataset, 1);

    CHL_REQUIRE_MEMORY(made, err, "the dataset section");
    *out = made;
out:
    return status;
}

chl_status
chl_result_spectrum_create(size_t count, size_t trials, size_t modes,
                           chl_result_spectrum **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result_spectrum *made = section_alloc(&chl_record_spectrum, 1);

    CHL_REQUIRE_MEMORY(made, err, "the spectrum section");
    made->count = count;
    CHL_TRY(fill_reals(&chl_record_spectrum, made, count, err));
    made->trials = section_alloc(&chl_record_trial, trials);
    CHL_REQUIRE_MEMORY(made->trials, err, "the trials");
    made->trial_count = trials;
    made->modes = section_alloc(&chl_record_mode, modes);
    CHL_REQUIRE_MEMORY(made->modes, err, "the modes");
    made->mode_count = modes;
    *out = made;
    made = NULL;
out:
    chl_result_section_free(&chl_record_spectrum, made);
    return status;
}

chl_status
chl_result_spectrum_rounds(chl_result_spectrum *spectrum, size_t count,
                           chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result_round *rounds = section_alloc(&chl_record_round, count);

    CHL_REQUIRE_MEMORY(rounds, err, "the rounds");
    spectrum->rounds = rounds;
    spectrum->round_count = count;
out:
    return status;
}

chl_status
chl_result_mode_fill(chl_result_mode *mode, size_t low, size_t high,
                     size_t columns, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result_mode made = { .index = mode->index,
                             .lambda = mode->lambda,
                             .low_count = low,
                             .high_count = high,
                             .column_count = columns };

    made.low_rows = chl_alloc(low, sizeof *made.low_rows);
    CHL_REQUIRE_MEMORY(made.low_rows, err, "the rows of a mode");
    made.high_rows = chl_alloc(high, sizeof *made.high_rows);
    CHL_REQUIRE_MEMORY(made.high_rows, err, "the rows of a mode");
    made.low_items = chl_alloc(low, sizeof *made.low_items);
    CHL_REQUIRE_MEMORY(made.low_items, err, "the items of a mode");
    made.high_items = chl_alloc(high, sizeof *made.high_items);
    CHL_REQUIRE_MEMORY(made.high_items, err, "the items of a mode");
    made.columns = chl_alloc(columns, sizeof *made.columns);
    CHL_REQUIRE_MEMORY(made.columns, err, "the columns of a mode");
    made.correlations = reals_alloc(columns);
    CHL_REQUIRE_MEMORY(made.correlations, err, "the columns of a mode");
    chl_record_clear(&chl_record_mode, mode);
    *mode = made;
    made = (chl_result_mode){ 0 };
out:
    chl_record_clear(&chl_record_mode, &made);
    return status;
}

chl_status
chl_result_agreement_create(size_t count, chl_result_agreement **out,
                            chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result_agreement *made = section_alloc(&chl_record_agreement, 1);

    CHL_REQUIRE_MEMORY(made, err, "the agreement section");
    made->opinions = section_alloc(&chl_record_opinion, count);
    CHL_REQUIRE_MEMORY(made->opinions, err, "the opinions");
    made->count = count;
    *out = made;
    made = NULL;
out:
    chl_result_section_free(&chl_record_agreement, made);
    return status;
}

chl_status
chl_result_scatter_create(size_t count, chl_result_scatter **out,
                          chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result_scatter *made = section_alloc(&chl_record_scatter, 1);

    CHL_REQUIRE_MEMORY(made, err, "the rows of a mode");
    made->count = count;
    CHL_TRY(fill_reals(&chl_record_scatter, made, count, err));
    *out = made;
    made = NULL;
out:
    chl_result_section_free(&chl_record_scatter, made);
    return status;
}

chl_status
chl_result_opinion_fill(chl_result_opinion *opinion, size_t count,
                        chl_error *err)
{
    opinion->count = count;
    return fill_reals(&chl_record_opinion, opinion, count, err);
}

chl_status
chl_result_comparison_create(size_t count, chl_result_comparison **out,
                             chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result_comparison *made = section_alloc(&chl_record_comparison, 1);

    CHL_REQUIRE_MEMORY(made, err, "the comparison section");
    made->sides = section_alloc(&chl_record_side, count);
    CHL_REQUIRE_MEMORY(made->sides, err, "the sides");
    made->count = count;
    *out = made;
    made = NULL;
out:
    chl_result_section_free(&chl_record_comparison, made);
    return status;
}

chl_status
chl_result_side_fill(chl_result_side *side, size_t count, chl_error *err)
{
    side->count = count;
    return fill_reals(&chl_record_side, side, count, err);
}

chl_status
chl_result_prediction_create(size_t roots, size_t schemes, size_t sweep,
                             chl_result_prediction **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result_prediction *made = section_alloc(&chl_record_prediction, 1);

    CHL_REQUIRE_MEMORY(made, err, "the prediction section");
    made->roots = section_alloc(&chl_record_root, roots);
    CHL_REQUIRE_MEMORY(made->roots, err, "the roots");
    made->root_count = roots;
    made->schemes = section_alloc(&chl_record_scheme, schemes);
    CHL_REQUIRE_MEMORY(made->schemes, err, "the schemes");
    made->scheme_count = schemes;
    made->sweep.count = sweep;
    CHL_TRY(fill_reals(&chl_record_sweep, &made->sweep, sweep, err));
    *out = made;
    made = NULL;
out:
    chl_result_section_free(&chl_record_prediction, made);
    return status;
}

chl_status
chl_result_prediction_lists(chl_result_prediction *prediction, size_t penalties,
                            size_t rules, chl_error *err)
{
    chl_status status = CHL_OK;

    prediction->penalties = section_alloc(&chl_record_penalty, penalties);
    CHL_REQUIRE_MEMORY(prediction->penalties, err, "the penalties");
    prediction->penalty_count = penalties;
    prediction->rules = section_alloc(&chl_record_rule, rules);
    CHL_REQUIRE_MEMORY(prediction->rules, err, "the rules");
    prediction->rule_count = rules;
out:
    return status;
}

chl_status
chl_result_ranking_create(const char *kind, const char *baseline, size_t count,
                          chl_result_ranking **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result_ranking *made = section_alloc(&chl_record_ranking, 1);

    CHL_REQUIRE_MEMORY(made, err, "the ranking section");
    CHL_TRY(chl_result_set_text(&made->kind, kind, err));
    CHL_TRY(chl_result_set_text(&made->baseline, baseline, err));
    made->items = section_alloc(&chl_record_item, count);
    CHL_REQUIRE_MEMORY(made->items, err, "the items of the ranking");
    made->count = count;
    *out = made;
    made = NULL;
out:
    chl_result_section_free(&chl_record_ranking, made);
    return status;
}

chl_status
chl_result_ranking_criteria(chl_result_ranking *ranking, size_t count,
                            chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result_criterion *criteria =
        section_alloc(&chl_record_criterion, count);

    CHL_REQUIRE_MEMORY(criteria, err, "the criteria of the ranking");
    ranking->criteria = criteria;
    ranking->criterion_count = count;
out:
    return status;
}

chl_status
chl_result_ranking_turns(chl_result_ranking *ranking, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result_turns *made = section_alloc(&chl_record_turns, 1);

    CHL_REQUIRE_MEMORY(made, err, "the turns of a ranking");
    made->from = reals_alloc(ranking->count);
    CHL_REQUIRE_MEMORY(made->from, err, "the turns of a ranking");
    made->count = ranking->count;
    ranking->turns = made;
    made = NULL;
out:
    chl_result_section_free(&chl_record_turns, made);
    return status;
}

chl_status
chl_result_augment_create(const chl_result_augment_sizes *sizes,
                          chl_result_augment **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result_augment *made = section_alloc(&chl_record_augment, 1);

    CHL_REQUIRE_MEMORY(made, err, "a candidate");
    made->scores = section_alloc(&chl_record_score, sizes->scores);
    CHL_REQUIRE_MEMORY(made->scores, err, "the scores of a candidate");
    made->score_count = sizes->scores;
    made->ties = chl_alloc(sizes->ties, sizeof *made->ties);
    CHL_REQUIRE_MEMORY(made->ties, err, "the ties of a candidate");
    made->tie_count = sizes->ties;
    made->transmission = reals_alloc(sizes->modes);
    CHL_REQUIRE_MEMORY(made->transmission, err, "the modes of a candidate");
    made->mode_count = sizes->modes;
    made->direction_transmission = reals_alloc(sizes->directions);
    CHL_REQUIRE_MEMORY(made->direction_transmission, err,
                       "the directions of a candidate");
    made->direction_count = sizes->directions;
    made->hidden = section_alloc(&chl_record_mode, sizes->hidden);
    CHL_REQUIRE_MEMORY(made->hidden, err, "the hidden directions");
    made->hidden_count = sizes->hidden;
    made->hidden_transmission = reals_alloc(sizes->hidden);
    CHL_REQUIRE_MEMORY(made->hidden_transmission, err, "the hidden directions");
    *out = made;
    made = NULL;
out:
    chl_result_section_free(&chl_record_augment, made);
    return status;
}

chl_status
chl_result_backtest_create(size_t runs, size_t curve, chl_result_backtest **out,
                           chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result_backtest *made = section_alloc(&chl_record_backtest, 1);

    CHL_REQUIRE_MEMORY(made, err, "the backtest section");
    made->runs = section_alloc(&chl_record_run, runs);
    CHL_REQUIRE_MEMORY(made->runs, err, "the runs");
    made->count = runs;
    made->curve_count = curve;
    CHL_TRY(fill_reals(&chl_record_backtest, made, curve, err));
    *out = made;
    made = NULL;
out:
    chl_result_section_free(&chl_record_backtest, made);
    return status;
}

chl_status
chl_result_verify_create(size_t count, chl_result_verify **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result_verify *made = section_alloc(&chl_record_verify, 1);

    CHL_REQUIRE_MEMORY(made, err, "the verify section");
    made->checks = section_alloc(&chl_record_check, count);
    CHL_REQUIRE_MEMORY(made->checks, err, "the checks");
    made->count = count;
    *out = made;
    made = NULL;
out:
    chl_result_section_free(&chl_record_verify, made);
    return status;
}

chl_status
chl_result_verify_points(chl_result_verify *verify, size_t count,
                         chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result_point *points = section_alloc(&chl_record_point, count);

    CHL_REQUIRE_MEMORY(points, err, "the points of the verify section");
    verify->points = points;
    verify->point_count = count;
out:
    return status;
}

chl_status
chl_result_advice_create(size_t reasons, chl_result_advice **out,
                         chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result_advice *made = section_alloc(&chl_record_advice, 1);

    CHL_REQUIRE_MEMORY(made, err, "the advice section");
    made->reasons = chl_alloc(reasons, sizeof *made->reasons);
    CHL_REQUIRE_MEMORY(made->reasons, err, "the reasons");
    made->reason_count = reasons;
    *out = made;
    made = NULL;
out:
    chl_result_section_free(&chl_record_advice, made);
    return status;
}

chl_status
chl_result_advice_recipes(chl_result_advice *advice, size_t count,
                          chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result_recipe *recipes = section_alloc(&chl_record_recipe, count);

    CHL_REQUIRE_MEMORY(recipes, err, "the recipes");
    for (size_t k = 0; k < advice->recipe_count; k++) {
        chl_record_clear(&chl_record_recipe, &advice->recipes[k]);
    }
    chl_free(advice->recipes);
    advice->recipes = recipes;
    advice->recipe_count = count;
out:
    return status;
}

size_t
chl_result_reasons_shown(const chl_result_advice *advice)
{
    const size_t shown = 6;

    return advice->reason_count <= shown + 1 ? advice->reason_count : shown;
}
