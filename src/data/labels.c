/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Classes of images, from the names of folders. */
#include "data/labels.h"

#include <string.h>

#include "base/error.h"

/* Length of the folders, with the slash, that all names start with. */
static size_t
shared_folders(const chl_table *table)
{
    const char *first = table->item_names[0];
    size_t length = strlen(first);

    for (size_t i = 0; i < table->count; i++) {
        size_t k = 0;

        while (k < length && table->item_names[i][k] == first[k]) {
            k++;
        }
        length = k;
    }
    while (length > 0 && first[length - 1] != '/') {
        length--;
    }
    return length;
}

/* Length of the class in a name, 0 if the image lies in no folder. */
static size_t
class_length(const char *name)
{
    const char *slash = strchr(name, '/');

    return slash != NULL ? (size_t) (slash - name) : 0;
}

static bool
all_digits(const char *text, size_t count)
{
    return strspn(text, "0123456789") >= count;
}

/* "00012/img00012345.png" */
static bool
is_shard(const char *name)
{
    return class_length(name) == 5 && all_digits(name, 5)
           && strncmp(name + 6, "img", 3) == 0
           && strspn(name + 9, "0123456789") == 8;
}

/* "00012.tar/key.jpg": an archive in a folder of them. */
static bool
is_archive(const char *name)
{
    size_t length = class_length(name);

    return length > 4 && memcmp(name + length - 4, ".tar", 4) == 0;
}

static bool
have_classes(const chl_table *table, size_t from)
{
    bool shards = true;

    for (size_t i = 0; i < table->count; i++) {
        const char *name = table->item_names[i] + from;

        if (class_length(name) == 0) {
            return false;
        }
        shards = shards && (is_shard(name) || is_archive(name));
    }
    return !shards;
}

static bool
same_class(const char *a, const char *b)
{
    return class_length(a) == class_length(b)
           && memcmp(a, b, class_length(a)) == 0;
}

/* Natural order keeps the images of one folder together: a class starts
 * where the folder changes. */
static size_t
count_classes(const chl_table *table, size_t from)
{
    size_t count = 1;

    for (size_t i = 1; i < table->count; i++) {
        count += !same_class(table->item_names[i - 1] + from,
                             table->item_names[i] + from);
    }
    return count;
}

static char *
copy_class(const char *name)
{
    size_t length = class_length(name);
    char *copy = chl_alloc(length + 1, 1);

    if (copy != NULL) {
        memcpy(copy, name, length);
    }
    return copy;
}

static chl_status
fill(chl_table *table, size_t from, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t class = 0;

    for (size_t i = 0; i < table->count; i++) {
        const char *name = table->item_names[i] + from;

        if (i == 0 || !same_class(name, table->item_names[i - 1] + from)) {
            class += i > 0;
            table->class_names[class] = copy_class(name);
            CHL_REQUIRE_MEMORY(table->class_names[class], err,
                               "the name of a class");
        }
        table->labels[i] = (ptrdiff_t) class;
    }
out:
    return status;
}

chl_status
chl_labels_from_folders(chl_table *table, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t from = shared_folders(table), count;

    if (!have_classes(table, from)) {
        return CHL_OK;
    }
    count = count_classes(table, from);
    table->labels = chl_alloc(table->count, sizeof *table->labels);
    CHL_REQUIRE_MEMORY(table->labels, err, "labels");
    table->class_names = chl_alloc(count, sizeof *table->class_names);
    CHL_REQUIRE_MEMORY(table->class_names, err, "the names of classes");
    table->class_count = count;
    CHL_TRY(fill(table, from, err));
out:
    return status;
}
