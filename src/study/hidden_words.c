/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A hidden direction in plain words. */
#include <math.h>

#include "base/error.h"
#include "base/text.h"
#include "report/result.h"
#include "study/law.h"

/* Not worth a word: what of a gradient comes through, in percent. */
static const double nothing = 0.01;

/* One end of a direction: what its items are, else the first of them. */
static void
add_end(chl_text *text, const char *classes, char *const *items, size_t count)
{
    if (classes != NULL) {
        chl_text_add(text, "items (%s)", classes);
    } else if (count > 0 && items != NULL && items[0] != NULL) {
        chl_text_add(text, "items such as %s", items[0]);
    } else {
        chl_text_add(text, "one end");
    }
}

static void
add_share(chl_text *text, double transmission)
{
    double percent = 100.0 * transmission;

    if (percent < nothing) {
        chl_text_add(text, "nothing");
    } else {
        chl_text_add(text, "%.2g %%", percent);
    }
}

static void
add_direction(chl_text *text, const chl_result_mode *mode)
{
    if (mode->column_count > 0 && isfinite(mode->correlations[0])) {
        chl_text_add(text, " goes with %s (correlation %.2f)", mode->columns[0],
                     mode->correlations[0]);
    } else {
        chl_text_add(text, " sets apart ");
        add_end(text, mode->low_classes, mode->low_items, mode->low_count);
        chl_text_add(text, " from ");
        add_end(text, mode->high_classes, mode->high_items, mode->high_count);
    }
}

chl_status
chl_law_name_hidden(chl_result_augment *a, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_text text = { 0 };

    if (a->hidden_count == 0) {
        return CHL_OK;
    }
    chl_text_add(&text, "hides %zu direction%s of the data from the generator",
                 a->hidden_total, a->hidden_total == 1 ? "" : "s");
    chl_text_add(&text, a->hidden_total == 1 ? "; it" : "; the slowest");
    add_direction(&text, &a->hidden[0]);
    chl_text_add(&text, ", and of what the discriminator sees along it ");
    add_share(&text, a->hidden_transmission[0]);
    chl_text_add(&text, " comes through: samples are %s moved that way.",
                 100.0 * a->hidden_transmission[0] < nothing ? "not"
                                                             : "hardly");
    CHL_TRY(chl_text_check(&text, "a hidden direction", err));
    CHL_TRY(chl_result_set_text(&a->hidden_words, text.data, err));
out:
    chl_text_clear(&text);
    return status;
}
