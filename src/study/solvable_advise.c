/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The solvable GAN in words. */
#include <math.h>
#include <string.h>

#include "study/sentences.h"
#include "study/solvable.h"

/* A step of rate 2 overshoots along a row of usual length: no advice beyond. */
static const double fastest = 2.0;
/* Freezing beyond this cosine is as good as none. */
static const double exact = 0.9995;

static size_t
count_phase(const chl_result_solvable *s, chl_mode_phase phase)
{
    size_t count = 0;

    for (size_t k = 0; k < s->mode_count; k++) {
        count += s->modes[k].phase != NULL
                 && strcmp(s->modes[k].phase, chl_mode_phase_name(phase)) == 0;
    }
    return count;
}

/* Data come with rates that nobody chose for them: the better ones first. */
static void
write_best(const chl_result_solvable *s, chl_text *out)
{
    chl_text_add(out, "Take tau = %.3g and tau_g = %.3g, and ", s->free_tau,
                 s->free_tau_g);
    if (s->free_learnable < s->mode_count) {
        chl_text_add(out, "%zu of the %zu", s->free_learnable, s->mode_count);
    } else {
        chl_text_add(out, "all %zu", s->mode_count);
    }
    chl_text_add(out, " directions of these data judged here are learned. ");
}

static void
write_verdict(const chl_result_solvable *s, chl_text *out)
{
    size_t fails = count_phase(s, CHL_PHASE_FAILS);
    size_t swings = count_phase(s, CHL_PHASE_OSCILLATES);

    if (s->regime == NULL) {
        chl_text_add(out,
                     "The generator's span holds the leading mode to %.3g at "
                     "t = %g; phases are not known for this model.",
                     s->modes[0].alignment, s->time);
        return;
    }
    if (s->rows > 0 && s->free_learnable > s->learnable) {
        write_best(s, out);
    }
    chl_text_add(out,
                 "%c%s: of %zu %s, %zu %s learned, %zu fail%s and %zu "
                 "oscillate%s at tau = %.3g, tau_g = %.3g.",
                 s->regime[0] - 'a' + 'A', s->regime + 1, s->mode_count,
                 s->mode_count == 1 ? "direction" : "directions", s->learnable,
                 s->learnable == 1 ? "is" : "are", fails, fails == 1 ? "s" : "",
                 swings, swings == 1 ? "s" : "", s->tau, s->tau_g);
}

/* The names of the modes in one phase, as ranges: "1 to 3 and 5". */
static void
list_modes(const chl_result_solvable *s, const char *phase, chl_text *out)
{
    bool first = true;

    for (size_t k = 0; k < s->mode_count;) {
        size_t end = k;

        if (s->modes[k].phase == NULL
            || strcmp(s->modes[k].phase, phase) != 0) {
            k++;
            continue;
        }
        while (end + 1 < s->mode_count && s->modes[end + 1].phase != NULL
               && strcmp(s->modes[end + 1].phase, phase) == 0) {
            end++;
        }
        chl_text_add(out, "%s%zu", first ? "" : ", ", k + 1);
        if (end > k) {
            chl_text_add(out, "%s%zu", end > k + 1 ? " to " : ", ", end + 1);
        }
        first = false;
        k = end + 1;
    }
}

/* What swings about full alignment can end beside it. */
static void
write_active(const chl_result_solvable *s, chl_text *to)
{
    double least = INFINITY;

    for (size_t k = 0; k < s->mode_count; k++) {
        if (s->modes[k].phase != NULL
            && strcmp(s->modes[k].phase, "oscillates") == 0) {
            least = fmin(least, s->modes[k].limit);
        }
    }
    if (isfinite(least)) {
        chl_text_add(to,
                     " Here the swing dies out beside full alignment, at a "
                     "cosine of %.3g at worst, where the critic never lets go: "
                     "the noise is weak.",
                     least);
    }
}

static void
write_phases(const chl_result_solvable *s, chl_sentences *w)
{
    chl_text *to = chl_sentences_next(w);

    chl_text_add(to,
                 "A direction is learned if its effective variance lies "
                 "between %.4g and %.4g: these ends follow from the rates and "
                 "the noise (%.3g and %.3g) alone.",
                 s->low, s->high, s->eta_true, s->eta_gen);
    if (count_phase(s, CHL_PHASE_FAILS) > 0) {
        to = chl_sentences_next(w);
        chl_text_add(to, "Too weak, lost in the noise: direction ");
        list_modes(s, "fails", to);
        chl_text_add(to, ". Lower tau, or correlate them with stronger ones.");
    }
    if (count_phase(s, CHL_PHASE_OSCILLATES) > 0) {
        to = chl_sentences_next(w);
        chl_text_add(to, "Too strong, generator and critic chase each other: "
                         "direction ");
        list_modes(s, "oscillates", to);
        chl_text_add(to, ". Lower tau_g, or raise tau.");
        write_active(s, to);
    }
}

static double
two_digits(double x)
{
    double unit = pow(10.0, floor(log10(x)) - 1.0);

    return unit * round(x / unit);
}

/* How long the weakest takes once the critic has found it. */
static void
write_free(const chl_result_solvable *s, chl_text *to)
{
    const chl_solvable_model model = { .tau = s->free_tau,
                                       .tau_g = s->free_tau_g,
                                       .eta_true = s->eta_true,
                                       .eta_gen = s->eta_gen,
                                       .batch = s->batch };
    double growth;

    chl_text_add(to,
                 "With tau = %.3g and tau_g = %.3g all %zu of positive "
                 "variance are.",
                 s->free_tau, s->free_tau_g, s->free_learnable);
    growth =
        chl_solvable_saddle_of(&model, s->modes[s->free_learnable - 1].lambda)
            .growth;
    if (growth > 0.0) {
        chl_text_add(to,
                     " The weakest of them then takes a time of about %.6g: "
                     "give that as --time to see it.",
                     two_digits(10.0 / growth));
    }
}

static void
write_rates(const chl_result_solvable *s, chl_sentences *w)
{
    if (s->kept_tau <= fastest && s->kept_learnable > s->learnable) {
        chl_text_add(chl_sentences_next(w),
                     "With the same ratio of rates, tau = %.3g and tau_g = "
                     "%.3g make %zu of %zu learnable.",
                     s->kept_tau, s->kept_tau_g, s->kept_learnable,
                     s->mode_count);
    }
    if (isfinite(s->kept_eta) && s->kept_learnable > s->learnable) {
        chl_text_add(chl_sentences_next(w),
                     "At the rates as they are, noise of variance %.3g in "
                     "place of %.3g, on data and samples alike, makes %zu of "
                     "%zu learnable.",
                     s->kept_eta, s->eta_true, s->kept_learnable,
                     s->mode_count);
    }
    if (s->free_learnable > s->learnable) {
        write_free(s, chl_sentences_next(w));
    }
    if (isfinite(s->boost_low) && s->boost_low > 0.0) {
        chl_text_add(chl_sentences_next(w),
                     "Correlating the features by %.3g lifts the leading "
                     "direction over the lower end.",
                     s->boost_low);
    }
    if (isnan(s->free_tau)) {
        chl_text_add(chl_sentences_next(w),
                     "Without noise no direction is damped: the interval is "
                     "empty, and whatever is learned oscillates.");
    }
}

static void
write_limits(const chl_result_solvable *s, chl_sentences *w)
{
    const chl_result_solvable_mode *least = NULL;

    for (size_t k = 0; k < s->mode_count; k++) {
        const chl_result_solvable_mode *m = &s->modes[k];

        if (isfinite(m->freeze) && isfinite(m->limit)
            && (least == NULL || m->limit < least->limit)) {
            least = m;
        }
    }
    if (least != NULL && least->limit < exact) {
        chl_text_add(chl_sentences_next(w),
                     "Recovery is not exact: once the critic has nothing left "
                     "to see, learning freezes, here at a cosine of %.3g at "
                     "worst.",
                     least->limit);
    }
    if (isfinite(s->slope)) {
        chl_text_add(chl_sentences_next(w),
                     "Runs in finite dimension n deviate from this as n^%.2f; "
                     "the theory says n^-0.5.",
                     s->slope);
    }
}

static void
write_data(const chl_result_solvable *s, chl_sentences *w)
{
    if (s->rows > 0) {
        chl_text_add(chl_sentences_next(w),
                     "%zu of the data's directions stand above a noise of "
                     "variance %.3g per column (rows scaled by %.3g to mean "
                     "square length %zu); the strongest %zu are judged. On "
                     "rows that are not scaled, a rate of tau is a step of "
                     "%.3g tau.",
                     s->above, s->eta_true, s->scale, s->dimension,
                     s->mode_count,
                     s->scale * s->scale / (double) s->dimension);
    }
}

chl_status
chl_solvable_advise(const chl_result_solvable *s, chl_result_advice **out,
                    chl_error *err)
{
    chl_sentences w = { .count = 0 };
    chl_status status;

    write_verdict(s, &w.verdict);
    if (s->regime != NULL) {
        write_phases(s, &w);
        write_rates(s, &w);
    }
    write_limits(s, &w);
    write_data(s, &w);
    status = chl_sentences_finish(&w, out, err);
    chl_sentences_clear(&w);
    return status;
}
