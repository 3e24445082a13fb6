/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Matrices and lists of numbers as words on a command line. */
#include "matrix.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

/* Numbers there can be: one more than there are marks between them. */
static size_t
count_numbers(const char *text)
{
    size_t count = 1;

    for (; *text != '\0'; text++) {
        count += *text == ',' || *text == ';';
    }
    return count;
}

/* The number at *at, which moves behind it and its mark; *mark is ',', ';' or
 * 0 at the end. */
static chl_status
read_number(const char *name, const char *text, const char **at, double *out,
            char *mark, chl_error *err)
{
    chl_status status = CHL_OK;
    char *end = NULL;

    *out = strtod(*at, &end);
    CHL_REQUIRE(end != *at && isfinite(*out), err, CHL_EARG,
                "--%s is '%s'; it must be finite numbers with commas, and rows "
                "parted by semicolons",
                name, text);
    end += strspn(end, " ");
    CHL_REQUIRE(*end == ',' || *end == ';' || *end == '\0', err, CHL_EARG,
                "--%s is '%s'; after a number comes a comma or a semicolon, "
                "not '%s'",
                name, text, end);
    *mark = *end;
    *at = *end != '\0' ? end + 1 : end;
out:
    return status;
}

chl_status
matrix_parse(const char *name, const char *text, cli_matrix *out,
             chl_error *err)
{
    chl_status status = CHL_OK;
    cli_matrix made = { .values =
                            chl_alloc(count_numbers(text), sizeof(double)) };
    const char *at = text;
    size_t count = 0, width = 0;
    char mark = ',';

    CHL_REQUIRE_MEMORY(made.values, err, "a matrix");
    while (mark != '\0') {
        CHL_TRY(read_number(name, text, &at, &made.values[count], &mark, err));
        count++;
        width++;
        if (mark == ',') {
            continue;
        }
        made.columns = made.rows == 0 ? width : made.columns;
        made.rows++;
        CHL_REQUIRE(width == made.columns, err, CHL_EARG,
                    "--%s is '%s'; row %zu has %zu numbers, the first has %zu",
                    name, text, made.rows, width, made.columns);
        width = 0;
    }
    *out = made;
    made.values = NULL;
out:
    chl_free(made.values);
    return status;
}

chl_status
matrix_spread(cli_matrix *matrix, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t n = matrix->columns;
    double *square;

    if (matrix->rows != 1 || n < 2) {
        return CHL_OK;
    }
    square = chl_alloc(n * n, sizeof *square);
    CHL_REQUIRE_MEMORY(square, err, "a matrix");
    for (size_t k = 0; k < n; k++) {
        square[k * (n + 1)] = matrix->values[k];
    }
    chl_free(matrix->values);
    *matrix = (cli_matrix){ n, n, square };
out:
    return status;
}
