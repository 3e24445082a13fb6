/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When compressed input is refused as made to fill memory or a disk. */
#include "data/limits.h"

chl_status
chl_unpack_check(size_t packed, uint64_t unpacked, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(unpacked <= CHL_UNPACK_LIMIT, err, CHL_EDATA,
                "unpacks to more than %llu bytes, the limit",
                (unsigned long long) CHL_UNPACK_LIMIT);
    CHL_REQUIRE(unpacked <= CHL_UNPACK_FREE
                    || unpacked / CHL_UNPACK_RATIO <= packed,
                err, CHL_EDATA,
                "%zu bytes unpack to %llu or more; more than %d times the "
                "size is refused as a decompression bomb",
                packed, (unsigned long long) unpacked, CHL_UNPACK_RATIO);
out:
    return status;
}
