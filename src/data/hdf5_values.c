/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One dataset of an HDF5 file as a table. */
#include "data/hdf5.h"

#include <string.h>

#include "base/error.h"
#include "data/limits.h"

enum {
    BLOCK = 1 << 23,      /* bytes read at a time, if chunks are smaller */
    CHUNK_LIMIT = 1 << 30 /* bytes of chunks side by side */
};

static herr_t
keep_first(unsigned index, const H5E_error2_t *what, void *user)
{
    char *text = user;

    if (index == 0 && what->desc != NULL) {
        strncpy(text, what->desc, CHL_ERROR_TEXT / 4 - 1);
    }
    return 0;
}

chl_status
chl_hdf5_fail(const char *what, chl_error *err)
{
    char text[CHL_ERROR_TEXT / 4] = "unknown reason";

    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_first, text);
    return CHL_FAIL(err, CHL_EFORMAT, "%s: %s", what, text);
}

static const struct {
    size_t size, sign, exponent, exponent_size, mantissa_size, bias;
    chl_dtype dtype;
} floats[] = {
    { 2, 15, 10, 5, 10, 15, CHL_F16 },
    { 4, 31, 23, 8, 23, 127, CHL_F32 },
    { 8, 63, 52, 11, 52, 1023, CHL_F64 },
};

static bool
find_float(hid_t type, chl_dtype *out)
{
    size_t sign, exponent, exponent_size, mantissa, mantissa_size;

    if (H5Tget_fields(type, &sign, &exponent, &exponent_size, &mantissa,
                      &mantissa_size)
        < 0) {
        return false;
    }
    for (size_t k = 0; k < sizeof floats / sizeof *floats; k++) {
        if (H5Tget_size(type) == floats[k].size && sign == floats[k].sign
            && exponent == floats[k].exponent
            && exponent_size == floats[k].exponent_size && mantissa == 0
            && mantissa_size == floats[k].mantissa_size
            && H5Tget_ebias(type) == floats[k].bias) {
            *out = floats[k].dtype;
            return true;
        }
    }
    return false;
}

static bool
find_integer(hid_t type, chl_dtype *out)
{
    bool is_signed = H5Tget_sign(type) == H5T_SGN_2;
    size_t size = H5Tget_size(type);

    if (H5Tget_precision(type) != 8 * size) {
        return false;
    }
    switch (size) {
    case 1:
        *out = is_signed ? CHL_I8 : CHL_U8;
        return true;
    case 2:
        *out = is_signed ? CHL_I16 : CHL_U16;
        return true;
    case 4:
        *out = is_signed ? CHL_I32 : CHL_U32;
        return true;
    case 8:
        *out = is_signed ? CHL_I64 : CHL_U64;
        return true;
    default:
        return false;
    }
}

/* h5py keeps booleans as an enumeration of two bytes. */
static bool
find_type(chl_hdf5_array *array)
{
    hid_t base = array->type;
    H5T_class_t kind = H5Tget_class(base);
    H5T_order_t order;
    bool found;

    if (kind == H5T_ENUM) {
        base = H5Tget_super(array->type);
        array->boolean = H5Tget_nmembers(array->type) == 2;
        found = find_integer(base, &array->dtype);
    } else {
        found = kind == H5T_INTEGER
                    ? find_integer(base, &array->dtype)
                    : kind == H5T_FLOAT && find_float(base, &array->dtype);
    }
    order = H5Tget_order(base);
    array->swapped = chl_dtype_size(array->dtype) > 1
                     && order != H5Tget_order(H5T_NATIVE_INT);
    if (base != array->type) {
        H5Tclose(base);
    }
    return found && (order == H5T_ORDER_LE || order == H5T_ORDER_BE);
}

static chl_status
find_shape(chl_hdf5_array *array, chl_error *err)
{
    chl_status status = CHL_OK;
    hid_t space = H5Dget_space(array->id);
    int axes = space >= 0 ? H5Sget_simple_extent_ndims(space) : -1;
    hsize_t shape[4];

    if (axes < 0) {
        status = chl_hdf5_fail("shape cannot be read", err);
        goto out;
    }
    CHL_REQUIRE(axes >= 1 && axes <= 4, err, CHL_EDATA,
                "has %d axes; expected 1 to 4", axes);
    H5Sget_simple_extent_dims(space, shape, NULL);
    array->axes = (size_t) axes;
    for (int k = 0; k < axes; k++) {
        array->shape[k] = (size_t) shape[k];
    }
out:
    if (space >= 0) {
        H5Sclose(space);
    }
    return status;
}

void
chl_hdf5_close(chl_hdf5_array *array)
{
    if (array->type > 0) {
        H5Tclose(array->type);
    }
    if (array->id > 0) {
        H5Dclose(array->id);
    }
    *array = (chl_hdf5_array){ 0 };
}

chl_status
chl_hdf5_describe(hid_t id, chl_hdf5_array *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_hdf5_array array = { .id = id, .type = H5Dget_type(id) };

    CHL_REQUIRE(array.type > 0 && find_type(&array), err, CHL_EDATA,
                "holds no integers of 8 to 64 bits and no IEEE numbers");
    CHL_TRY(find_shape(&array, err));
    *out = array;
    array = (chl_hdf5_array){ 0 };
out:
    chl_hdf5_close(&array);
    return status;
}

/* How the values lie in the file. */
typedef struct storage {
    bool contiguous;
    size_t chunk_rows; /* 0 if there are no chunks */
} storage;

static chl_status
find_storage(const chl_hdf5_array *array, storage *out, chl_error *err)
{
    chl_status status = CHL_OK;
    hid_t properties = H5Dget_create_plist(array->id);
    H5D_layout_t layout = H5Pget_layout(properties);
    hsize_t chunk[32] = { 0 };

    CHL_REQUIRE(layout != H5D_VIRTUAL && H5Pget_external_count(properties) <= 0,
                err, CHL_EUNSUPPORTED,
                "keeps its values in other files, which are not opened");
    *out = (storage){ .contiguous = layout == H5D_CONTIGUOUS };
    if (layout == H5D_CHUNKED) {
        CHL_REQUIRE(H5Pget_chunk(properties, 32, chunk) > 0, err, CHL_EFORMAT,
                    "has chunks of unknown size");
        out->chunk_rows = (size_t) chunk[0];
    }
out:
    H5Pclose(properties);
    return status;
}

/* Where the values lie in the file, or NULL. */
static const uint8_t *
find_in_place(const chl_hdf5_array *array, const chl_source *source,
              size_t size)
{
    haddr_t offset = H5Dget_offset(array->id);

    if (offset == HADDR_UNDEF || offset > source->size
        || size > source->size - offset) {
        return NULL;
    }
    return source->bytes + offset;
}

static chl_status
read_block(const chl_hdf5_array *array, hid_t space, size_t from, size_t rows,
           uint8_t *out, chl_error *err)
{
    hsize_t start[4] = { from }, count[4] = { rows };
    hid_t memory;
    herr_t done;

    for (size_t k = 1; k < array->axes; k++) {
        count[k] = array->shape[k];
    }
    memory = H5Screate_simple((int) array->axes, count, NULL);
    H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, count, NULL);
    done = H5Dread(array->id, array->type, memory, space, H5P_DEFAULT, out);
    H5Sclose(memory);
    return done < 0 ? chl_hdf5_fail("values cannot be read", err) : CHL_OK;
}

static chl_status
read_blocks(const chl_hdf5_array *array, size_t row, size_t rows,
            const chl_progress *progress, chl_spool *out, chl_error *err)
{
    chl_status status = CHL_OK;
    hid_t space = H5Dget_space(array->id);
    uint8_t *block = chl_alloc(rows, row);
    size_t count = array->shape[0];

    CHL_REQUIRE_MEMORY(block, err, "a block of rows");
    for (size_t from = 0; from < count; from += rows) {
        size_t part = rows < count - from ? rows : count - from;

        CHL_TRY(chl_progress_tell(progress, "reading", (double) from,
                                  (double) count, err));
        CHL_TRY(read_block(array, space, from, part, block, err));
        CHL_TRY(chl_spool_append(out, block, part * row, err));
    }
    CHL_TRY(chl_spool_map(out, err));
out:
    H5Sclose(space);
    chl_free(block);
    return status;
}

/* Whole chunks, so that none is unpacked twice. */
static chl_status
spool_values(const chl_hdf5_array *array, const chl_source *source,
             const storage *how, const chl_progress *progress, chl_table *table,
             chl_error *err)
{
    chl_status status = CHL_OK;
    size_t size = chl_table_size(table), row = size / table->count;
    size_t rows = BLOCK / row + 1, chunk;

    CHL_TRY(chl_unpack_check(source->size, size, err));
    chunk = how->chunk_rows < table->count ? how->chunk_rows : table->count;
    if (chunk > 0) {
        CHL_REQUIRE(chunk <= CHUNK_LIMIT / row, err, CHL_EUNSUPPORTED,
                    "has chunks of %zu rows of %zu bytes; at most %d bytes are "
                    "unpacked at once",
                    chunk, row, CHUNK_LIMIT);
        rows = rows > chunk ? rows / chunk * chunk : chunk;
    }
    rows = rows < table->count ? rows : table->count;
    CHL_TRY(read_blocks(array, row, rows, progress, &table->spool, err));
    table->values = table->spool.base;
out:
    return status;
}

chl_status
chl_hdf5_values(const chl_hdf5_array *array, const chl_source *source,
                const chl_progress *progress, chl_table *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_table table = { .dtype = array->dtype,
                        .swapped = array->swapped,
                        .full_scale = array->boolean ? 1 : 0 };
    storage how = { 0 };

    CHL_TRY(find_storage(array, &how, err));
    CHL_TRY(chl_table_set_shape(&table, array->axes, array->shape, false, err));
    CHL_REQUIRE(chl_table_size(&table) > 0, err, CHL_EDATA, "has no values");
    if (how.contiguous) {
        table.values = find_in_place(array, source, chl_table_size(&table));
    }
    if (table.values == NULL) {
        CHL_TRY(spool_values(array, source, &how, progress, &table, err));
    }
    *out = table;
    table = (chl_table){ 0 };
out:
    chl_table_clear(&table);
    return status;
}
