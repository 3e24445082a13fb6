/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Option tables as a list of slots, nothing given yet. */
#include "options.h"

#include "base/error.h"

static size_t
count_options(const option_table *tables, size_t table_count)
{
    size_t count = 0;

    for (size_t t = 0; t < table_count; t++) {
        count += tables[t].count;
    }
    return count;
}

static void
fill_slots(const option_table *tables, size_t table_count, option_slot *slots)
{
    for (size_t t = 0; t < table_count; t++) {
        for (size_t k = 0; k < tables[t].count; k++) {
            slots->option = &tables[t].options[k];
            slots->field = (char *) tables[t].settings + slots->option->field;
            slots->source = "default";
            slots++;
        }
    }
}

chl_status
option_set_create(const option_table *tables, size_t table_count,
                  option_set *out, chl_error *err)
{
    chl_status status = CHL_OK;

    *out = (option_set){ 0 };
    out->slots =
        chl_alloc(count_options(tables, table_count), sizeof *out->slots);
    CHL_REQUIRE_MEMORY(out->slots, err, "options");
    out->count = count_options(tables, table_count);
    fill_slots(tables, table_count, out->slots);
out:
    return status;
}
