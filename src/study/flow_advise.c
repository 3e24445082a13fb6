/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A flow in words. */
#include <math.h>

#include "base/error.h"
#include "base/text.h"
#include "report/result.h"
#include "study/flow.h"

enum {
    REASONS = 8
};

static chl_text *
next(chl_text *reasons, size_t *count)
{
    return &reasons[(*count)++];
}

static const chl_result_flow_point *
first_of(const chl_result_flow *f)
{
    return &f->points[0];
}

static const chl_result_flow_point *
last_of(const chl_result_flow *f)
{
    return &f->points[f->point_count - 1];
}

static void
write_verdict(const chl_result_flow *f, chl_text *out)
{
    const chl_result_flow_point *a = first_of(f), *b = last_of(f);

    if (f->steps == 0) {
        chl_text_add(out,
                     "The energy distance of the %zu generated points to the "
                     "%zu real ones is %.3g; no step was taken.",
                     f->n, f->m, a->energy);
        return;
    }
    chl_text_add(out,
                 "After %zu steps the energy distance of the %zu generated "
                 "points to the %zu real ones went from %.3g to %.3g",
                 f->steps, f->n, f->m, a->energy, b->energy);
    if (isfinite(a->transport) && isfinite(b->transport)) {
        chl_text_add(out,
                     ", the exact cost of transport, W_2^2 / 2, from %.3g to "
                     "%.3g",
                     a->transport, b->transport);
    }
    chl_text_add(out, ".");
}

static void
write_progress(const chl_result_flow *f, chl_text *reasons, size_t *count)
{
    const chl_result_flow_point *a = first_of(f), *b = last_of(f);

    if (f->steps > 0 && a->energy > 0.0
        && fabs(b->energy - a->energy) < 0.01 * a->energy) {
        chl_text_add(next(reasons, count),
                     "The points barely moved: the root mean square slope of "
                     "the generator's loss is %.3g, and rate / n times that "
                     "is %.3g per step. A higher rate or a longer training "
                     "time moves them further.",
                     b->speed, f->rate / (double) f->n * b->speed);
    }
    if (f->steps > 0 && b->energy > a->energy) {
        chl_text_add(next(reasons, count),
                     "The points ended further away than they began: the rate "
                     "is too high for this loss and kernel.");
    }
}

static void
write_modes(const chl_result_flow *f, chl_text *reasons, size_t *count)
{
    const chl_result_flow_mode *strong = NULL;
    double listed = 0.0;

    for (size_t k = 0; k < f->start_count; k++) {
        listed += f->start[k].share;
        if (strong == NULL || f->start[k].share > strong->share) {
            strong = &f->start[k];
        }
    }
    if (strong == NULL || !isfinite(strong->share)) {
        return;
    }
    chl_text_add(next(reasons, count),
                 "At the start %.0f %% of MMD^2 lie along one mode of the "
                 "discriminator, of eigenvalue %.3g (listed modes together: "
                 "%.0f %%).",
                 100.0 * strong->share, strong->lambda, 100.0 * listed);
    if (isfinite(strong->growth)) {
        chl_text_add(next(reasons, count),
                     "Along it f grows under ipm at rate %.3g, and under lsgan "
                     "half of it is learned in time %.3g.",
                     fabs(strong->growth), strong->half_life);
    }
}

static chl_status
hand_over(const chl_text *verdict, const chl_text *reasons, size_t count,
          chl_result_advice **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result_advice *made = NULL;

    CHL_TRY(chl_result_advice_create(count, &made, err));
    CHL_TRY(chl_text_check(verdict, "the verdict", err));
    CHL_TRY(chl_result_set_text(&made->verdict, verdict->data, err));
    for (size_t k = 0; k < count; k++) {
        CHL_TRY(chl_text_check(&reasons[k], "a reason", err));
        CHL_TRY(chl_result_set_text(&made->reasons[k], reasons[k].data, err));
    }
    *out = made;
    made = NULL;
out:
    chl_result_section_free(&chl_record_advice, made);
    return status;
}

chl_status
chl_flow_advise(const chl_result_flow *flow, chl_result_advice **out,
                chl_error *err)
{
    chl_status status;
    chl_text verdict = { 0 }, reasons[REASONS] = { { 0 } };
    size_t count = 0;

    write_verdict(flow, &verdict);
    write_progress(flow, reasons, &count);
    write_modes(flow, reasons, &count);
    status = hand_over(&verdict, reasons, count, out, err);
    chl_text_clear(&verdict);
    for (size_t k = 0; k < REASONS; k++) {
        chl_text_clear(&reasons[k]);
    }
    return status;
}
