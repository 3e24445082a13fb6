/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reader of HDF5 files: one dataset of them, and its labels. */
#include "data/hdf5.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "data/hdf5_sniff.h"
#include "data/keys.h"
#include "data/siblings.h"

enum {
    DEPTH_LIMIT = 16,
    OBJECTS_LIMIT = 4096, /* looked at in search of a dataset */
    NAME_LIMIT = 256,
    SHOWN = 8 /* datasets named in a message */
};

/* The library has global state and no lock of its own. */
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

/* Its printing of errors, which is put back afterwards. */
typedef struct manners {
    H5E_auto2_t print;
    void *user;
} manners;

static void
enter(manners *before)
{
    pthread_mutex_lock(&turn);
    H5Eget_auto2(H5E_DEFAULT, &before->print, &before->user);
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
}

static void
leave(const manners *before)
{
    H5Eset_auto2(H5E_DEFAULT, before->print, before->user);
    pthread_mutex_unlock(&turn);
}

/* Bytes that are no file of their own are read from a copy. */
static hid_t
open_file(const chl_source *source)
{
    hid_t access = H5Pcreate(H5P_FILE_ACCESS), file;
    bool own = source->path != NULL && H5Fis_hdf5(source->path) > 0;

    if (own) {
        H5Pset_file_locking(access, false, true);
    } else {
        H5Pset_fapl_core(access, 1 << 16, false);
        H5Pset_file_image(access, (void *) (uintptr_t) source->bytes,
                          source->size);
    }
    file = H5Fopen(own ? source->path : "bytes", H5F_ACC_RDONLY, access);
    H5Pclose(access);
    return file;
}

/* The object behind a link that does not lead out of the file, or -1. */
static hid_t
open_hard(hid_t group, const char *name)
{
    H5L_info_t about;

    if (H5Lexists(group, name, H5P_DEFAULT) <= 0
        || H5Lget_info(group, name, &about, H5P_DEFAULT) < 0
        || about.type != H5L_TYPE_HARD) {
        return -1;
    }
    return H5Oopen(group, name, H5P_DEFAULT);
}

/* The first of the names that is a dataset, or -1. */
static hid_t
open_named(hid_t file, const char *const *names, const char **found)
{
    for (; *names != NULL; names++) {
        hid_t id = open_hard(file, *names);

        if (id >= 0 && H5Iget_type(id) == H5I_DATASET) {
            *found = *names;
            return id;
        }
        if (id >= 0) {
            H5Oclose(id);
        }
    }
    return -1;
}

typedef struct search {
    size_t seen, found;
    chl_hdf5_array first;
    char path[NAME_LIMIT]; /* of the first */
    chl_text names;        /* of those found */
} search;

/* Takes id. */
static void
judge(search *s, hid_t id, const char *path)
{
    chl_hdf5_array array = { 0 };

    if (chl_hdf5_describe(id, &array, NULL) != CHL_OK || array.axes < 2) {
        chl_hdf5_close(&array);
        return;
    }
    if (s->found < SHOWN) {
        chl_text_add(&s->names, "%s", s->found > 0 ? ", " : "");
        chl_name_escape(&s->names, path, strlen(path));
    }
    if (s->found++ == 0) {
        s->first = array;
        snprintf(s->path, sizeof s->path, "%s", path);
    } else {
        chl_hdf5_close(&array);
    }
}

static void
look_into(search *s, hid_t group, const char *path, int depth)
{
    H5G_info_t about = { 0 };

    if (depth > DEPTH_LIMIT || H5Gget_info(group, &about) < 0) {
        return;
    }
    for (hsize_t k = 0; k < about.nlinks && s->seen < OBJECTS_LIMIT; k++) {
        char name[NAME_LIMIT], below[2 * NAME_LIMIT];
        hid_t id = -1;

        s->seen++;
        if (H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, k, name,
                               sizeof name, H5P_DEFAULT)
            >= 0) {
            id = open_hard(group, name);
        }
        snprintf(below, NAME_LIMIT, "%s%s", path, name);
        if (id >= 0 && H5Iget_type(id) == H5I_DATASET) {
            judge(s, id, below);
        } else if (id >= 0 && H5Iget_type(id) == H5I_GROUP) {
            strcat(below, "/");
            look_into(s, id, below, depth + 1);
            H5Oclose(id);
        } else if (id >= 0) {
            H5Oclose(id);
        }
    }
}

/* The only dataset of 2 to 4 axes. */
static chl_status
find_single(hid_t file, chl_hdf5_array *out, char path[NAME_LIMIT],
            chl_error *err)
{
    chl_status status = CHL_OK;
    search s = { 0 };

    look_into(&s, file, "", 0);
    CHL_TRY(chl_text_check(&s.names, "the names of datasets", err));
    CHL_REQUIRE(s.found > 0, err, CHL_EDATA,
                "HDF5 file holds no dataset of 2 to 4 axes of numbers");
    CHL_REQUIRE(s.found == 1, err, CHL_EDATA,
                "HDF5 file holds %zu datasets (%s); expected one, or one named "
                "imgs, images, x or data",
                s.found, s.names.data);
    *out = s.first;
    s.first = (chl_hdf5_array){ 0 };
    snprintf(path, NAME_LIMIT, "%s", s.path);
out:
    chl_hdf5_close(&s.first);
    chl_text_clear(&s.names);
    return status;
}

static chl_status
find_data(hid_t file, chl_hdf5_array *out, char path[NAME_LIMIT],
          chl_error *err)
{
    const char *name = "";
    hid_t id = open_named(file, chl_data_keys, &name);

    if (id < 0) {
        return find_single(file, out, path, err);
    }
    snprintf(path, NAME_LIMIT, "%s", name);
    return chl_hdf5_describe(id, out, err);
}

static chl_status
read_data(hid_t file, const chl_source *source, const chl_progress *progress,
          chl_table *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_hdf5_array array = { 0 };
    char path[NAME_LIMIT] = "";
    chl_text name = { 0 };

    CHL_TRY(find_data(file, &array, path, err));
    CHL_TRY(chl_hdf5_values(&array, source, progress, out, err));
out:
    chl_hdf5_close(&array);
    if (status != CHL_OK && path[0] != '\0') {
        chl_name_escape(&name, path, strlen(path));
        chl_error_prefix(err, "%s", name.data != NULL ? name.data : "");
        chl_text_clear(&name);
    }
    return status;
}

static chl_status
read_labels(hid_t file, const chl_source *source, chl_findings *sink,
            chl_table *table, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_error why = { 0 };
    const char *name = "";
    hid_t id = open_named(file, chl_label_keys, &name);
    chl_hdf5_array array = { 0 };
    chl_table column = { 0 };

    if (id < 0) {
        return CHL_OK;
    }
    CHL_TRY(chl_hdf5_describe(id, &array, &why));
    CHL_TRY(chl_hdf5_values(&array, source, NULL, &column, &why));
    CHL_TRY(chl_labels_from_column(&column, table, &why));
out:
    chl_table_clear(&column);
    chl_hdf5_close(&array);
    return chl_labels_unused(status, name, &why, sink, err);
}

static chl_status
read(const chl_source *source, chl_findings *sink, const chl_progress *progress,
     chl_table *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_table table = { 0 };
    manners before;
    hid_t file;

    enter(&before);
    file = open_file(source);
    if (file < 0) {
        status = chl_hdf5_fail("HDF5 file cannot be opened", err);
        goto out;
    }
    CHL_TRY(read_data(file, source, progress, &table, err));
    CHL_TRY(read_labels(file, source, sink, &table, err));
    *out = table;
    table = (chl_table){ 0 };
out:
    chl_table_clear(&table);
    if (file >= 0) {
        H5Fclose(file);
    }
    leave(&before);
    return status;
}

const chl_reader chl_reader_hdf5 = { "hdf5", chl_hdf5_sniff, read };
