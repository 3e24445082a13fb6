/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the law of the data to what is seen of it. */
#include <math.h>
#include <string.h>

#include "study/law.h"

/* Standard errors that a length must exceed: a square of one normal number
 * does so by chance once in a hundred times. */
static const double chance = 4.0;

/* |E (a - b)|^2 under 1 / lambda, from pairs of different groups; 0 if signs of
 * the groups by chance make as much. */
static double
length_of(const chl_law *law, const double *a, const double *b,
          const double *weight)
{
    double sum = 0.0, squares = 0.0, pairs = 0.0;

    for (size_t g = 0; g < CHL_RANK_GROUPS; g++) {
        for (size_t h = 0; h < g; h++) {
            double product = 0.0, share = weight[g] * weight[h];

            for (size_t k = 0; share > 0.0 && k < law->modes; k++) {
                product += (a[g * law->size + k] - b[g * law->size + k])
                           * (a[h * law->size + k] - b[h * law->size + k])
                           / law->lambda[k];
            }
            pairs += share;
            sum += share * product;
            squares += share * share * product * product;
        }
    }
    return sum > chance * sqrt(squares) ? sum / pairs : 0.0;
}

void
chl_law_find_way(const chl_law *law, const chl_law_sums *sums,
                 const double *weight, chl_law_way *out)
{
    double all = 0.0;

    memset(out, 0, sizeof *out);
    for (size_t g = 0; g < CHL_RANK_GROUPS; g++) {
        all += weight[g];
        for (size_t k = 0; k < law->modes; k++) {
            size_t at = g * law->size + k;

            out->d[k] += weight[g] * (sums->seen[at] - law->sums[0].seen[at]);
        }
    }
    for (size_t k = 0; k < law->modes; k++) {
        out->d[k] /= all;
    }
    out->length = length_of(law, sums->seen, law->sums[0].seen, weight);
    out->seen = length_of(law, sums->twice, sums->seen, weight);
}
