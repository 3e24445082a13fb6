/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as an npz file: refused with a sentence, or values that are all
 * there. */
#include "table_law.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    require_reader_law(&chl_reader_npz, data, size);
    return 0;
}
