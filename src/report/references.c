/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spectra of data that many know. */
#include "report/references.h"

#include <stdlib.h>
#include <string.h>

static const chl_reference references[] = {
#include "report/reference_table.h"
};

enum {
    COUNT = sizeof references / sizeof *references
};

const chl_reference *
chl_reference_at(size_t index)
{
    return index < COUNT ? &references[index] : NULL;
}

static int
by_shape(const void *left, const void *right)
{
    double a = (*(const chl_reference *const *) left)->shape[0];
    double b = (*(const chl_reference *const *) right)->shape[0];

    return (a > b) - (a < b);
}

/* "digits8" is the data of digits8.npy. */
static bool
is_itself(const chl_reference *reference, const chl_result_dataset *dataset)
{
    size_t length = strlen(reference->name);

    return dataset->name != NULL
           && strncmp(dataset->name, reference->name, length) == 0;
}

size_t
chl_references_choose(const chl_result_dataset *dataset,
                      const chl_reference *out[CHL_REFERENCES_SHOWN])
{
    const chl_reference *fit[COUNT];
    size_t count = 0, shown = 0;

    for (size_t k = 0; k < COUNT && dataset->kind != NULL; k++) {
        if (strcmp(references[k].kind, dataset->kind) == 0
            && !is_itself(&references[k], dataset)) {
            fit[count++] = &references[k];
        }
    }
    qsort(fit, count, sizeof *fit, by_shape);
    for (size_t k = 0; k < CHL_REFERENCES_SHOWN && k < count; k++) {
        size_t last = count - 1;
        size_t at = count <= CHL_REFERENCES_SHOWN ? k
                    : k == 0                      ? 0
                    : k == 1                      ? last / 2
                                                  : last;

        out[shown++] = fit[at];
    }
    return shown;
}
