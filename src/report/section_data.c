/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The data section: what the dataset is and what it looks like. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "report/page.h"
#include "report/sheet.h"

enum {
    CLASS_LIMIT = 20
};

static bool
is_images(const chl_result_dataset *d)
{
    return d->kind != NULL && strcmp(d->kind, "images") == 0;
}

static void
write_shape(chl_text *page, const chl_result_dataset *d)
{
    chl_text_add(page, "<dt>Each item</dt><dd>");
    if (is_images(d) && d->axes >= 3) {
        chl_text_add(page, "%zu \xC3\x97 %zu pixels", d->shape[2], d->shape[1]);
        if (d->axes == 4) {
            chl_text_add(page, ", %zu channel%s", d->shape[3],
                         d->shape[3] == 1 ? "" : "s");
        }
        chl_text_add(page, " (%zu values)", d->d);
    } else {
        chl_text_add(page, "%zu value%s", d->d, d->d == 1 ? "" : "s");
    }
    chl_text_add(page, "</dd>\n");
}

static void
write_range(chl_text *page, const chl_result_dataset *d)
{
    bool interval = isfinite(d->range_low) && isfinite(d->range_high);

    if (d->range == NULL) {
        return;
    }
    chl_text_add(page, "<dt>Scale of the analysis</dt><dd>");
    if (interval) {
        chl_text_add(page, "%s to %s", chl_number_words(d->range_low, 4).text,
                     chl_number_words(d->range_high, 4).text);
    } else {
        chl_markup_text(page, d->range);
    }
    chl_text_add(page, "; stored values run from %s to %s</dd>\n",
                 chl_number_words(d->minimum, 4).text,
                 chl_number_words(d->maximum, 4).text);
}

static void
write_classes(chl_text *page, const chl_result_dataset *d)
{
    if (d->class_count == 0) {
        return;
    }
    chl_text_add(page, "<dt>Classes</dt><dd>%zu", d->class_count);
    for (size_t k = 0;
         d->classes != NULL && k < d->class_count && k < CLASS_LIMIT; k++) {
        chl_text_add(page, "%s", k == 0 ? ": " : ", ");
        chl_markup_name(page, d->classes[k]);
    }
    chl_text_add(page, "%s</dd>\n",
                 d->class_count > CLASS_LIMIT ? ", ..." : "");
}

static void
write_facts(chl_text *page, const chl_result_dataset *d)
{
    chl_text_add(page, "<dl class=\"facts\">\n");
    chl_page_fact(page, "Format", d->format);
    chl_page_fact(page, "Kind", d->kind);
    chl_page_fact_count(page, "Items", d->n);
    write_shape(page, d);
    write_range(page, d);
    chl_page_fact(page, "Augmented by", d->augment);
    write_classes(page, d);
    chl_page_fact_count(page, "Duplicates", d->duplicates);
    chl_page_fact_count(page, "Left out as unreadable", d->skipped);
    chl_page_fact(page, "Fingerprint", d->fingerprint);
    chl_text_add(page, "</dl>\n");
}

static bool
present(const chl_result *result)
{
    return result->dataset != NULL;
}

static chl_status
write(chl_text *page, const chl_result *result, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_result_sprite *strip = chl_sheet_find(result, "data");

    if (strip != NULL) {
        chl_page_figure_open(page, "data");
        CHL_TRY(chl_sheet_add(page, result, strip, 0, strip->rows,
                              "Items drawn at random from the dataset", err));
        chl_page_figure_close(
            page, "Items drawn at random, as the analysis sees them. What to"
                  " do: look for what does not belong here. A frame, a"
                  " watermark or a turned picture becomes part of what is"
                  " learned.");
        chl_sheet_add_captions(page, strip, 0, strip->rows,
                               "Names of these items, row by row");
    } else if (is_images(result->dataset) && result->sprite_count == 0) {
        chl_text_add(page, "<p><code>chladni report DATA</code> shows pictures "
                           "of the items; a result holds only their names."
                           "</p>\n");
    }
    write_facts(page, result->dataset);
out:
    return status;
}

const chl_section chl_section_data = { "data", "Data", present, write };
