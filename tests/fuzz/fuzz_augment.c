/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text as a chain: refused with a sentence, or parts that can be drawn and
 * whose numbers stay finite. */
#include <math.h>
#include <string.h>

#include <chladni/augment.h>

#include "table_law.h"

enum {
    ROWS = 3,
    SIDE = 4,
    D = SIDE * SIDE * 3
};

static void
apply(const chl_augment_chain *chain)
{
    static const uint8_t bytes[ROWS * D] = { 3, 200, 17, 90, 255 };
    const chl_array array = { bytes, CHL_U8, 4, { ROWS, SIDE, SIDE, 3 }, NULL };
    chl_dataset *dataset = NULL;
    chl_augment *augment = NULL;
    chl_error err = { 0 };
    double x[D] = { 0.5, -0.25 };
    size_t row = 1;

    require(chl_dataset_from_array("bytes", &array, NULL, &dataset, NULL)
            == CHL_OK);
    if (chl_augment_create(chain, dataset, NULL, &augment, &err) == CHL_OK) {
        require(chl_augment_apply(augment, 0, 1, &row, x, x, NULL) == CHL_OK);
        for (size_t k = 0; k < D; k++) {
            require(isfinite(x[k]));
        }
    } else {
        require(err.text[0] != '\0');
    }
    chl_augment_free(augment);
    chl_dataset_free(dataset);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = calloc(size + 1, 1);
    chl_augment_chain chain = { 0 };
    chl_error err = { 0 };

    require(text != NULL);
    memcpy(text, data, size);
    if (chl_augment_parse(text, &chain, &err) == CHL_OK) {
        require(chain.count > 0 && chain.count <= CHL_AUGMENT_PARTS);
        for (size_t k = 0; k < chain.count; k++) {
            require(chain.parts[k].strength >= 0.0
                    && chain.parts[k].strength <= 1.0
                    && chain.parts[k].probability >= 0.0
                    && chain.parts[k].probability <= 1.0);
        }
        apply(&chain);
    } else {
        require(err.text[0] != '\0' && chain.count == 0);
    }
    free(text);
    return 0;
}
