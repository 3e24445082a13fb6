/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A dataset over an array of the caller. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "data/dataset.h"

static chl_status
check_array(const chl_array *array, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(array->data != NULL, err, CHL_EARG, "the array has no data");
    CHL_REQUIRE(array->dtype <= CHL_F64, err, CHL_EARG,
                "the array's type is %d; expected CHL_U8 to CHL_F64",
                (int) array->dtype);
    CHL_REQUIRE(array->axes >= 2 && array->axes <= 4, err, CHL_EARG,
                "the array has %zu axes; expected 2, 3 or 4", array->axes);
    CHL_REQUIRE(array->axes < 4
                    || (array->shape[3] >= 1 && array->shape[3] <= 4),
                err, CHL_EARG, "the images have %zu channels; expected 1 to 4",
                array->shape[3]);
out:
    return status;
}

static chl_status
describe(const chl_array *array, chl_table *table, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t step = chl_dtype_size(array->dtype);

    CHL_TRY(check_array(array, err));
    table->values = array->data;
    table->dtype = array->dtype;
    table->count = array->shape[0];
    table->axes = array->axes;
    table->images = array->axes > 2;
    for (size_t k = array->axes; k-- > 0;) {
        table->shape[k] = array->shape[k];
        table->strides[k] = (ptrdiff_t) step;
        CHL_REQUIRE(!__builtin_mul_overflow(step, array->shape[k], &step)
                        && step <= PTRDIFF_MAX,
                    err, CHL_EARG,
                    "the array has more bytes than memory has addresses");
    }
    if (array->strides != NULL) {
        memcpy(table->strides, array->strides,
               array->axes * sizeof *table->strides);
    }
out:
    return status;
}

static chl_status
copy_names(const char *const *names, size_t count, char ***out, chl_error *err)
{
    chl_status status = CHL_OK;

    *out = chl_alloc(count, sizeof **out);
    CHL_REQUIRE_MEMORY(*out, err, "names");
    for (size_t k = 0; k < count; k++) {
        chl_text name = { 0 };

        chl_name_escape(&name, names[k], strlen(names[k]));
        chl_text_add(&name, "%s", "");
        (*out)[k] = name.data;
        CHL_TRY(chl_text_check(&name, "a name", err));
    }
out:
    return status;
}

static chl_status
take_labels(const chl_array_names *names, chl_table *table, chl_error *err)
{
    chl_status status = CHL_OK;

    for (size_t i = 0; i < table->count; i++) {
        CHL_REQUIRE(names->labels[i] >= 0
                        && (size_t) names->labels[i] < names->class_count,
                    err, CHL_EARG,
                    "the label of row %zu is %td; with %zu classes it must lie "
                    "in 0..%td",
                    i, names->labels[i], names->class_count,
                    (ptrdiff_t) names->class_count - 1);
    }
    table->labels = chl_alloc(table->count, sizeof *table->labels);
    CHL_REQUIRE_MEMORY(table->labels, err, "labels");
    memcpy(table->labels, names->labels, table->count * sizeof *table->labels);
    table->class_count = names->class_count;
    if (names->classes != NULL) {
        CHL_TRY(copy_names(names->classes, names->class_count,
                           &table->class_names, err));
    }
out:
    return status;
}

static chl_status
take_names(const chl_array_names *names, chl_table *table, chl_error *err)
{
    chl_status status = CHL_OK;

    if (names->columns != NULL) {
        CHL_REQUIRE(table->axes == 2, err, CHL_EARG,
                    "columns have names, but the array has %zu axes; expected "
                    "2",
                    table->axes);
        CHL_TRY(copy_names(names->columns, table->shape[1],
                           &table->column_names, err));
    }
    if (names->labels != NULL) {
        CHL_TRY(take_labels(names, table, err));
    }
out:
    return status;
}

chl_status
chl_dataset_from_named_array(const char *name, const chl_array *array,
                             const chl_array_names *names,
                             const chl_dataset_settings *settings,
                             chl_dataset **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_dataset_settings s =
        settings != NULL ? *settings : chl_dataset_settings_default();
    chl_dataset *dataset = NULL;

    CHL_TRY(chl_range_check(&s.range, err));
    CHL_TRY(chl_dataset_create(name, false, &dataset, err));
    CHL_TRY(describe(array, &dataset->table, err));
    if (names != NULL) {
        CHL_TRY(take_names(names, &dataset->table, err));
    }
    dataset->info.format = "array";
    CHL_TRY(chl_dataset_finish(dataset, &s, NULL, err));
    if (s.features != NULL) {
        CHL_TRY(chl_dataset_attach_features(dataset, s.features, &s, err));
    }
    *out = dataset;
    dataset = NULL;
out:
    if (status != CHL_OK && status != CHL_ECANCELLED) {
        chl_error_prefix(err, "%s", name);
    }
    chl_dataset_free(dataset);
    return status;
}

chl_status
chl_dataset_from_array(const char *name, const chl_array *array,
                       const chl_dataset_settings *settings, chl_dataset **out,
                       chl_error *err)
{
    return chl_dataset_from_named_array(name, array, NULL, settings, out, err);
}

static chl_status
check_finite(const double *row, size_t d, size_t index, chl_error *err)
{
    for (size_t j = 0; j < d; j++) {
        if (!isfinite(row[j])) {
            return CHL_FAIL(err, CHL_EDATA,
                            "row %zu, column %zu is %s; expected a finite "
                            "number",
                            index, j,
                            isnan(row[j]) ? "NaN"
                            : row[j] > 0  ? "inf"
                                          : "-inf");
        }
    }
    return CHL_OK;
}

chl_status
chl_dataset_convert(const chl_dataset *dataset, const chl_array *array,
                    size_t first, size_t count, double *out, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_dataset *seen =
        dataset->features != NULL ? dataset->features : dataset;
    size_t d = seen->info.dimension;
    chl_table table = { 0 };

    CHL_TRY(describe(array, &table, err));
    CHL_REQUIRE(chl_table_dimension(&table) == d, err, CHL_ESHAPE,
                "the array has rows of %zu values; those of %s have %zu",
                chl_table_dimension(&table), dataset->name, d);
    for (size_t i = 0; i < count; i++) {
        chl_row_values(&table, first + i, out + i * d);
        CHL_TRY(check_finite(out + i * d, d, first + i, err));
        chl_range_apply(seen, out + i * d);
    }
out:
    return status;
}
