/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text as a measure: refused with a sentence, or a law that can be drawn
 * from. */
#include <string.h>

#include "table_law.h"

enum {
    LARGEST = 1 << 10 /* dimension that is drawn from here */
};

static void
draw(const chl_measure *measure)
{
    chl_table table = { 0 };

    require(measure->dimension > 0);
    if (measure->dimension <= LARGEST) {
        require(chl_measure_read(measure, 3, 0, NULL, &table, NULL) == CHL_OK);
        require(table.count == 3);
        require_sound(&table);
    }
    chl_table_clear(&table);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = calloc(size + 1, 1);
    chl_measure measure = { 0 };
    chl_error err = { 0 };

    memcpy(text, data, size);
    chl_measure_nearest(text);
    if (chl_measure_parse(text, &measure, &err) == CHL_OK) {
        require(chl_measure_known(text));
        draw(&measure);
    } else {
        require(err.text[0] != '\0' && measure.type == NULL);
    }
    free(text);
    return 0;
}
