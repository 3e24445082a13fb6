/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/mode_ends.h"

#include <stdio.h>

#include "base/error.h"
#include "report/page.h"
#include "report/sheet.h"

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

    snprintf(words, sizeof words, "The items it puts %s", side);
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

chl_status
chl_mode_ends_add(chl_text *page, const chl_result *result,
                  const chl_result_mode *mode, const char *sprite,
                  const char *id, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_result_sprite *sheet = chl_sheet_find(result, sprite);

    write_columns(page, mode);
    if (sheet != NULL && sheet->rows >= 2) {
        CHL_TRY(write_sheet(page, result, sheet, mode, id, err));
    } else {
        chl_figure_scatter(page, mode->scatter, id);
        write_names(page, "Lowest", mode->low_classes, mode->low_items,
                    mode->low_count);
        write_names(page, "Highest", mode->high_classes, mode->high_items,
                    mode->high_count);
    }
out:
    return status;
}
