/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a mode of the graph separates: the rows at its ends. */
#include <math.h>

#include "base/error.h"
#include "report/result.h"
#include "study/graph.h"

enum {
    ITEM_NAME = 256
};

/* Put row number `row` where its key belongs among the smallest `size`; the
 * earlier row goes first on a tie. */
static void
insert(double *keys, size_t *rows, size_t *count, size_t size, double key,
       size_t row)
{
    size_t at;

    if (*count == size && !(key < keys[size - 1])) {
        return;
    }
    *count += *count < size;
    for (at = *count - 1; at > 0 && key < keys[at - 1]; at--) {
        keys[at] = keys[at - 1];
        rows[at] = rows[at - 1];
    }
    keys[at] = key;
    rows[at] = row;
}

static chl_status
fill_end(const chl_graph_run *run, const double *f, double sign, size_t size,
         size_t *rows, char **items, chl_error *err)
{
    chl_status status = CHL_OK;
    double *keys = chl_alloc(size, sizeof *keys);
    size_t count = 0;

    CHL_REQUIRE_MEMORY(keys, err, "items of modes");
    for (size_t i = 0; i < run->nodes; i++) {
        insert(keys, rows, &count, size, sign * f[i],
               chl_graph_row(run->graph, i));
    }
    for (size_t i = 0; i < count; i++) {
        char name[ITEM_NAME];

        chl_dataset_item_name(run->dataset, rows[i], name, sizeof name);
        CHL_TRY(chl_result_set_text(&items[i], name, err));
    }
out:
    chl_free(keys);
    return status;
}

chl_status
chl_graph_items(const chl_graph_run *run, chl_result_spectrum *section,
                chl_error *err)
{
    chl_status status = CHL_OK;
    size_t size = run->settings.sheet;

    size = size < run->nodes ? size : run->nodes;
    for (size_t a = 0; a < section->mode_count; a++) {
        chl_result_mode *mode = &section->modes[a];
        const double *f = run->functions + a * run->nodes;

        mode->index = a;
        mode->lambda = run->lambda[a];
        CHL_TRY(chl_result_mode_fill(mode, size, size, 0, err));
        CHL_TRY(
            fill_end(run, f, 1.0, size, mode->low_rows, mode->low_items, err));
        CHL_TRY(fill_end(run, f, -1.0, size, mode->high_rows, mode->high_items,
                         err));
    }
out:
    return status;
}
