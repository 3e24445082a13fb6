/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The modes section: which items the slowest modes set against each other. */
#include <math.h>
#include <stdio.h>

#include "base/error.h"
#include "report/page.h"
#include "report/sheet.h"

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
        chl_text_add(page, ", halving what is left every %s",
                     chl_number_words(-0.6931471805599453 / root->re, 3).text);
    }
    chl_text_add(page, ".");
}

static void
write_names(chl_text *page, const char *side, const char *classes,
            char *const *items, size_t count)
{
    if (count == 0 || items == NULL) {
        return;
    }
    chl_text_add(page, "<p><b>%s:</b> ", side);
    if (classes != NULL) {
        chl_markup_name(page, classes);
        chl_text_add(page, ": ");
    }
    for (size_t k = 0; k < count; k++) {
        chl_text_add(page, "%s", k == 0 ? "" : ", ");
        chl_markup_name(page, items[k]);
    }
    chl_text_add(page, "</p>\n");
}

static void
write_columns(chl_text *page, const chl_result_mode *mode)
{
    static const char *const heads[] = { "column", "correlation" };

    if (mode->column_count == 0 || mode->columns == NULL
        || mode->correlations == NULL) {
        return;
    }
    chl_text_add(page, "<p>It moves most with ");
    chl_markup_name(page, mode->columns[0]);
    chl_text_add(page, " (correlation %s).</p>\n",
                 chl_number_words(mode->correlations[0], 2).text);
    chl_page_table_open(page, "Correlation with columns", heads, 2);
    for (size_t k = 0; k < mode->column_count; k++) {
        chl_page_row_open(page);
        chl_page_cell_name(page, mode->columns[k]);
        chl_page_cell_number(page, mode->correlations[k]);
        chl_page_row_close(page);
    }
    chl_page_table_close(page);
}

static chl_status
write_half(chl_text *page, const chl_result *result,
           const chl_result_sprite *sheet, size_t first, const char *side,
           const char *classes, chl_error *err)
{
    chl_status status = CHL_OK;
    char words[96];

    snprintf(words, sizeof words, "The items this mode puts %s", side);
    chl_text_add(page, "<p class=\"side\">%s", side);
    if (classes != NULL) {
        chl_text_add(page, ": ");
        chl_markup_name(page, classes);
    }
    chl_text_add(page, "</p>\n");
    CHL_TRY(
        chl_sheet_add(page, result, sheet, first, sheet->rows / 2, words, err));
out:
    return status;
}

static chl_status
write_sheet(chl_text *page, const chl_result *result,
            const chl_result_sprite *sheet, const chl_result_mode *mode,
            const char *id, chl_error *err)
{
    chl_status status = CHL_OK;

    chl_page_figure_open(page, id);
    CHL_TRY(
        write_half(page, result, sheet, 0, "lowest", mode->low_classes, err));
    CHL_TRY(write_half(page, result, sheet, sheet->rows / 2, "highest",
                       mode->high_classes, err));
    chl_page_figure_close(
        page, "What to do: name the difference between the two rows.");
    chl_sheet_add_captions(page, sheet, 0, sheet->rows,
                           "Names of these items, row by row");
out:
    return status;
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
    const chl_result_sprite *sheet;
    char id[48];

    snprintf(id, sizeof id, "mode-%zu", mode->index);
    sheet = chl_sheet_find(result, id);
    chl_text_add(
        page,
        "<h3 id=\"%s\">Mode %zu, eigenvalue %s</h3>\n<p>It sets"
        " two groups of items against each other.",
        id, mode->index + 1,
        chl_number_words(listed_lambda(result->spectrum, mode), 3).text);
    write_motion(page, result, mode);
    chl_text_add(page, "</p>\n");
    write_columns(page, mode);
    if (sheet != NULL && sheet->rows >= 2) {
        CHL_TRY(write_sheet(page, result, sheet, mode, id, err));
    } else {
        write_names(page, "Lowest", mode->low_classes, mode->low_items,
                    mode->low_count);
        write_names(page, "Highest", mode->high_classes, mode->high_items,
                    mode->high_count);
    }
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
