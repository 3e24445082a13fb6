/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is laid beside something else: results, finished runs, closed forms. */
#include "answer.h"

#include <chladni/compare.h>

#include "base/error.h"

chl_status
answer_compare(const chl_result *const *results, size_t count, chl_result **out,
               chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result *result = NULL;

    CHL_TRY(chl_result_create("compare", &result, err));
    CHL_TRY(chl_study_compare(results, count, result, err));
    *out = result;
    result = NULL;
out:
    chl_result_free(result);
    return status;
}

chl_status
answer_backtest(const cli_backtest *words, const char *where,
                const char *const *runs, size_t run_count, cli_input *input,
                chl_error *err)
{
    const cli_analysis none = { 0 };
    chl_status status = CHL_OK;

    CHL_TRY(answer_spectrum(&none, where, input, err));
    CHL_TRY(
        chl_study_backtest(runs, run_count, &words->test, input->result, err));
    CHL_TRY(chl_study_advise(input->result, err));
out:
    return status;
}

chl_status
answer_verify_check(const chl_result *result, chl_error *err)
{
    const chl_result_verify *verify = result->verify;
    size_t failed = 0;

    for (size_t k = 0; k < verify->count; k++) {
        failed += !verify->checks[k].passed;
    }
    return failed == 0 ? CHL_OK
                       : CHL_FAIL(err, CHL_ENUMERIC,
                                  "%zu of %zu closed forms were missed", failed,
                                  verify->count);
}
