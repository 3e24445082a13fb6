/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Networks under clipping in words. */
#include <math.h>
#include <string.h>

#include "study/meanfield.h"
#include "study/sentences.h"

/* Part of the start's distance below which the law is learned; part of the mass
 * in corners from which the critic has little left to say. */
static const double learned = 0.1, most = 0.5, some = 0.01;

static const chl_result_meanfield_point *
last_of(const chl_result_meanfield *s)
{
    return &s->points[s->point_count - 1];
}

/* Mass with `faces` weights on faces, or more. */
static double
mass_from(const chl_result_meanfield *s, size_t faces)
{
    const chl_result_meanfield_point *p = last_of(s);
    double sum = 0.0;

    for (size_t k = faces; k < p->count; k++) {
        sum += p->singular[k];
    }
    return sum;
}

/* Least and largest distance in the second half. */
static void
range_of(const chl_result_meanfield *s, double *low, double *high)
{
    *low = INFINITY;
    *high = 0.0;
    for (size_t k = s->point_count / 2; k < s->point_count; k++) {
        *low = fmin(*low, s->points[k].distance);
        *high = fmax(*high, s->points[k].distance);
    }
}

static void
write_verdict(const chl_result_meanfield *s, chl_text *out)
{
    double low, high;

    range_of(s, &low, &high);
    if (s->rest) {
        chl_text_add(out,
                     "It has come to rest at a distance of %.3g from the data "
                     "(W_1; %.3g at the start).",
                     s->distance, s->start);
    } else if (isfinite(s->period)) {
        chl_text_add(out,
                     "It oscillates: about every %.3g of time the run repeats "
                     "itself, and the distance of the generated law swings "
                     "between %.3g and %.3g (W_1; %.3g at the start).",
                     s->period, low, high, s->start);
    } else {
        chl_text_add(out,
                     "After a time of %.4g the generated law is %.3g away from "
                     "the data (W_1; %.3g at the start), and still moves "
                     "between %.3g and %.3g.",
                     s->time, s->distance, s->start, low, high);
    }
}

static void
write_clipping(const chl_result_meanfield *s, chl_sentences *w)
{
    const double faces = mass_from(s, 1),
                 corners = last_of(s)->singular[s->width_count];
    chl_text *to = chl_sentences_next(w);

    if (isnan(s->blow_up)) {
        chl_text_add(to,
                     "Clipping does nothing here: no weight of the critic "
                     "ever comes to the clip of %.3g.",
                     s->clip);
        return;
    }
    chl_text_add(to,
                 "What clipping does: from t = %.3g on weights of the critic "
                 "stick to the clip. At the end %.0f %% of the critic's mass "
                 "has one or more of its weights there, and %.0f %% all of "
                 "them, in corners of the box.",
                 s->blow_up, 100.0 * faces, 100.0 * corners);
    if (2 * s->distinct <= s->critics) {
        chl_text_add(chl_sentences_next(w),
                     "What clipping leaves: neurons that meet in a corner move "
                     "alike for ever. Of %zu critics %zu still differ; a "
                     "larger --clip keeps more of them apart.",
                     s->critics, s->distinct);
    }
    if (corners > most) {
        chl_text_add(chl_sentences_next(w),
                     "Why it freezes: neurons in corners are alike and "
                     "do not turn any more, so that the critic is one "
                     "of few functions. A larger --clip gives it back "
                     "what to say.");
    }
}

/* The critic tells data and generated law apart the wrong way round after the
 * generator has passed by: signs of the energy in the second half. */
static size_t
count_turns(const chl_result_meanfield *s)
{
    size_t count = 0;

    for (size_t k = s->point_count / 2; k + 1 < s->point_count; k++) {
        count += (s->points[k].energy > 0.0) != (s->points[k + 1].energy > 0.0);
    }
    return count;
}

static void
write_reason(const chl_result_meanfield *s, chl_sentences *w)
{
    if (s->rest && s->distance > learned * s->start) {
        chl_text_add(chl_sentences_next(w),
                     "Why it stops early: what the critic can say within the "
                     "clip makes no difference between the generated law and "
                     "the data any more. A larger --clip, or more --critics, "
                     "see more.");
    } else if (!s->rest && count_turns(s) >= 2
               && s->amplitude > some * s->scatter) {
        chl_text_add(chl_sentences_next(w),
                     "Why it oscillates: the critic keeps leaning after the "
                     "generator has arrived, and nothing brakes; the mean of "
                     "the generated law swings by %.3g about the data's.",
                     s->amplitude);
        chl_text_add(chl_sentences_next(w),
                     "What to do: a smaller --clip bounds the swing, a critic "
                     "that is faster (--n-critic, --lr-d) shortens it; neither "
                     "ends it. A gradient penalty in place of the clip does "
                     "(`chladni predict` says how strong), or averaging the "
                     "generator's parameters over the swings.");
    }
}

static void
write_limit(const chl_result_meanfield *s, chl_sentences *w)
{
    if (isfinite(s->floor)) {
        chl_text_add(chl_sentences_next(w),
                     "Two samples of the data alone are %.3g apart: distances "
                     "near that are as good as none.",
                     s->floor);
    }
    if (s->training_count > 0) {
        chl_text_add(chl_sentences_next(w),
                     "The algorithm itself, one datum and one latent a step, "
                     "is %.2g away from this limit at t = %.3g with steps of "
                     "%.3g, and comes nearer as (step)^%.2f; the theory says "
                     "0.5.",
                     s->trainings[0].deviation, s->training_time,
                     s->trainings[0].rate, s->training_slope);
    }
}

chl_status
chl_meanfield_advise(const chl_result_meanfield *s, chl_result_advice **out,
                     chl_error *err)
{
    chl_sentences w = { .count = 0 };
    chl_status status;

    write_verdict(s, &w.verdict);
    write_reason(s, &w);
    write_clipping(s, &w);
    write_limit(s, &w);
    status = chl_sentences_finish(&w, out, err);
    chl_sentences_clear(&w);
    return status;
}
