/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reader of CIFAR-10 and CIFAR-100 binary files: labels, then planes. */
#include <string.h>

#include "base/error.h"
#include "data/batches.h"

enum {
    SIDE = 32,
    PLANE = SIDE * SIDE,
    PIXELS = 3 * PLANE
};

/* CIFAR-100 has the coarse label before the fine one. */
static const struct layout {
    const char *name;
    size_t labels; /* bytes of a record before the pixels */
    uint8_t limits[2];
    size_t classes;
} layouts[] = {
    { "CIFAR-10", 1, { 10 }, 10 },
    { "CIFAR-100", 2, { 20, 100 }, 100 },
};

static const char *const words[] = { "airplane", "automobile", "bird", "cat",
                                     "deer",     "dog",        "frog", "horse",
                                     "ship",     "truck" };

static size_t
record(const struct layout *layout)
{
    return layout->labels + PIXELS;
}

/* Index of the first record with a label out of range, or their count. */
static size_t
find_bad_label(const struct layout *layout, const uint8_t *bytes, size_t count)
{
    for (size_t row = 0; row < count; row++) {
        for (size_t k = 0; k < layout->labels; k++) {
            if (bytes[row * record(layout) + k] >= layout->limits[k]) {
                return row;
            }
        }
    }
    return count;
}

/* The layout all of the bytes fit, or NULL. */
static const struct layout *
find_layout(const uint8_t *bytes, size_t size)
{
    for (size_t k = 0; k < sizeof layouts / sizeof *layouts; k++) {
        size_t count = size / record(&layouts[k]);

        if (size > 0 && size % record(&layouts[k]) == 0
            && find_bad_label(&layouts[k], bytes, count) == count) {
            return &layouts[k];
        }
    }
    return NULL;
}

/* data_batch_1.bin and test_batch.bin are claimed even when damaged, so that
 * the message can say what is wrong with them. */
static bool
has_usual_name(const char *path)
{
    return path != NULL && strstr(path, "_batch") != NULL && strlen(path) > 4
           && strcmp(path + strlen(path) - 4, ".bin") == 0;
}

static bool
sniff(const chl_source *source)
{
    return source->bytes != NULL
           && (find_layout(source->bytes, source->size) != NULL
               || has_usual_name(source->path));
}

static chl_status
refuse(const uint8_t *bytes, size_t size, chl_error *err)
{
    size_t length = record(&layouts[0]), row;

    if (size == 0 || size % length != 0) {
        return CHL_FAIL(err, CHL_EFORMAT,
                        "CIFAR file has %zu bytes; expected a multiple of %zu "
                        "(CIFAR-10) or %zu (CIFAR-100)",
                        size, length, record(&layouts[1]));
    }
    row = find_bad_label(&layouts[0], bytes, size / length);
    return CHL_FAIL(err, CHL_EFORMAT, "row %zu has the label %u; expected 0..9",
                    row, bytes[row * length]);
}

static chl_status
take_labels(const struct layout *layout, const uint8_t *bytes, chl_table *table,
            chl_error *err)
{
    chl_status status = CHL_OK;

    table->labels = chl_alloc(table->count, sizeof *table->labels);
    CHL_REQUIRE_MEMORY(table->labels, err, "labels");
    for (size_t row = 0; row < table->count; row++) {
        table->labels[row] = bytes[row * record(layout) + layout->labels - 1];
    }
    table->class_count = layout->classes;
    if (layout->classes == sizeof words / sizeof *words) {
        table->class_names = chl_alloc(layout->classes, sizeof(char *));
        CHL_REQUIRE_MEMORY(table->class_names, err, "class names");
        for (size_t k = 0; k < layout->classes; k++) {
            table->class_names[k] = chl_strdup(words[k]);
            CHL_REQUIRE_MEMORY(table->class_names[k], err, "class names");
        }
    }
out:
    return status;
}

chl_status
chl_cifar_parse(const uint8_t *bytes, size_t size, chl_table *out,
                chl_error *err)
{
    chl_status status = CHL_OK;
    const struct layout *layout = find_layout(bytes, size);
    chl_table table = { .dtype = CHL_U8,
                        .images = true,
                        .axes = 4,
                        .shape = { 0, SIDE, SIDE, 3 },
                        .strides = { 0, SIDE, 1, PLANE } };

    if (layout == NULL) {
        return refuse(bytes, size, err);
    }
    table.count = table.shape[0] = size / record(layout);
    table.strides[0] = (ptrdiff_t) record(layout);
    table.values = bytes + layout->labels;
    CHL_TRY(take_labels(layout, bytes, &table, err));
    *out = table;
    table = (chl_table){ 0 };
out:
    chl_table_clear(&table);
    return status;
}

static chl_status
read(const chl_source *source, chl_findings *sink, const chl_progress *progress,
     chl_table *out, chl_error *err)
{
    (void) sink;
    (void) progress;
    return chl_cifar_parse(source->bytes, source->size, out, err);
}

const chl_reader chl_reader_cifar = { "cifar", sniff, read };
