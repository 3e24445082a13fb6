/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a comparison comes to, in words. */
#include <math.h>

#include "base/error.h"
#include "report/result.h"
#include "study/advice.h"

static const char *
name_of(const chl_result_side *side)
{
    return side->name != NULL ? side->name : "the other";
}

static bool
is_slower(const chl_result_side *side)
{
    return side->like && side->ratio_high[0] < 1.0;
}

static bool
is_faster(const chl_result_side *side)
{
    return side->like && side->ratio_low[0] > 1.0;
}

static void
say_ratio(const chl_result_side *base, const chl_result_side *side,
          chl_text *text)
{
    bool slower = is_slower(side);
    double r = side->ratio[0];

    if (!slower && !is_faster(side)) {
        chl_text_add(text,
                     "%s cannot be told from %s by its slowest mode: the ratio "
                     "of their eigenvalues is ",
                     name_of(side), name_of(base));
        chl_advice_number(text, r);
        chl_advice_interval(text, side->ratio_low[0], side->ratio_high[0]);
        return;
    }
    chl_text_add(text, "%s is %s than %s: its lowest eigenvalue is ",
                 name_of(side), slower ? "slower" : "faster", name_of(base));
    chl_advice_number(text, slower ? 1.0 / r : r);
    chl_text_add(text, " times %s", slower ? "smaller" : "larger");
    chl_advice_interval(
        text, slower ? 1.0 / side->ratio_high[0] : side->ratio_low[0],
        slower ? 1.0 / side->ratio_low[0] : side->ratio_high[0]);
}

static void
say_shape(const chl_result_side *base, const chl_result_side *side,
          chl_text *text)
{
    chl_text_add(text,
                 "%s and %s have no unit in common (%s); against a Gaussian of "
                 "its own spread, the slowest mode of the former decays at ",
                 name_of(side), name_of(base), side->note);
    chl_advice_number(text, side->shape);
    chl_text_add(text, ", that of the latter at ");
    chl_advice_number(text, base->shape);
}

static void
say_side(const chl_result_side *base, const chl_result_side *side,
         chl_text *text)
{
    if (side->like && isfinite(side->ratio[0])) {
        say_ratio(base, side, text);
    } else if (isfinite(side->shape) && isfinite(base->shape)) {
        say_shape(base, side, text);
    } else {
        chl_text_add(text, "%s cannot be compared with %s: %s", name_of(side),
                     name_of(base),
                     side->note != NULL ? side->note
                                        : "an eigenvalue is not above 0");
    }
}

static void
say_gamma(const chl_result_comparison *c, const chl_result_side *side,
          chl_text *text)
{
    const chl_result_side *base = &c->sides[0];
    double change = side->gamma / base->gamma;
    bool overlap = side->gamma_low <= base->gamma_high
                   && base->gamma_low <= side->gamma_high;

    chl_text_add(text, "%s gamma for %s: ", c->penalty, name_of(side));
    chl_advice_number(text, side->gamma);
    chl_advice_interval(text, side->gamma_low, side->gamma_high);
    if (change > 0.0) {
        chl_text_add(text, ", ");
        chl_advice_number(text, change);
        chl_text_add(text, " times that of %s, ", name_of(base));
    } else {
        chl_text_add(text, ", that of %s ", name_of(base));
    }
    chl_advice_number(text, base->gamma);
    chl_advice_interval(text, base->gamma_low, base->gamma_high);
    chl_text_add(text, overlap ? "; the intervals overlap, one value will do"
                               : "; the intervals are apart, set it anew");
}

static void
say_verdict(const chl_result_comparison *c, chl_text *text)
{
    size_t slower = 0, faster = 0;

    if (c->count == 2) {
        say_side(&c->sides[0], &c->sides[1], text);
        return;
    }
    for (size_t k = 1; k < c->count; k++) {
        slower += is_slower(&c->sides[k]);
        faster += is_faster(&c->sides[k]);
    }
    chl_text_add(text,
                 "beside %s: %zu slower, %zu faster, %zu that cannot be told "
                 "from it",
                 name_of(&c->sides[0]), slower, faster,
                 c->count - 1 - slower - faster);
}

chl_status
chl_advice_compare(const chl_result_comparison *comparison,
                   chl_result_advice **out, chl_error *err)
{
    const chl_result_comparison *c = comparison;
    chl_advice_draft draft = { .reason_count = 0 };
    chl_status status;

    say_verdict(c, &draft.verdict);
    for (size_t k = 1; k < c->count; k++) {
        if (c->count > 2) {
            say_side(&c->sides[0], &c->sides[k], chl_advice_reason(&draft));
        }
        if (c->sides[k].like && c->penalty != NULL
            && isfinite(c->sides[k].gamma) && c->sides[0].gamma > 0.0) {
            say_gamma(c, &c->sides[k], chl_advice_reason(&draft));
        }
    }
    status = chl_advice_make(&draft, out, err);
    chl_advice_clear(&draft);
    return status;
}
