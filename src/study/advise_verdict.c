/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verdict: how fast, how much ringing, which gamma. */
#include <math.h>
#include <string.h>

#include <chladni/dynamics.h>

#include "study/advice.h"

static const double two_pi = 6.283185307179586476925;

static void
write_spectrum_verdict(const chl_result *result, chl_text *text)
{
    if (result->spectrum != NULL && result->spectrum->count > 0
        && isfinite(result->spectrum->lambda[0])) {
        chl_text_add(text,
                     "The slowest mode of these data has lambda_1 = %.3g; no "
                     "training was predicted from it.",
                     result->spectrum->lambda[0]);
    } else {
        chl_text_add(text, "There is no spectrum here to advise from.");
    }
}

static void
write_refusal(const chl_result_prediction *p, chl_text *text)
{
    const chl_penalty *penalty = chl_advice_penalty(p);

    if (penalty != NULL && !penalty->covered) {
        chl_text_add(text,
                     "No prediction: penalty %s is %s. Penalties r1, r2, r1r2 "
                     "and gp0 are covered.",
                     p->penalty, penalty->note);
    } else {
        chl_text_add(text, "No prediction: no eigenvalue above 0 was found, "
                           "so nothing pulls these data's modes together.");
    }
}

static const char *
origin(const chl_result_prediction *p)
{
    if (p->gamma_given) {
        return "as given";
    }
    return isfinite(p->budget_gamma) ? "best for this run" : "best for speed";
}

static void
write_ringing(const chl_result_prediction *p, chl_text *text)
{
    double cycles = p->half_life * p->frequency / two_pi;

    if (!(p->frequency > 0.0)) {
        chl_text_add(text, " and does not ring");
    } else if (cycles < 0.05) {
        chl_text_add(text, " and hardly rings");
    } else if (cycles < 1.0) {
        chl_text_add(text, " and rings: %.2g of a swing per halving", cycles);
    } else {
        chl_text_add(text, " and rings hard: %.3g swings per halving", cycles);
    }
}

static void
write_motion(const chl_result_prediction *p, chl_text *text)
{
    chl_text_add(text, "With the %s loss", p->loss);
    if (p->best_gamma >= 0.0 || p->gamma > 0.0) {
        chl_text_add(text, " and penalty %s at gamma %.3g (%s)", p->penalty,
                     p->gamma, origin(p));
    } else {
        chl_text_add(text, " and no penalty");
    }
    if (!(p->rate > 0.0)) {
        chl_text_add(text, " nothing damps the game: its modes ring for ever "
                           "and training does not converge. Add a penalty "
                           "such as r1.");
        return;
    }
    chl_text_add(text, " the slowest mode halves every ");
    chl_advice_number(text, p->half_life);
    chl_text_add(text, " %s", chl_advice_unit(p));
    write_ringing(p, text);
    chl_text_add(text, ".");
}

static void
write_best(const chl_result_prediction *p, chl_text *text)
{
    if (!isfinite(p->best_gamma)) {
        return;
    }
    chl_text_add(text, " Best gamma for speed: ");
    chl_advice_number(text, p->best_gamma);
    chl_advice_interval(text, p->gamma_low, p->gamma_high);
    if (isfinite(p->budget_gamma)) {
        chl_text_add(text, "; for %zu steps with batch %zu: ", p->steps,
                     p->batch);
        chl_advice_number(text, p->budget_gamma);
        chl_advice_interval(text, p->budget_low, p->budget_high);
    }
    chl_text_add(text, ".");
}

void
chl_advice_verdict(const chl_result *result, chl_advice_draft *draft)
{
    const chl_result_prediction *p = result->prediction;

    if (p == NULL) {
        write_spectrum_verdict(result, &draft->verdict);
    } else if (!p->covered) {
        write_refusal(p, &draft->verdict);
    } else {
        write_motion(p, &draft->verdict);
        write_best(p, &draft->verdict);
    }
}
