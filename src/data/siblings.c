/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Labels kept in a file of their own beside the data. */
#include "data/siblings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "data/dataset.h"
#include "data/gzip.h"

enum {
    CLASSES_LIMIT = 1 << 16
};

/* Distinct label values in ascending order. */
typedef struct class_list {
    double *values;
    size_t count;
} class_list;

chl_status
chl_sibling_path(const char *path, const char *part, const char *replacement,
                 char **out, chl_error *err)
{
    chl_status status = CHL_OK;
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    const char *at = NULL;
    chl_text sibling = { 0 };

    for (const char *hit = strstr(name, part); hit != NULL;
         hit = strstr(hit + 1, part)) {
        at = hit;
    }
    if (at == NULL) {
        *out = NULL;
        return CHL_OK;
    }
    chl_text_add_bytes(&sibling, path, (size_t) (at - path));
    chl_text_add(&sibling, "%s%s", replacement, at + strlen(part));
    CHL_TRY(chl_text_check(&sibling, "the path of labels", err));
    *out = sibling.data;
    sibling = (chl_text){ 0 };
out:
    chl_text_clear(&sibling);
    return status;
}

static int
compare_values(const void *a, const void *b)
{
    double x = *(const double *) a, y = *(const double *) b;

    return (x > y) - (x < y);
}

static chl_status
list_classes(const double *labels, size_t count, class_list *out,
             chl_error *err)
{
    chl_status status = CHL_OK;
    double *values = chl_alloc(count, sizeof *values);
    size_t found = 0;

    CHL_REQUIRE_MEMORY(values, err, "labels");
    memcpy(values, labels, count * sizeof *values);
    qsort(values, count, sizeof *values, compare_values);
    for (size_t k = 0; k < count; k++) {
        if (found == 0 || values[k] != values[found - 1]) {
            values[found++] = values[k];
        }
    }
    CHL_REQUIRE(found <= CLASSES_LIMIT, err, CHL_EDATA,
                "%zu different labels; expected at most %d", found,
                CLASSES_LIMIT);
    *out = (class_list){ values, found };
    values = NULL;
out:
    chl_free(values);
    return status;
}

/* Names are needed only where the values are not 0, 1, 2, ... */
static chl_status
name_classes(const class_list *classes, chl_table *table, chl_error *err)
{
    chl_status status = CHL_OK;
    char text[32];

    table->class_count = classes->count;
    if (classes->values[0] == 0
        && classes->values[classes->count - 1] == (double) classes->count - 1) {
        return CHL_OK;
    }
    table->class_names = chl_alloc(classes->count, sizeof(char *));
    CHL_REQUIRE_MEMORY(table->class_names, err, "class names");
    for (size_t k = 0; k < classes->count; k++) {
        snprintf(text, sizeof text, "%.0f", classes->values[k]);
        table->class_names[k] = chl_strdup(text);
        CHL_REQUIRE_MEMORY(table->class_names[k], err, "class names");
    }
out:
    return status;
}

static size_t
class_of(const class_list *classes, double value)
{
    const double *at = bsearch(&value, classes->values, classes->count,
                               sizeof value, compare_values);

    return at != NULL ? (size_t) (at - classes->values) : 0;
}

/* Labels, classes and names into an otherwise empty table. */
static chl_status
rank_labels(const chl_table *column, chl_table *out, chl_error *err)
{
    chl_status status = CHL_OK;
    double *values = chl_alloc(column->count, sizeof *values);
    class_list classes = { 0 };

    CHL_REQUIRE_MEMORY(values, err, "labels");
    for (size_t row = 0; row < column->count; row++) {
        chl_row_values(column, row, &values[row]);
    }
    CHL_TRY(list_classes(values, column->count, &classes, err));
    out->labels = chl_alloc(column->count, sizeof *out->labels);
    CHL_REQUIRE_MEMORY(out->labels, err, "labels");
    for (size_t row = 0; row < column->count; row++) {
        out->labels[row] = (ptrdiff_t) class_of(&classes, values[row]);
    }
    CHL_TRY(name_classes(&classes, out, err));
out:
    chl_free(values);
    chl_free(classes.values);
    return status;
}

static chl_status
check_column(const chl_table *column, const chl_table *table, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(column->dtype < CHL_F16 && chl_table_dimension(column) == 1,
                err, CHL_EDATA,
                "%zu x %zu values of type %s; expected one "
                "integer per row",
                column->count, chl_table_dimension(column),
                chl_dtype_name(column->dtype));
    CHL_REQUIRE(column->count == table->count && table->count > 0, err,
                CHL_EDATA, "%zu labels for %zu rows", column->count,
                table->count);
out:
    return status;
}

chl_status
chl_labels_from_column(const chl_table *column, chl_table *table,
                       chl_error *err)
{
    chl_status status = CHL_OK;
    chl_table ranked = { 0 };

    CHL_TRY(check_column(column, table, err));
    CHL_TRY(rank_labels(column, &ranked, err));
    table->labels = ranked.labels;
    table->class_count = ranked.class_count;
    table->class_names = ranked.class_names;
    ranked = (chl_table){ 0 };
out:
    chl_table_clear(&ranked);
    return status;
}

static chl_status
read_labels(const char *path, chl_parse_fn *parse, chl_table *table,
            chl_error *err)
{
    chl_status status = CHL_OK;
    chl_file file = { 0 };
    chl_spool spool = { 0 };
    chl_table column = { 0 };

    CHL_TRY(chl_file_map(path, &file, err));
    if (chl_gzip_sniff(file.bytes, file.size)) {
        CHL_TRY(chl_gzip_unpack(file.bytes, file.size, &spool, err));
        CHL_TRY(parse(spool.base, spool.size, &column, err));
    } else {
        CHL_TRY(parse(file.bytes, file.size, &column, err));
    }
    CHL_TRY(chl_labels_from_column(&column, table, err));
out:
    chl_table_clear(&column);
    chl_spool_clear(&spool);
    chl_file_unmap(&file);
    return status;
}

chl_status
chl_labels_unused(chl_status status, const char *name, const chl_error *why,
                  chl_findings *sink, chl_error *err)
{
    if (status == CHL_OK) {
        return CHL_OK;
    }
    if (status != CHL_EDATA && status != CHL_EFORMAT
        && status != CHL_EUNSUPPORTED) {
        return CHL_FAIL(err, status, "%s", why->text);
    }
    return chl_findings_add(sink, CHL_SEVERITY_WARNING, "labels", name, err,
                            "labels are not used: %s", why->text);
}

chl_status
chl_sibling_labels(const char *path, chl_parse_fn *parse, chl_findings *sink,
                   chl_table *table, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_error why = { 0 };
    chl_text name = { 0 };
    chl_status found;

    if (access(path, F_OK) != 0) {
        return CHL_OK;
    }
    chl_name_escape(&name, path, strlen(path));
    CHL_TRY(chl_text_check(&name, "a finding", err));
    found = read_labels(path, parse, table, &why);
    CHL_TRY(chl_labels_unused(found, name.data, &why, sink, err));
out:
    chl_text_clear(&name);
    return status;
}
