/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words each family of methods is known by. */
#include "words.h"

#include <chladni/kernels.h>

#include "data/reader.h"

const char *
words_kernel(size_t index)
{
    return index < chl_kernel_type_count() ? chl_kernel_type_at(index)->name
                                           : NULL;
}

const char *
words_format(size_t index)
{
    return chl_readers_name(index);
}
