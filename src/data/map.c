/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A map that rows pass through before the analysis sees them. */
#include <stdio.h>
#include <string.h>

#include <xxhash.h>

#include "base/error.h"
#include "data/dataset.h"

static void
write_hash(char fingerprint[33], XXH128_hash_t hash)
{
    snprintf(fingerprint, 33, "%016llx%016llx",
             (unsigned long long) hash.high64, (unsigned long long) hash.low64);
}

void
chl_fingerprint_join(char fingerprint[33], const char *other)
{
    char both[66];

    snprintf(both, sizeof both, "%s%s", fingerprint, other);
    write_hash(fingerprint, XXH3_128bits(both, strlen(both)));
}

chl_status
chl_dataset_attach_map(chl_dataset *dataset, const chl_row_map *map,
                       const char *name, chl_error *err)
{
    chl_status status = CHL_OK;
    char own[33], *copy = NULL;

    CHL_REQUIRE(dataset->map.self == NULL, err, CHL_EARG,
                "the data are augmented already, by %s", dataset->map_name);
    copy = chl_strdup(name);
    CHL_REQUIRE_MEMORY(copy, err, "the name of an augmentation");
    write_hash(own, XXH3_128bits(name, strlen(name)));
    chl_fingerprint_join(dataset->info.fingerprint, own);
    dataset->map = *map;
    dataset->map_name = copy;
    dataset->info.augment = copy;
    copy = NULL;
out:
    chl_free(copy);
    return status;
}
