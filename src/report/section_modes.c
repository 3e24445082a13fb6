/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The modes section: which items the slowest modes set against each other. */
#include <math.h>
#include <stdio.h>

#include "base/error.h"
#include "report/mode_ends.h"
#include "report/page.h"
#include "report/result.h"

enum {
    MODE_LIMIT = 12
};

/* What the mode will do in training, as far as its root is known. */
static void
write_motion(chl_text *page, const chl_result *result,
             const chl_result_mode *mode)
{
    const chl_result_prediction *p = result->prediction;
    const chl_result_root *root;

    if (!chl_page_has_prediction(result) || mode->index >= p->root_count) {
        return;
    }
    root = &p->roots[mode->index];
    if (!isfinite(root->re) || !isfinite(root->im)) {
        return;
    }
    if (root->im > 0.0) {
        chl_text_add(page, " Training will swing between them with period %s",
                     chl_number_words(6.283185307179586 / root->im, 3).text);
    } else {
        chl_text_add(page, " Training will close the gap between them without"
                           " swinging");
    }
    if (root->re < 0.0) {
        chl_text_add(page, ", halving what is left every %s %s",
                     chl_number_words(-0.6931471805599453 / root->re, 3).text,
                     chl_result_counts_steps(p) ? "steps" : "units of time");
    }
    chl_text_add(page, ".");
}

/* A mode is that of all rows; what is known of its eigenvalue is the mean of
 * training and held-out values, as everywhere else on the page. */
static double
listed_lambda(const chl_result_spectrum *s, const chl_result_mode *mode)
{
    return mode->index < s->count && isfinite(s->lambda[mode->index])
               ? s->lambda[mode->index]
               : mode->lambda;
}

static chl_status
write_mode(chl_text *page, const chl_result *result,
           const chl_result_mode *mode, chl_error *err)
{
    chl_status status = CHL_OK;
    char id[48];

    snprintf(id, sizeof id, "mode-%zu", mode->index);
    chl_text_add(
        page,
        "<h3 id=\"%s\">Mode %zu, eigenvalue %s</h3>\n<p>It sets"
        " two groups of items against each other.",
        id, mode->index + 1,
        chl_number_words(listed_lambda(result->spectrum, mode), 3).text);
    write_motion(page, result, mode);
    chl_text_add(page, "</p>\n");
    CHL_TRY(chl_mode_ends_add(page, result, mode, id, id, err));
out:
    return status;
}

static bool
present(const chl_result *result)
{
    return result->spectrum != NULL && result->spectrum->mode_count > 0;
}

static chl_status
write(chl_text *page, const chl_result *result, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_result_spectrum *s = result->spectrum;

    chl_text_add(page, "<p>Each mode ranks all items; those at its two ends"
                       " say what it is about. Samples drift along this"
                       " difference first and longest. If it is not worth"
                       " learning, take it out of the data or augment across"
                       " it.</p>\n");
    for (size_t k = 0; k < s->mode_count && k < MODE_LIMIT; k++) {
        CHL_TRY(write_mode(page, result, &s->modes[k], err));
    }
out:
    return status;
}

const chl_section chl_section_modes = { "modes", "The slowest modes", present,
                                        write };
