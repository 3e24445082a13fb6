/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A verdict and its reasons while they are written. */
#include "study/sentences.h"

#include "base/error.h"
#include "report/result.h"

chl_text *
chl_sentences_next(chl_sentences *s)
{
    return &s->reasons[s->count < CHL_SENTENCES ? s->count++
                                                : CHL_SENTENCES - 1];
}

chl_status
chl_sentences_finish(const chl_sentences *s, chl_result_advice **out,
                     chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result_advice *made = NULL;

    CHL_TRY(chl_result_advice_create(s->count, &made, err));
    CHL_TRY(chl_text_check(&s->verdict, "the verdict", err));
    CHL_TRY(chl_result_set_text(&made->verdict, s->verdict.data, err));
    for (size_t k = 0; k < s->count; k++) {
        CHL_TRY(chl_text_check(&s->reasons[k], "a reason", err));
        CHL_TRY(
            chl_result_set_text(&made->reasons[k], s->reasons[k].data, err));
    }
    *out = made;
    made = NULL;
out:
    chl_result_section_free(&chl_record_advice, made);
    return status;
}

void
chl_sentences_clear(chl_sentences *s)
{
    chl_text_clear(&s->verdict);
    for (size_t k = 0; k < CHL_SENTENCES; k++) {
        chl_text_clear(&s->reasons[k]);
    }
}
