/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Candidates from words, and what they are looked at through. */
#include "study/candidates.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "report/result.h"

enum {
    LEAST_ROWS = 4 * CHL_RANK_GROUPS,
    NAME = 64
};

/* Variants of another one, which nobody wants ranked without asking. */
static bool
is_variant(const char *name)
{
    return strncmp(name, "ada-", 4) == 0 || strncmp(name, "diff-", 5) == 0
           || strncmp(name, "translation-zero", 16) == 0
           || strncmp(name, "translation-circular", 20) == 0;
}

static bool
suits(const chl_augment_type *type, const chl_dataset *dataset)
{
    const chl_dataset_info *info = chl_dataset_describe(dataset);
    double black, white;
    bool images = chl_dataset_span(dataset, &black, &white);
    unsigned needs = type->needs;

    return !is_variant(type->name)
           && ((needs & CHL_AUGMENT_IMAGES) == 0 || images)
           && ((needs & CHL_AUGMENT_POINTS) == 0 || !images)
           && ((needs & CHL_AUGMENT_COLOUR) == 0 || info->channels >= 3)
           && ((needs & CHL_AUGMENT_SQUARE) == 0 || info->height == info->width)
           && ((needs & CHL_AUGMENT_PLANE) == 0 || info->dimension > 1)
           /* Columns of a table have units of their own, points one. */
           && !(info->kind == CHL_KIND_TABLE
                && (strcmp(type->name, "rotation") == 0
                    || strcmp(type->name, "scale") == 0))
           && !(info->kind == CHL_KIND_POINTS
                && (strcmp(type->name, "mixup") == 0
                    || strcmp(type->name, "dropout") == 0));
}

const char *
chl_rank_candidate_at(const chl_dataset *dataset, size_t index)
{
    const chl_augment_type *type;

    for (size_t k = 0; (type = chl_augment_type_at(k)) != NULL; k++) {
        if (suits(type, dataset) && index-- == 0) {
            return type->name;
        }
    }
    return NULL;
}

void
chl_candidates_clear(chl_candidates *c)
{
    for (size_t k = 0; c->items != NULL && k < c->count; k++) {
        chl_free(c->items[k].name);
        chl_augment_free(c->items[k].augment);
        chl_free(c->items[k].means);
    }
    chl_free(c->items);
    chl_free(c->spread);
    chl_probe_clear(&c->probe);
    chl_nudges_clear(&c->nudges);
    *c = (chl_candidates){ 0 };
}

/* "flip:1" of the table's entry called `name`. */
static void
write_usual(const char *name, bool images, char *text, size_t size)
{
    const unsigned other = images ? CHL_AUGMENT_POINTS : CHL_AUGMENT_IMAGES;
    const chl_augment_type *type;

    for (size_t k = 0; (type = chl_augment_type_at(k)) != NULL; k++) {
        if (strcmp(type->name, name) == 0 && (type->needs & other) == 0) {
            snprintf(text, size, "%s:%g", name, type->usual);
            return;
        }
    }
}

/* Parts that never act are left out, so that equal maps are equal chains. */
static void
simplify(chl_augment_chain *chain)
{
    size_t kept = 0;

    for (size_t k = 0; k < chain->count; k++) {
        if (chain->parts[k].strength > 0.0
            && chain->parts[k].probability > 0.0) {
            chain->parts[kept++] = chain->parts[k];
        }
    }
    chain->count = kept;
}

static bool
same_chain(const chl_augment_chain *a, const chl_augment_chain *b)
{
    for (size_t k = 0; a->count == b->count && k < a->count; k++) {
        const chl_augment_part *p = &a->parts[k], *q = &b->parts[k];

        if (strcmp(p->name, q->name) != 0 || p->strength != q->strength
            || p->probability != q->probability) {
            return false;
        }
    }
    return a->count == b->count;
}

static chl_status
add_candidate(chl_candidates *c, const char *text, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_augment_settings settings = { .seed = c->settings->seed, .threads = 1 };
    chl_candidate *item = &c->items[c->count];
    chl_augment *whole = NULL;

    CHL_TRY(chl_augment_parse(text, &item->chain, err));
    /* Refuse what does not suit the data, also where it would not act. */
    CHL_TRY(
        chl_augment_create(&item->chain, c->dataset, &settings, &whole, err));
    CHL_TRY(chl_result_set_text(&item->name, text, err));
    simplify(&item->chain);
    for (item->like = 0;
         !same_chain(&c->items[item->like].chain, &item->chain);) {
        item->like++;
    }
    if (item->like == c->count) {
        CHL_TRY(chl_augment_create(&item->chain, c->dataset, &settings,
                                   &item->augment, err));
    }
    c->count++;
out:
    chl_augment_free(whole);
    if (status != CHL_OK) {
        chl_free(item->name);
        item->name = NULL;
        chl_error_prefix(err, "candidate '%s'", text);
    }
    return status;
}

static chl_status
add_all(chl_candidates *c, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_rank_settings *s = c->settings;
    double black, white;
    bool images = chl_dataset_span(c->dataset, &black, &white);
    size_t count = s->candidate_count;
    char text[NAME] = "";

    while (s->candidate_count == 0
           && chl_rank_candidate_at(c->dataset, count) != NULL) {
        count++;
    }
    c->items = chl_alloc(count + 1, sizeof *c->items);
    CHL_REQUIRE_MEMORY(c->items, err, "candidates");
    CHL_TRY(chl_result_set_text(&c->items[0].name, "none", err));
    c->count = 1;
    for (size_t k = 0; k < count; k++) {
        if (s->candidate_count == 0) {
            write_usual(chl_rank_candidate_at(c->dataset, k), images, text,
                        sizeof text);
        }
        CHL_TRY(add_candidate(
            c, s->candidate_count == 0 ? text : s->candidates[k], err));
    }
out:
    return status;
}

static size_t
smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Landmarks and rows looked at are different rows. */
static chl_status
choose_rows(chl_candidates *c, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_rank_settings *s = c->settings;
    size_t n = chl_dataset_describe(c->dataset)->count;
    size_t aside = smaller(s->functions, n / 4);

    CHL_REQUIRE(n >= LEAST_ROWS, err, CHL_EDATA,
                "there are %zu rows; a ranking needs %d or more", n,
                LEAST_ROWS);
    c->sample = (chl_sample){ .dataset = c->dataset,
                              .aside = aside,
                              .used = smaller(n, aside + s->samples),
                              .groups = CHL_RANK_GROUPS,
                              .seed = s->seed };
    CHL_TRY(chl_probe_create(&c->sample, aside, &c->probe, err));
    CHL_TRY(chl_nudges_create(&c->sample, &c->nudges, err));
out:
    return status;
}

chl_status
chl_candidates_create(const chl_dataset *dataset,
                      const chl_rank_settings *settings, chl_candidates *out,
                      chl_error *err)
{
    chl_status status = CHL_OK;
    chl_candidates made = { .dataset = dataset, .settings = settings };

    CHL_TRY(add_all(&made, err));
    CHL_TRY(choose_rows(&made, err));
    *out = made;
    made = (chl_candidates){ 0 };
out:
    chl_candidates_clear(&made);
    return status;
}
