/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures, tables and facts of the page. */
#include "report/page.h"

#include <math.h>

bool
chl_page_has_prediction(const chl_result *result)
{
    return result->prediction != NULL && result->prediction->covered;
}

void
chl_page_figure_open(chl_text *page, const char *id)
{
    chl_text_add(page, "<figure id=\"figure-%s\">\n", id);
}

void
chl_page_figure_close(chl_text *page, const char *caption)
{
    chl_text_add(page, "<figcaption>");
    chl_markup_text(page, caption);
    chl_text_add(page, "</figcaption>\n</figure>\n");
}

void
chl_page_table_open(chl_text *page, const char *summary,
                    const char *const *heads, size_t count)
{
    chl_text_add(page, "<details><summary>");
    chl_markup_text(page, summary);
    chl_text_add(page, "</summary>\n<div class=\"scroll\" tabindex=\"0\">"
                       "<table class=\"numbers\">\n<thead><tr>");
    for (size_t k = 0; k < count; k++) {
        chl_text_add(page, "<th scope=\"col\">");
        chl_markup_text(page, heads[k]);
        chl_text_add(page, "</th>");
    }
    chl_text_add(page, "</tr></thead>\n<tbody>\n");
}

void
chl_page_row_open(chl_text *page)
{
    chl_text_add(page, "<tr>");
}

void
chl_page_cell_number(chl_text *page, double value)
{
    chl_text_add(page, "<td>%s</td>", chl_number_words(value, 4).text);
}

void
chl_page_cell_count(chl_text *page, size_t value)
{
    chl_text_add(page, "<td>%zu</td>", value);
}

void
chl_page_cell_words(chl_text *page, const char *words)
{
    chl_text_add(page, "<td class=\"words\">");
    chl_markup_text(page, words);
    chl_text_add(page, "</td>");
}

void
chl_page_cell_name(chl_text *page, const char *name)
{
    chl_text_add(page, "<td class=\"words\">");
    chl_markup_name(page, name);
    chl_text_add(page, "</td>");
}

void
chl_page_row_close(chl_text *page)
{
    chl_text_add(page, "</tr>\n");
}

void
chl_page_table_close(chl_text *page)
{
    chl_text_add(page, "</tbody>\n</table></div></details>\n");
}

static void
fact_open(chl_text *page, const char *name)
{
    chl_text_add(page, "<dt>");
    chl_markup_text(page, name);
    chl_text_add(page, "</dt><dd>");
}

void
chl_page_fact(chl_text *page, const char *name, const char *words)
{
    if (words != NULL) {
        fact_open(page, name);
        chl_markup_name(page, words);
        chl_text_add(page, "</dd>\n");
    }
}

void
chl_page_fact_number(chl_text *page, const char *name, double value)
{
    fact_open(page, name);
    chl_text_add(page, "%s</dd>\n", chl_number_words(value, 6).text);
}

void
chl_page_fact_count(chl_text *page, const char *name, size_t value)
{
    fact_open(page, name);
    chl_text_add(page, "%zu</dd>\n", value);
}

void
chl_page_interval(chl_text *page, double value, double low, double high)
{
    chl_text_add(page, "%s", chl_number_words(value, 3).text);
    if (isfinite(low) && isfinite(high) && low < high) {
        chl_text_add(page, " (95 %%: %s to %s)", chl_number_words(low, 3).text,
                     chl_number_words(high, 3).text);
    }
}
