/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The front of the room: open, describe, label, name, give back. */
#include "data/dataset.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "data/archive.h"

enum {
    SAMPLES = 10000, /* rows drawn from a measure by default */
    SAMPLES_LIMIT = 1 << 30
};

chl_dataset_settings
chl_dataset_settings_default(void)
{
    return (chl_dataset_settings){ .range = { .kind = CHL_RANGE_AUTO },
                                   .samples = 0,
                                   .seed = 0 };
}

void
chl_dataset_free(chl_dataset *dataset)
{
    if (dataset == NULL) {
        return;
    }
    if (dataset->map.self != NULL) {
        dataset->map.free(dataset->map.self);
    }
    chl_free(dataset->map_name);
    chl_dataset_free(dataset->features);
    chl_table_clear(&dataset->table);
    chl_file_unmap(&dataset->file);
    chl_free(dataset->columns);
    chl_free(dataset->name);
    chl_free(dataset);
}

/* The last part of a path, as UTF-8. */
static chl_status
set_name(chl_dataset *dataset, const char *where, bool is_path, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_text name = { 0 };
    size_t end = strlen(where), start = 0;

    if (is_path) {
        while (end > 1 && where[end - 1] == '/') {
            end--;
        }
        for (size_t k = 0; k + 1 < end; k++) {
            start = where[k] == '/' ? k + 1 : start;
        }
    }
    chl_name_escape(&name, where + start, end - start);
    chl_text_add(&name, "%s", "");
    CHL_TRY(chl_text_check(&name, "the name of a dataset", err));
    dataset->name = name.data;
    dataset->info.name = name.data;
    name = (chl_text){ 0 };
out:
    chl_text_clear(&name);
    return status;
}

chl_status
chl_dataset_create(const char *where, bool is_path, chl_dataset **out,
                   chl_error *err)
{
    chl_status status = CHL_OK;
    chl_dataset *dataset = chl_alloc(1, sizeof *dataset);

    CHL_REQUIRE_MEMORY(dataset, err, "a dataset");
    CHL_TRY(set_name(dataset, where, is_path, err));
    *out = dataset;
    dataset = NULL;
out:
    chl_dataset_free(dataset);
    return status;
}

static chl_status
check_counts(const chl_dataset_info *info, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(info->count > 0, err, CHL_EDATA,
                "has no rows; at least 2 are needed");
    CHL_REQUIRE(info->count > 1, err, CHL_EDATA,
                "has one row; at least 2 are needed");
    CHL_REQUIRE(info->dimension > 0, err, CHL_EDATA, "has rows without values");
out:
    return status;
}

chl_status
chl_dataset_finish(chl_dataset *dataset, const chl_dataset_settings *settings,
                   chl_findings *sink, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_dataset_info *info = &dataset->info;
    const chl_table *table = &dataset->table;

    info->kind = table->images                 ? CHL_KIND_IMAGES
                 : table->column_names != NULL ? CHL_KIND_TABLE
                                               : CHL_KIND_POINTS;
    info->dtype = table->dtype;
    info->count = table->count;
    info->dimension = chl_table_dimension(table);
    info->class_count = table->class_count;
    info->skipped = table->skipped;
    if (table->images) {
        info->height = table->shape[1];
        info->width = table->shape[2];
        info->channels = table->axes == 4 ? table->shape[3] : 1;
    }
    CHL_TRY(check_counts(info, err));
    info->range = settings->range;
    CHL_TRY(chl_dataset_scan(dataset, &settings->progress, sink, err));
    chl_range_resolve(dataset, &settings->range);
out:
    return status;
}

static chl_status
read_path(chl_dataset *dataset, const char *where, bool is_folder,
          const chl_dataset_settings *settings, chl_findings *sink,
          chl_error *err)
{
    chl_status status = CHL_OK;
    chl_source source = { .path = where, .is_folder = is_folder };

    if (!is_folder) {
        CHL_TRY(chl_file_map(where, &dataset->file, err));
        source.bytes = dataset->file.bytes;
        source.size = dataset->file.size;
    }
    CHL_TRY(chl_readers_read(&source, sink, &settings->progress,
                             &dataset->info.format, &dataset->table, err));
out:
    return status;
}

static chl_status
refuse_nothing(const char *where, chl_error *err)
{
    const char *nearest = chl_measure_nearest(where);

    if (nearest != NULL) {
        return CHL_FAIL(err, CHL_EDATA,
                        "no such file, folder or measure; the nearest measure "
                        "is '%s'",
                        nearest);
    }
    return CHL_FAIL(err, CHL_EDATA, "no such file, folder or measure");
}

static chl_status
read_measure(chl_dataset *dataset, const char *where,
             const chl_dataset_settings *settings, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t samples = settings->samples > 0 ? settings->samples : SAMPLES;

    if (!chl_measure_known(where)) {
        return refuse_nothing(where, err);
    }
    CHL_TRY(chl_measure_parse(where, &dataset->measure, err));
    CHL_REQUIRE(samples >= 2 && samples <= SAMPLES_LIMIT, err, CHL_EARG,
                "samples is %zu; it must lie in 2..%d", samples, SAMPLES_LIMIT);
    CHL_TRY(chl_measure_read(&dataset->measure, samples, settings->seed,
                             &settings->progress, &dataset->table, err));
    dataset->info.format = "measure";
out:
    return status;
}

/* An existing path wins over a measure of the same name. */
static chl_status
read_where(chl_dataset *dataset, const char *where, int missing,
           const struct stat *about, const chl_dataset_settings *settings,
           chl_findings *sink, chl_error *err)
{
    if (missing == 0) {
        return read_path(dataset, where, S_ISDIR(about->st_mode), settings,
                         sink, err);
    }
    if (missing != ENOENT && missing != ENOTDIR && missing != ENAMETOOLONG) {
        return CHL_FAIL(err, CHL_EDATA, "cannot be opened: %s",
                        strerror(missing));
    }
    if (chl_shards_are_listed(where)) {
        return chl_readers_read(&(chl_source){ .path = where }, sink,
                                &settings->progress, &dataset->info.format,
                                &dataset->table, err);
    }
    return read_measure(dataset, where, settings, err);
}

static void
prefix_where(const char *where, chl_error *err)
{
    chl_text name = { 0 };

    chl_name_escape(&name, where, strlen(where));
    chl_error_prefix(err, "%s", name.length > 0 ? name.data : "''");
    chl_text_clear(&name);
}

chl_status
chl_dataset_open_points(const char *path, const chl_dataset_settings *settings,
                        chl_findings *sink, chl_dataset **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_dataset *dataset = NULL;
    struct stat about;

    CHL_REQUIRE(stat(path, &about) == 0, err, CHL_EDATA, "cannot be opened: %s",
                strerror(errno));
    CHL_TRY(chl_dataset_create(path, true, &dataset, err));
    CHL_TRY(
        read_path(dataset, path, S_ISDIR(about.st_mode), settings, sink, err));
    dataset->table.images = false;
    CHL_TRY(chl_dataset_finish(dataset, settings, sink, err));
    *out = dataset;
    dataset = NULL;
out:
    if (status != CHL_OK && status != CHL_ECANCELLED) {
        prefix_where(path, err);
    }
    chl_dataset_free(dataset);
    return status;
}

/* What is opened under a name is blamed under it; features have their own. */
static chl_status
attach(chl_dataset *dataset, const chl_dataset_settings *settings,
       chl_findings *sink, chl_error *err)
{
    return settings->features == NULL
               ? CHL_OK
               : chl_dataset_attach_with(dataset, settings->features, settings,
                                         sink, err);
}

chl_status
chl_dataset_open_with(const char *where, const chl_dataset_settings *settings,
                      chl_findings *sink, chl_dataset **out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_dataset_settings s =
        settings != NULL ? *settings : chl_dataset_settings_default();
    chl_dataset *dataset = NULL;
    struct stat about;
    int missing = stat(where, &about) == 0 ? 0 : errno;

    CHL_TRY(chl_range_check(&s.range, err));
    CHL_TRY(chl_dataset_create(
        where, missing == 0 || chl_shards_are_listed(where), &dataset, err));
    CHL_TRY(read_where(dataset, where, missing, &about, &s, sink, err));
    CHL_TRY(chl_dataset_finish(dataset, &s, sink, err));
out:
    if (status != CHL_OK && status != CHL_ECANCELLED) {
        prefix_where(where, err);
    }
    if (status == CHL_OK) {
        status = attach(dataset, &s, sink, err);
    }
    if (status == CHL_OK) {
        *out = dataset;
        dataset = NULL;
    }
    chl_dataset_free(dataset);
    return status;
}

chl_status
chl_dataset_open(const char *where, const chl_dataset_settings *settings,
                 chl_dataset **out, chl_error *err)
{
    return chl_dataset_open_with(where, settings, NULL, out, err);
}

const chl_dataset_info *
chl_dataset_describe(const chl_dataset *dataset)
{
    return &dataset->info;
}

ptrdiff_t
chl_dataset_label(const chl_dataset *dataset, size_t row)
{
    return dataset->table.labels != NULL ? dataset->table.labels[row] : -1;
}

const char *
chl_dataset_class_name(const chl_dataset *dataset, size_t index)
{
    const chl_table *table = &dataset->table;

    return table->class_names != NULL && index < table->class_count
               ? table->class_names[index]
               : NULL;
}

const char *
chl_dataset_column_name(const chl_dataset *dataset, size_t column)
{
    const chl_table *table =
        dataset->features != NULL ? &dataset->features->table : &dataset->table;

    return table->column_names != NULL && column < table->shape[1]
               ? table->column_names[column]
               : NULL;
}

void
chl_dataset_item_name(const chl_dataset *dataset, size_t row, char *buffer,
                      size_t size)
{
    chl_table_item_name(&dataset->table, row, buffer, size);
}

bool
chl_dataset_truth(const chl_dataset *dataset, size_t count, double *lambda)
{
    const chl_measure_type *type = dataset->measure.type;

    return type != NULL && dataset->features == NULL
           && dataset->map.self == NULL && type->truth != NULL
           && dataset->info.range.kind == CHL_RANGE_RAW
           && type->truth(&dataset->measure, count, lambda);
}
