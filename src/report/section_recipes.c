/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recipes section: what each trainer would be told. */
#include <math.h>

#include "report/page.h"

enum {
    FEW = 3 /* recipes that are not folded away */
};

static bool
present(const chl_result *result)
{
    return result->advice != NULL && result->advice->recipe_count > 0
           && result->prediction != NULL;
}

static void
write_recipe(chl_text *page, const chl_result_recipe *r, bool open)
{
    chl_text_add(page, "<details id=\"recipe-");
    chl_markup_text(page, r->trainer);
    chl_text_add(page, "\"%s><summary>", open ? " open=\"\"" : "");
    chl_markup_name(page, r->trainer);
    if (!r->usable) {
        chl_text_add(page, " (not applicable)");
    } else if (isfinite(r->weight)) {
        chl_text_add(page, ": ");
        chl_page_interval(page, r->weight, r->weight_low, r->weight_high);
    }
    chl_text_add(page, "</summary>\n<pre>");
    chl_markup_text(page, r->text);
    chl_text_add(page, "</pre></details>\n");
}

static chl_status
write(chl_text *page, const chl_result *result, chl_error *err)
{
    const chl_result_advice *advice = result->advice;

    (void) err;
    chl_text_add(page,
                 "<p>The strength of the penalty, predicted for the loss of "
                 "each trainer and in its own units: they differ in the range "
                 "of the pixels, in what is summed, and in how often the "
                 "penalty is added.</p>\n");
    for (size_t k = 0; k < advice->recipe_count; k++) {
        write_recipe(page, &advice->recipes[k], advice->recipe_count <= FEW);
    }
    return CHL_OK;
}

const chl_section chl_section_recipes = { "recipes", "For your trainer",
                                          present, write };
