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
        chl_text_add(text, "The slowest mode of these data has lambda_1 = ");
        chl_advice_number(text, result->spectrum->lambda[0]);
        chl_text_add(text, "; no training was predicted from it.");
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
                           "so nothing holds these data together.");
    }
}

static void
write_ringing(const chl_result_prediction *p, chl_text *text)
{
    double cycles = p->half_life * p->frequency / two_pi;

    if (!(p->frequency > 0.0)) {
        chl_text_add(text, ", without swinging to and fro");
    } else if (cycles < 0.05) {
        chl_text_add(text, ", hardly swinging");
    } else {
        chl_text_add(text, ", and swings%s: ", cycles < 1.0 ? "" : " hard");
        chl_advice_number(text, cycles);
        chl_text_add(text, " times to and fro per halving");
    }
}

/* "(best for speed, 95%: 1.8 to 2.2)" */
static void
write_origin(const chl_result_prediction *p, chl_text *text)
{
    bool run = isfinite(p->budget_gamma);

    if (p->gamma_given) {
        chl_text_add(text, " (as given)");
        return;
    }
    chl_text_add(text, " (best for %s", run ? "this run" : "speed");
    chl_advice_ends(text, ", ", run ? p->budget_low : p->gamma_low,
                    run ? p->budget_high : p->gamma_high);
    chl_text_add(text, ")");
}

static void
write_penalty(const chl_result_prediction *p, chl_text *text)
{
    bool adds_gamma = p->best_gamma >= 0.0 || p->gamma > 0.0;

    if (!adds_gamma || (p->gamma == 0.0 && !p->gamma_given)) {
        chl_text_add(text, " and no penalty");
    } else {
        chl_text_add(text, " and penalty %s at strength gamma ", p->penalty);
        chl_advice_number(text, p->gamma);
        write_origin(p, text);
    }
}

static void
write_motion(const chl_result_prediction *p, chl_text *text)
{
    chl_text_add(text, "With the %s loss", p->loss);
    write_penalty(p, text);
    if (!(p->rate > 0.0)) {
        chl_text_add(text, " nothing brakes the game: its modes swing for "
                           "ever and training does not converge. Add a "
                           "penalty such as r1.");
        return;
    }
    chl_text_add(text, ", the slowest part of these data halves its error "
                       "every ");
    chl_advice_number(text, p->half_life);
    chl_text_add(text, " %s", chl_advice_unit(p));
    write_ringing(p, text);
    chl_text_add(text, ".");
}

/* For rho >= 2 the loss's own curvature overdamps the slowest mode. */
static void
write_no_need(const chl_result_prediction *p, chl_text *text)
{
    chl_text_add(text,
                 " %s: the loss itself already brakes every mode; a "
                 "penalty only makes the end of training calmer",
                 p->gamma > 0.0 ? "For speed alone none is needed"
                                : "None is needed for speed");
    if (p->batch == 0 || p->steps == 0) {
        chl_text_add(text, " (give --batch and --steps)");
    }
    chl_text_add(text, ".");
}

/* The gammas that are not in force. */
static void
write_best(const chl_result_prediction *p, chl_text *text)
{
    bool run = isfinite(p->budget_gamma);

    if (p->best_gamma == 0.0) {
        write_no_need(p, text);
    } else if (isfinite(p->best_gamma) && (p->gamma_given || run)) {
        chl_text_add(text, " Best gamma for speed alone: ");
        chl_advice_number(text, p->best_gamma);
        chl_advice_interval(text, p->gamma_low, p->gamma_high);
        chl_text_add(text, ".");
    }
    if (p->gamma_given && run) {
        chl_text_add(text,
                     " Best gamma for %zu steps with batch %zu: ", p->steps,
                     p->batch);
        chl_advice_number(text, p->budget_gamma);
        chl_advice_interval(text, p->budget_low, p->budget_high);
        chl_text_add(text, ".");
    }
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
