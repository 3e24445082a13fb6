/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Matrices and lists of numbers as words on a command line. */
#ifndef CHLADNI_TOOLS_MATRIX_H
#define CHLADNI_TOOLS_MATRIX_H

#include <chladni/base.h>

typedef struct cli_matrix {
    size_t rows, columns;
    double *values; /* row-major, owned; NULL = not given                    */
} cli_matrix;

/*
 * "1,0.5;0.5,2": rows parted by ';', numbers by ','.
 * name       of the option, for the sentence
 * Ownership  *out is the caller's (chl_free of values); untouched on error
 * Errors     CHL_EARG no number, not finite, rows of different lengths;
 *            CHL_ENOMEM
 */
chl_status matrix_parse(const char *name, const char *text, cli_matrix *out,
                        chl_error *err);

/* One row of k > 1 numbers becomes the diagonal of a k x k matrix. Errors:
 * CHL_ENOMEM. */
chl_status matrix_spread(cli_matrix *matrix, chl_error *err);

#endif
