/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sections that are one table: ranking and verification. */
#include "report/page.h"

static bool
has_ranking(const chl_result *result)
{
    const chl_result_ranking *r = result->ranking;

    /* Augmentations have a section of their own. */
    return r != NULL && r->count > 0 && r->score == NULL;
}

static chl_status
write_ranking(chl_text *page, const chl_result *result, chl_error *err)
{
    static const char *const heads[] = {
        "place",   "name",         "strength", "score", "95 % from",
        "95 % to", "eigenvalue 1", "rate",     "leak"
    };
    const chl_result_ranking *r = result->ranking;

    (void) err;
    chl_text_add(page, "<p>Candidates of the kind ");
    chl_markup_name(page, r->kind);
    if (r->baseline != NULL) {
        chl_text_add(page, ", measured against ");
        chl_markup_name(page, r->baseline);
    }
    chl_text_add(page, ". Those with the same place cannot be told apart: take"
                       " the one that suits you.</p>\n");
    chl_page_table_open(page, "The candidates in order", heads, 9);
    for (size_t k = 0; k < r->count; k++) {
        const chl_result_item *item = &r->items[k];

        chl_page_row_open(page);
        chl_page_cell_count(page, item->tie_group + 1);
        chl_page_cell_name(page, item->name);
        chl_page_cell_number(page, item->strength);
        chl_page_cell_number(page, item->score);
        chl_page_cell_number(page, item->ci_low);
        chl_page_cell_number(page, item->ci_high);
        chl_page_cell_number(page, item->lambda_1);
        chl_page_cell_number(page, item->rate);
        chl_page_cell_words(page, item->leak ? "risk" : "");
        chl_page_row_close(page);
    }
    chl_page_table_close(page);
    return CHL_OK;
}

static bool
has_checks(const chl_result *result)
{
    return result->verify != NULL && result->verify->count > 0;
}

static chl_status
write_checks(chl_text *page, const chl_result *result, chl_error *err)
{
    static const char *const heads[] = { "measure",        "mode",
                                         "closed form",    "estimate",
                                         "relative error", "standard error",
                                         "outcome" };
    const chl_result_verify *v = result->verify;
    size_t passed = 0;

    (void) err;
    for (size_t k = 0; k < v->count; k++) {
        passed += v->checks[k].passed;
    }
    chl_text_add(page,
                 "<p>%zu of %zu eigenvalues that are known in closed"
                 " form were met on this machine.</p>\n",
                 passed, v->count);
    chl_page_table_open(page, "Every closed form and its estimate", heads, 7);
    for (size_t k = 0; k < v->count; k++) {
        const chl_result_check *c = &v->checks[k];

        chl_page_row_open(page);
        chl_page_cell_name(page, c->measure);
        chl_page_cell_count(page, c->index + 1);
        chl_page_cell_number(page, c->truth);
        chl_page_cell_number(page, c->estimate);
        chl_page_cell_number(page, c->relative_error);
        chl_page_cell_number(page, c->standard_error);
        chl_page_cell_words(page, c->passed ? "met" : "missed");
        chl_page_row_close(page);
    }
    chl_page_table_close(page);
    return CHL_OK;
}

const chl_section chl_section_ranking = { "ranking", "Ranking", has_ranking,
                                          write_ranking };
const chl_section chl_section_verify = { "verify", "Verification", has_checks,
                                         write_checks };
