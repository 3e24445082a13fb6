/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words each family of methods is known by. */
#include "words.h"

#include <chladni/kernels.h>

const char *
words_kernel(size_t index)
{
    return index < chl_kernel_type_count() ? chl_kernel_type_at(index)->name
                                           : NULL;
}
