/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A matrix that stands in for the pixels of a dataset. */
#include <string.h>

#include "base/error.h"
#include "data/dataset.h"

/* Equal, or one is the other from some folder on. */
static bool
agree(const char *a, const char *b)
{
    size_t na = strlen(a), nb = strlen(b);

    if (na < nb) {
        return agree(b, a);
    }
    return strcmp(a + na - nb, b) == 0
           && (na == nb || (nb > 0 && a[na - nb - 1] == '/'));
}

static chl_status
check_names(const chl_table *data, const chl_table *features, chl_error *err)
{
    chl_status status = CHL_OK;
    char found[256], expected[256];

    if (data->item_names == NULL || features->item_names == NULL) {
        return CHL_OK;
    }
    for (size_t k = 0; k < data->count; k++) {
        if (agree(data->item_names[k], features->item_names[k])) {
            continue;
        }
        chl_table_item_name(features, k, found, sizeof found);
        chl_table_item_name(data, k, expected, sizeof expected);
        CHL_REQUIRE(false, err, CHL_EDATA,
                    "row %zu is of %s; expected %s, as the data are ordered", k,
                    found, expected);
    }
out:
    return status;
}

/* What the analysis sees is of the features, the rest of the data. */
static void
merge_info(chl_dataset_info *info, const chl_dataset_info *features)
{
    chl_fingerprint_join(info->fingerprint, features->fingerprint);
    info->features = features->name;
    info->dtype = features->dtype;
    info->dimension = features->dimension;
    info->range = features->range;
    info->minimum = features->minimum;
    info->maximum = features->maximum;
    info->duplicates = features->duplicates;
    info->duplicates_estimated = features->duplicates_estimated;
    info->constant = features->constant;
}

chl_status
chl_dataset_attach_with(chl_dataset *dataset, const char *path,
                        const chl_dataset_settings *settings,
                        chl_findings *sink, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_dataset_settings s =
        settings != NULL ? *settings : chl_dataset_settings_default();
    chl_dataset *features = NULL;

    s.features = NULL;
    s.range.full_scale = 0;
    CHL_REQUIRE(dataset->features == NULL, err, CHL_EARG,
                "the data have features already");
    CHL_REQUIRE(dataset->map.self == NULL, err, CHL_EARG,
                "the data are augmented already");
    CHL_TRY(chl_dataset_open_points(path, &s, sink, &features, err));
    CHL_REQUIRE(features->info.count == dataset->info.count, err, CHL_EDATA,
                "%s: has %zu rows; expected %zu, one for each item of %s", path,
                features->info.count, dataset->info.count, dataset->name);
    status = check_names(&dataset->table, &features->table, err);
    if (status != CHL_OK) {
        chl_error_prefix(err, "%s", path);
        goto out;
    }
    merge_info(&dataset->info, &features->info);
    dataset->features = features;
    features = NULL;
out:
    chl_dataset_free(features);
    return status;
}

chl_status
chl_dataset_attach_features(chl_dataset *dataset, const char *path,
                            const chl_dataset_settings *settings,
                            chl_error *err)
{
    return chl_dataset_attach_with(dataset, path, settings, NULL, err);
}
