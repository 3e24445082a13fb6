/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder of images, read with all folders in it. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/text.h"
#include "data/archive.h"
#include "data/gallery.h"
#include "data/names.h"
#include "data/source.h"

enum {
    DEPTH_LIMIT = 32
};

/* A file by its path from the top, as the file system spells it. */
typedef struct name_list {
    char **names;
    size_t count, capacity;
} name_list;

/* A folder on the way down; links may lead back to one of them. */
typedef struct visit {
    const struct visit *parent;
    const char *top;   /* the folder that was asked for */
    const char *below; /* from the top: "" or "a/b/" */
    int depth;
    chl_gallery *gallery; /* to be told what cannot be entered */
    dev_t device;
    ino_t inode;
} visit;

static chl_status
list_add(name_list *list, const char *name, chl_error *err)
{
    chl_status status = CHL_OK;
    char *copy = NULL;

    if (list->count == list->capacity) {
        size_t capacity = list->capacity > 0 ? 2 * list->capacity : 256;
        char **grown = chl_realloc(list->names, capacity, sizeof *grown);

        CHL_REQUIRE_MEMORY(grown, err, "the list of files");
        list->names = grown;
        list->capacity = capacity;
    }
    copy = chl_strdup(name);
    CHL_REQUIRE_MEMORY(copy, err, "the name of a file");
    list->names[list->count++] = copy;
out:
    return status;
}

static void
list_clear(name_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        chl_free(list->names[i]);
    }
    chl_free(list->names);
    *list = (name_list){ 0 };
}

static bool
leads_back(const visit *from, const struct stat *about)
{
    for (; from != NULL; from = from->parent) {
        if (from->inode == about->st_ino && from->device == about->st_dev) {
            return true;
        }
    }
    return false;
}

static chl_status list_folder(const visit *here, name_list *list,
                              chl_error *err);

/* One entry of a folder: a file is listed, a folder entered. What is neither
 * (a socket, a link to nowhere) is listed too, to be reported when read. */
static chl_status
list_entry(const visit *here, const char *entry, name_list *list,
           chl_error *err)
{
    chl_status status = CHL_OK;
    chl_text path = { 0 }, below = { 0 };
    struct stat about;
    visit next = {
        .parent = here,
        .top = here->top,
        .depth = here->depth + 1,
        .gallery = here->gallery,
    };

    chl_text_add(&path, "%s/%s%s", here->top, here->below, entry);
    chl_text_add(&below, "%s%s", here->below, entry);
    CHL_TRY(chl_text_check(&path, "a path", err));
    CHL_TRY(chl_text_check(&below, "a path", err));
    if (stat(path.data, &about) != 0 || !S_ISDIR(about.st_mode)) {
        CHL_TRY(list_add(list, below.data, err));
    } else if (!leads_back(here, &about)) {
        chl_text_add(&below, "/");
        CHL_TRY(chl_text_check(&below, "a path", err));
        next.below = below.data;
        next.device = about.st_dev;
        next.inode = about.st_ino;
        CHL_TRY(list_folder(&next, list, err));
    }
out:
    chl_text_clear(&path);
    chl_text_clear(&below);
    return status;
}

static chl_status
refuse_folder(const visit *here, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_error why = { 0 };
    chl_text name = { 0 };

    CHL_FAIL(&why, CHL_EDATA, "folder cannot be opened: %s", strerror(errno));
    chl_name_escape(&name, here->below, strlen(here->below));
    chl_text_add(&name, "%s", here->below[0] == '\0' ? "." : "");
    CHL_TRY(chl_text_check(&name, "the name of a folder", err));
    CHL_TRY(chl_gallery_reject(here->gallery, name.data, &why, err));
out:
    chl_text_clear(&name);
    return status;
}

static chl_status
list_folder(const visit *here, name_list *list, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_text path = { 0 };
    DIR *folder = NULL;
    struct dirent *entry;

    chl_text_add(&path, "%s/%s", here->top, here->below);
    CHL_TRY(chl_text_check(&path, "a path", err));
    CHL_REQUIRE(here->depth <= DEPTH_LIMIT, err, CHL_EDATA,
                "folders are nested more than %d deep", DEPTH_LIMIT);
    folder = opendir(path.data);
    if (folder == NULL) {
        CHL_TRY(refuse_folder(here, err));
        goto out;
    }
    while ((entry = readdir(folder)) != NULL) {
        if (!chl_name_is_hidden(entry->d_name)
            && strcmp(entry->d_name, "__MACOSX") != 0) {
            CHL_TRY(list_entry(here, entry->d_name, list, err));
        }
    }
out:
    if (folder != NULL) {
        closedir(folder);
    }
    chl_text_clear(&path);
    return status;
}

/* The bytes of a file into the gallery. */
static chl_status
add_file(chl_gallery *gallery, const char *path, const char *name,
         chl_error *err)
{
    chl_status status = CHL_OK;
    chl_error why = { 0 };
    chl_file file = { 0 };
    chl_gallery_use use;

    /* What cannot be read matters only if it would have been an image. */
    if (chl_file_map(path, &file, &why) != CHL_OK) {
        use = chl_gallery_judge(name, NULL, 0);
        return use == CHL_GALLERY_SKIP || use == CHL_GALLERY_KEY
                   ? chl_gallery_add(gallery, CHL_GALLERY_SKIP, name, NULL, 0,
                                     err)
                   : chl_gallery_reject(gallery, name, &why, err);
    }
    use = chl_gallery_judge(name, file.bytes, file.size);
    if (use == CHL_GALLERY_KEY && file.size > CHL_GALLERY_KEY_LIMIT) {
        use = CHL_GALLERY_SKIP;
    }
    status = chl_gallery_add(gallery, use, name, file.bytes, file.size, err);
    chl_file_unmap(&file);
    return status;
}

static chl_status
add_name(chl_gallery *gallery, const char *top, const char *name,
         chl_error *err)
{
    chl_status status = CHL_OK;
    chl_text path = { 0 }, clean = { 0 };

    chl_text_add(&path, "%s/%s", top, name);
    chl_name_escape(&clean, name, strlen(name));
    CHL_TRY(chl_text_check(&path, "a path", err));
    CHL_TRY(chl_text_check(&clean, "the name of a file", err));
    CHL_TRY(add_file(gallery, path.data, clean.data, err));
out:
    chl_text_clear(&path);
    chl_text_clear(&clean);
    return status;
}

static bool
is_shard(const char *name)
{
    char extension[12];

    chl_name_extension(name, extension, sizeof extension);
    return strcmp(extension, ".tar") == 0;
}

/* All images of one tar of a folder. One that cannot be opened is a finding. */
static chl_status
add_shard(chl_gallery *gallery, const char *top, const char *name,
          const chl_progress *progress, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_text path = { 0 }, clean = { 0 };
    chl_file file = { 0 };
    chl_error why = { 0 };

    chl_text_add(&path, "%s/%s", top, name);
    chl_name_escape(&clean, name, strlen(name));
    CHL_TRY(chl_text_check(&path, "a path", err));
    CHL_TRY(chl_text_check(&clean, "the name of an archive", err));
    if (chl_file_map(path.data, &file, &why) != CHL_OK) {
        CHL_TRY(chl_gallery_reject(gallery, clean.data, &why, err));
        goto out;
    }
    CHL_TRY(chl_shard_gather(path.data, name, gallery, progress, err));
out:
    chl_file_unmap(&file);
    chl_text_clear(&path);
    chl_text_clear(&clean);
    return status;
}

/* Archives are data where there is nothing else; beside images they are most
 * likely what those were unpacked from. */
static chl_status
add_shards(chl_gallery *gallery, const char *top, const name_list *list,
           const chl_progress *progress, chl_error *err)
{
    chl_status status = CHL_OK;
    bool alone = gallery->count == 0;

    for (size_t i = 0; i < list->count; i++) {
        if (!is_shard(list->names[i])) {
            continue;
        }
        if (alone) {
            CHL_TRY(add_shard(gallery, top, list->names[i], progress, err));
        } else {
            CHL_TRY(add_name(gallery, top, list->names[i], err));
        }
    }
out:
    return status;
}

static int
by_name(const void *left, const void *right)
{
    const char *const *a = left, *const *b = right;

    return chl_name_compare(*a, *b);
}

static bool
sniff(const chl_source *source)
{
    return source->is_folder;
}

static chl_status
read_folder(const chl_source *source, chl_findings *sink,
            const chl_progress *progress, chl_table *out, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_gallery gallery = { .sink = sink };
    visit top = { .top = source->path, .below = "", .gallery = &gallery };
    name_list list = { 0 };
    struct stat about;

    if (stat(source->path, &about) == 0) {
        top.device = about.st_dev;
        top.inode = about.st_ino;
    }
    CHL_TRY(list_folder(&top, &list, err));
    qsort(list.names, list.count, sizeof *list.names, by_name);
    for (size_t i = 0; i < list.count; i++) {
        CHL_TRY(chl_progress_tell(progress, "reading", (double) i,
                                  (double) list.count, err));
        if (!is_shard(list.names[i])) {
            CHL_TRY(add_name(&gallery, source->path, list.names[i], err));
        }
    }
    CHL_TRY(add_shards(&gallery, source->path, &list, progress, err));
    CHL_TRY(chl_gallery_finish(&gallery, out, err));
out:
    chl_gallery_clear(&gallery);
    list_clear(&list);
    return status;
}

const chl_reader chl_reader_folder = {
    .name = "folder",
    .sniff = sniff,
    .read = read_folder,
};
