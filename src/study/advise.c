/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The result in words: a verdict and the reasons for it. */
#include <chladni/study.h>

#include <math.h>

#include "base/error.h"
#include "report/result.h"
#include "study/advice.h"

chl_text *
chl_advice_reason(chl_advice_draft *draft)
{
    if (draft->reason_count < CHL_ADVICE_REASONS) {
        draft->reason_count++;
    }
    return &draft->reasons[draft->reason_count - 1];
}

void
chl_advice_number(chl_text *text, double value)
{
    double size = fabs(value);

    if (size >= 999500.0 && size < 1e9) {
        chl_text_add(text, "%.3g million", value / 1e6);
    } else if (size >= 999.5 && size < 1e9) {
        double unit = pow(10.0, floor(log10(size)) - 2.0);

        chl_text_add(text, "%.0f", round(value / unit) * unit);
    } else {
        chl_text_add(text, "%.3g", value);
    }
}

void
chl_advice_ends(chl_text *text, const char *lead, double low, double high)
{
    if (!isfinite(low)) {
        return;
    }
    chl_text_add(text, "%s95%%: ", lead);
    chl_advice_number(text, low);
    if (isfinite(high)) {
        chl_text_add(text, " to ");
        chl_advice_number(text, high);
    } else {
        chl_text_add(text, " or more");
    }
}

void
chl_advice_interval(chl_text *text, double low, double high)
{
    chl_advice_ends(text, " (", low, high);
    chl_text_add(text, "%s", isfinite(low) ? ")" : "");
}

const char *
chl_advice_unit(const chl_result_prediction *p)
{
    return chl_result_counts_steps(p) ? "steps"
                                      : "time units (steps times the learning "
                                        "rate)";
}

const chl_penalty *
chl_advice_penalty(const chl_result_prediction *p)
{
    const chl_penalty *penalty = NULL;

    return p->penalty != NULL
                   && chl_penalty_find(p->penalty, &penalty, NULL) == CHL_OK
               ? penalty
               : NULL;
}

/* What matters most comes first: readers see the first few reasons only. */
static void (*const writers[])(const chl_result *, chl_advice_draft *) = {
    chl_advice_verdict, chl_advice_confidence, chl_advice_alarm,
    chl_advice_run,     chl_advice_gamma,      chl_advice_spectrum,
    chl_advice_noise,   chl_advice_convention, chl_advice_steps,
    chl_advice_data,    chl_advice_doubts,     chl_advice_limits,
};

chl_status
chl_advice_make(const chl_advice_draft *draft, chl_result_advice **out,
                chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result_advice *advice = NULL;

    CHL_TRY(chl_text_check(&draft->verdict, "the verdict", err));
    CHL_TRY(chl_result_advice_create(draft->reason_count, &advice, err));
    CHL_TRY(chl_result_set_text(&advice->verdict, draft->verdict.data, err));
    for (size_t k = 0; k < draft->reason_count; k++) {
        CHL_TRY(chl_text_check(&draft->reasons[k], "a reason", err));
        CHL_TRY(chl_result_set_text(&advice->reasons[k], draft->reasons[k].data,
                                    err));
    }
    *out = advice;
    advice = NULL;
out:
    chl_result_section_free(&chl_record_advice, advice);
    return status;
}

void
chl_advice_clear(chl_advice_draft *draft)
{
    chl_text_clear(&draft->verdict);
    for (size_t k = 0; k < draft->reason_count; k++) {
        chl_text_clear(&draft->reasons[k]);
    }
}

chl_status
chl_study_advise(chl_result *result, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_advice_draft draft = { .reason_count = 0 };
    chl_result_advice *advice = NULL;
    chl_result seen = *result;

    for (size_t k = 0; k < sizeof writers / sizeof *writers; k++) {
        writers[k](result, &draft);
    }
    CHL_TRY(chl_advice_make(&draft, &advice, err));
    seen.advice = advice;
    CHL_TRY(chl_study_recipes(NULL, 0, &seen, err));
    chl_result_section_free(&chl_record_advice, result->advice);
    result->advice = advice;
    advice = NULL;
out:
    chl_result_section_free(&chl_record_advice, advice);
    chl_advice_clear(&draft);
    return status;
}
