/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writers of npy, IDX and CIFAR bytes, and values every type can hold. */
#ifndef CHLADNI_TESTS_DATA_ARRAYS_H
#define CHLADNI_TESTS_DATA_ARRAYS_H

#include <chladni/data.h>

/* Bytes of a file, on the heap (free). */
typedef struct file_bytes {
    uint8_t *bytes;
    size_t size;
} file_bytes;

typedef struct npy_layout {
    chl_dtype dtype;
    bool big_endian, fortran;
    int version; /* 1, 2 or 3; 0 = 1 */
    size_t axes, shape[4];
} npy_layout;

/* Value number k in C order: small, distinct in a row, exact in every type. */
double array_value(chl_dtype type, size_t k);
size_t array_count(size_t axes, const size_t *shape);
/* Store as `type`; `big_endian` as said. */
void array_store(chl_dtype type, bool big_endian, double value, uint8_t *at);

/* An npy file of array_value in the given layout. */
file_bytes npy_write(const npy_layout *layout);
/* An npy file with a header of one's own and `size` zero bytes behind it. */
file_bytes npy_write_raw(const char *header, size_t size);
/* IDX of big-endian values of that type. */
file_bytes idx_write(chl_dtype type, size_t axes, const size_t *shape);
/* Records of `labels` label bytes (row % 10) and 3072 bytes (row + position).
 */
file_bytes cifar_write(size_t labels, size_t count);

#endif
