/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When compressed input is refused as made to fill memory or a disk. */
#ifndef CHLADNI_DATA_LIMITS_H
#define CHLADNI_DATA_LIMITS_H

#include "base/error.h"

/* Bytes that may be unpacked whatever the ratio; beyond them at most RATIO
 * times the packed bytes. Images and numbers worth analysing stay far below:
 * MNIST as .gz unpacks to 5 times its size. */
#define CHL_UNPACK_FREE ((uint64_t) 16 << 20)
#define CHL_UNPACK_RATIO 200
/* Bytes unpacked from one file in all. */
#define CHL_UNPACK_LIMIT ((uint64_t) 1 << 36)

/* CHL_EDATA once `unpacked` bytes from a file of `packed` are too many. */
chl_status chl_unpack_check(size_t packed, uint64_t unpacked, chl_error *err);

#endif
