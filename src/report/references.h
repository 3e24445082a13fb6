/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spectra of data that many know, to see one's own beside. */
#ifndef CHLADNI_REPORT_REFERENCES_H
#define CHLADNI_REPORT_REFERENCES_H

#include <chladni/report.h>

enum {
    CHL_REFERENCE_MODES = 16,
    CHL_REFERENCES_SHOWN = 3
};

typedef struct chl_reference {
    const char *name, *what;
    const char *kind; /* of the dataset: "images", "table", "points"         */
    size_t count;
    double shape[CHL_REFERENCE_MODES]; /* lambda_k / linear bound            */
} chl_reference;

/* In the order of spectra/INDEX.tsv; NULL behind the last. */
const chl_reference *chl_reference_at(size_t index);

/*
 * Those to draw beside data of this kind, other than the data themselves:
 * the least and the most clumped by their slowest mode, and one between.
 * Returns how many.
 */
size_t chl_references_choose(const chl_result_dataset *dataset,
                             const chl_reference *out[CHL_REFERENCES_SHOWN]);

#endif
