/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mixture of Gaussian latents as words on a command line. */
#include "mixture.h"

#include <string.h>

#include "base/error.h"
#include "matrix.h"

static const char option_name[] = "mixture";

/* Both passed on to the class. */
static chl_status
parse_class(char *text, cli_mixture *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_latent_class *made = &out->classes[out->law.count];
    char *mean = strchr(text, '@');
    char *cov = mean != NULL ? strchr(mean + 1, '@') : NULL;
    cli_matrix parts[3] = { { 0 }, { 0 }, { 0 } };

    CHL_REQUIRE(cov != NULL, err, CHL_EARG,
                "--mixture has the class '%s'; it must be WEIGHT@MEAN@COV",
                text);
    *mean = *cov = '\0';
    CHL_TRY(matrix_parse(option_name, text, &parts[0], err));
    CHL_TRY(matrix_parse(option_name, mean + 1, &parts[1], err));
    CHL_TRY(matrix_parse(option_name, cov + 1, &parts[2], err));
    CHL_TRY(matrix_spread(&parts[2], err));
    out->law.size = out->law.count == 0 ? parts[1].columns : out->law.size;
    CHL_REQUIRE(parts[0].rows * parts[0].columns == 1 && parts[1].rows == 1
                    && parts[1].columns == out->law.size
                    && parts[2].rows == out->law.size
                    && parts[2].columns == out->law.size,
                err, CHL_EARG,
                "--mixture: class %zu does not fit; each has one weight, a "
                "mean of as many numbers, and a covariance of as many rows",
                out->law.count + 1);
    made->weight = parts[0].values[0];
    made->mean = parts[1].values;
    made->covariance = parts[2].values;
    parts[1].values = parts[2].values = NULL;
    out->law.count++;
out:
    for (size_t k = 0; k < 3; k++) {
        chl_free(parts[k].values);
    }
    return status;
}

chl_status
mixture_parse(const char *text, cli_mixture *out, chl_error *err)
{
    chl_status status = CHL_OK;
    char *copy = chl_strdup(text), *at = copy;
    size_t most = 1;

    *out = (cli_mixture){ 0 };
    CHL_REQUIRE_MEMORY(copy, err, "a mixture");
    for (const char *c = text; *c != '\0'; c++) {
        most += *c == '|';
    }
    out->classes = chl_alloc(most, sizeof *out->classes);
    CHL_REQUIRE_MEMORY(out->classes, err, "a mixture");
    out->law.classes = out->classes;
    while (at != NULL) {
        char *end = strchr(at, '|');

        if (end != NULL) {
            *end++ = '\0';
        }
        CHL_TRY(parse_class(at, out, err));
        at = end;
    }
out:
    chl_free(copy);
    return status;
}

void
mixture_clear(cli_mixture *mixture)
{
    for (size_t k = 0; mixture->classes != NULL && k < mixture->law.count;
         k++) {
        union {
            const double *view;
            double *own;
        } mean = { mixture->classes[k].mean },
          cov = { mixture->classes[k].covariance };

        chl_free(mean.own);
        chl_free(cov.own);
    }
    chl_free(mixture->classes);
    *mixture = (cli_mixture){ 0 };
}
