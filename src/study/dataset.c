/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a dataset is, and what is odd about it as a whole. */
#include <chladni/study.h>

#include <math.h>

#include "base/error.h"
#include "report/result.h"
#include "study/rollback.h"
#include "study/spreads.h"

/* Integer images darker than this share of full scale are most likely stored
 * in a wider type than they need. */
static const double range_share = 1.0 / 8.0;
/* A maximum this near to 2^b - 1 comes from b-bit values. */
static const double near_share = 7.0 / 8.0;

static const char *
kind_name(chl_data_kind kind)
{
    static const char *const names[] = { [CHL_KIND_IMAGES] = "images",
                                         [CHL_KIND_TABLE] = "table",
                                         [CHL_KIND_POINTS] = "points" };

    return names[kind];
}

static const char *
range_name(chl_range_kind kind)
{
    static const char *const names[] = { [CHL_RANGE_AUTO] = "auto",
                                         [CHL_RANGE_RAW] = "raw",
                                         [CHL_RANGE_STANDARD] = "standard",
                                         [CHL_RANGE_INTERVAL] = "interval" };

    return names[kind];
}

static void
fill_shape(const chl_dataset_info *info, chl_result_dataset *section)
{
    section->shape[0] = info->count;
    if (info->kind == CHL_KIND_IMAGES) {
        section->shape[1] = info->height;
        section->shape[2] = info->width;
        section->shape[3] = info->channels;
        section->axes = 4;
    } else {
        section->shape[1] = info->dimension;
        section->axes = 2;
    }
}

static chl_status
fill_classes(const chl_dataset *dataset, chl_result_dataset *section,
             chl_error *err)
{
    chl_status status = CHL_OK;
    size_t count = chl_dataset_describe(dataset)->class_count;

    if (count == 0) {
        goto out;
    }
    section->classes = chl_alloc(count, sizeof *section->classes);
    CHL_REQUIRE_MEMORY(section->classes, err, "the names of classes");
    section->class_count = count;
    for (size_t k = 0; k < count; k++) {
        const char *name = chl_dataset_class_name(dataset, k);

        if (name != NULL) {
            CHL_TRY(chl_result_set_text(&section->classes[k], name, err));
        } else {
            CHL_TRY(chl_result_set_textf(&section->classes[k], err, "%zu", k));
        }
    }
out:
    return status;
}

static chl_status
fill_words(const chl_dataset_info *info, chl_result_dataset *section,
           chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_TRY(chl_result_set_text(&section->name, info->name, err));
    CHL_TRY(chl_result_set_text(&section->format, info->format, err));
    CHL_TRY(chl_result_set_text(&section->fingerprint, info->fingerprint, err));
    if (info->augment != NULL) {
        CHL_TRY(chl_result_set_text(&section->augment, info->augment, err));
    }
    CHL_TRY(chl_result_set_text(&section->kind, kind_name(info->kind), err));
    CHL_TRY(chl_result_set_text(&section->range, range_name(info->range.kind),
                                err));
out:
    return status;
}

static void
fill_numbers(const chl_dataset_info *info, chl_result_dataset *section)
{
    section->n = info->count;
    section->d = info->dimension;
    if (info->range.kind == CHL_RANGE_INTERVAL) {
        section->range_low = info->range.low;
        section->range_high = info->range.high;
    }
    section->minimum = info->minimum;
    section->maximum = info->maximum;
    section->duplicates = info->duplicates;
    section->skipped = info->skipped;
}

static chl_status
warn_duplicates(const chl_dataset_info *info, chl_result *result,
                chl_error *err)
{
    size_t count = info->duplicates;

    if (count == 0) {
        return CHL_OK;
    }
    return chl_result_warn(
        result, "W-DUPLICATES", "warning", err,
        "%s%zu of %zu items (%.2g %%) %s equal to an earlier one, byte for "
        "byte; "
        "where equal items fall into both halves of the data, the held-out "
        "values look better than they are",
        info->duplicates_estimated ? "about " : "", count, info->count,
        100.0 * (double) count / (double) info->count,
        count == 1 ? "is" : "are");
}

/* The stored value that should map to the upper end of the range. */
static double
fitting_scale(double maximum)
{
    double full = exp2(ceil(log2(maximum + 1.0))) - 1.0;

    return maximum >= near_share * full ? full : maximum;
}

static bool
uses_little(const chl_dataset_info *info)
{
    return info->kind == CHL_KIND_IMAGES && info->dtype < CHL_F16
           && info->range.kind == CHL_RANGE_INTERVAL && !info->constant
           && info->minimum >= 0.0 && info->maximum > 0.0
           && info->maximum <= range_share * info->range.full_scale;
}

static chl_status
warn_range(const chl_dataset_info *info, chl_result *result, chl_error *err)
{
    if (!uses_little(info)) {
        return CHL_OK;
    }
    return chl_result_warn(
        result, "W-RANGE", "warning", err,
        "the largest stored value is %.17g of a full scale of %.17g, so that "
        "the images fill only %.2g %% of the range; --full-scale %.17g would "
        "fit them, otherwise every eigenvalue refers to very dark images",
        info->maximum, info->range.full_scale,
        100.0 * info->maximum / info->range.full_scale,
        fitting_scale(info->maximum));
}

chl_status
chl_study_dataset(const chl_dataset *dataset, chl_result *result,
                  chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_dataset_info *info = chl_dataset_describe(dataset);
    chl_result_dataset *section = NULL;
    size_t warnings = result->warning_count;

    CHL_TRY(chl_result_dataset_create(&section, err));
    fill_shape(info, section);
    fill_numbers(info, section);
    CHL_TRY(fill_words(info, section, err));
    CHL_TRY(fill_classes(dataset, section, err));
    CHL_TRY(warn_duplicates(info, result, err));
    CHL_TRY(warn_range(info, result, err));
    CHL_TRY(chl_spreads_warn(dataset, result, err));
    chl_result_section_free(&chl_record_dataset, result->dataset);
    result->dataset = section;
    section = NULL;
out:
    if (status != CHL_OK) {
        chl_result_unwarn(result, warnings);
    }
    chl_result_section_free(&chl_record_dataset, section);
    return status;
}
