/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quickselect and heapsort without calls through pointers. */
#include "operators/select.h"

#include <math.h>
#include <stdbool.h>

enum {
    SMALL = 16
};

static inline void
swap_keys(uint64_t *a, uint64_t *b)
{
    uint64_t kept = *a;

    *a = *b;
    *b = kept;
}

/* The median of three comes to the end and is the pivot; its place after the
 * partition is returned. */
static size_t
partition(uint64_t *keys, size_t low, size_t high)
{
    size_t middle = low + (high - low) / 2, at = low;

    if (keys[middle] < keys[low]) {
        swap_keys(&keys[middle], &keys[low]);
    }
    if (keys[high] < keys[low]) {
        swap_keys(&keys[high], &keys[low]);
    }
    if (keys[middle] < keys[high]) {
        swap_keys(&keys[middle], &keys[high]);
    }
    /* Every key is written, and only the place moves on or not: no branch to
     * mispredict. */
    for (size_t i = low; i < high; i++) {
        uint64_t key = keys[i];

        keys[i] = keys[at];
        keys[at] = key;
        at += key < keys[high];
    }
    swap_keys(&keys[at], &keys[high]);
    return at;
}

void
chl_keys_select(uint64_t *keys, size_t count, size_t k)
{
    size_t low = 0, high = count - 1, place = k - 1;

    while (low < high) {
        size_t at = partition(keys, low, high);

        if (at == place) {
            break;
        }
        if (at < place) {
            low = at + 1;
        } else {
            high = at - 1;
        }
    }
}

static inline bool
before(const chl_indexed *a, const chl_indexed *b)
{
    return a->value < b->value || (a->value <= b->value && a->index < b->index);
}

static void
insertion_sort(chl_indexed *list, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        chl_indexed kept = list[i];
        size_t at = i;

        for (; at > 0 && before(&kept, &list[at - 1]); at--) {
            list[at] = list[at - 1];
        }
        list[at] = kept;
    }
}

static inline void
swap_indexed(chl_indexed *a, chl_indexed *b)
{
    chl_indexed kept = *a;

    *a = *b;
    *b = kept;
}

/* Hoare's partition around the median of three: the ends of the left part and
 * the right part are returned through `left` and `right`. */
static void
split(chl_indexed *list, size_t count, size_t *left, size_t *right)
{
    size_t middle = count / 2, i = 0, j = count - 1;
    chl_indexed pivot;

    if (before(&list[middle], &list[0])) {
        swap_indexed(&list[middle], &list[0]);
    }
    if (before(&list[j], &list[0])) {
        swap_indexed(&list[j], &list[0]);
    }
    if (before(&list[j], &list[middle])) {
        swap_indexed(&list[j], &list[middle]);
    }
    pivot = list[middle];
    for (;;) {
        while (before(&list[i], &pivot)) {
            i++;
        }
        while (before(&pivot, &list[j])) {
            j--;
        }
        if (i >= j) {
            break;
        }
        swap_indexed(&list[i++], &list[j--]);
    }
    *left = i;
    *right = j + 1;
}

/* The shorter part by recursion, so that the stack stays logarithmic. */
void
chl_indexed_sort(chl_indexed *list, size_t count)
{
    while (count > SMALL) {
        size_t left, right;

        split(list, count, &left, &right);
        if (left < count - right) {
            chl_indexed_sort(list, left);
            list += right;
            count -= right;
        } else {
            chl_indexed_sort(list + right, count - right);
            count = left;
        }
    }
    insertion_sort(list, count);
}

/* As many buckets of equal width as there are values, each then sorted. */
void
chl_indexed_spread(chl_indexed *list, size_t count, chl_indexed *sorted,
                   uint32_t *end)
{
    double low = INFINITY, high = 0.0, scale;

    for (size_t i = 0; i < count; i++) {
        low = list[i].value < low ? list[i].value : low;
        high = list[i].value > high ? list[i].value : high;
        end[i] = 0;
    }
    end[count] = 0;
    scale = (double) (count - 1) / (high - low);
    if (!isfinite(scale) || !isfinite(high)) {
        memcpy(sorted, list, count * sizeof *list);
        chl_indexed_sort(sorted, count);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        end[(size_t) ((list[i].value - low) * scale) + 1]++;
    }
    for (size_t b = 0; b < count; b++) {
        end[b + 1] += end[b];
    }
    /* end[b] is the start of bucket b until its values are in. */
    for (size_t i = 0; i < count; i++) {
        sorted[end[(size_t) ((list[i].value - low) * scale)]++] = list[i];
    }
    for (size_t b = 0, first = 0; b < count; first = end[b++]) {
        if (end[b] - first > 1) {
            chl_indexed_sort(sorted + first, end[b] - first);
        }
    }
}
