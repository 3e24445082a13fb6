/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What threads there are; reading only. */
#include <chladni/base.h>

#include <cblas.h>
#include <omp.h>

size_t
chl_threads_default(void)
{
    int count = omp_get_max_threads();

    return count > 0 ? (size_t) count : 1;
}

size_t
chl_threads_blas(void)
{
    int count = openblas_get_num_threads();

    return count > 0 ? (size_t) count : 1;
}
