/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The named sets: given lists, and mixtures of Gaussians on a ring or line. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "data/cloud.h"

enum {
    COMPONENTS_LIMIT = 100000,
    NAME_LIMIT = 32
};

static const double pi = 3.14159265358979323846;

typedef struct list {
    size_t count;
    double values[16]; /* count x dimension                                  */
} list;

typedef struct mixture {
    double components, width, loc, scale; /* width: radius or spacing        */
} mixture;

typedef struct set {
    const char *name;
    size_t dimension;
    const char *width_key; /* NULL: the mixture takes no parameters          */
    mixture mixture;       /* components 0: given lists                      */
    list sides[2];
} set;

static const set sets[] = {
    { .name = "eight_gaussians",
      .dimension = 2,
      .mixture = { 8.0, 5.0, 0.0, 0.5 } },
    { .name = "ring",
      .dimension = 2,
      .width_key = "radius",
      .mixture = { 8.0, 5.0, 0.0, 0.5 } },
    { .name = "line",
      .dimension = 1,
      .width_key = "spacing",
      .mixture = { 5.0, 1.0, 0.0, 0.1 } },
    { .name = "modes_1d",
      .dimension = 1,
      .sides = { { 5, { -1.8, -2.01, -1.2, -1.05, -0.45 } },
                 { 5, { 0.9, 1.5, 1.845, 1.98, 0.3 } } } },
    { .name = "modes_1d_overlap",
      .dimension = 1,
      .sides = { { 5, { -1.8, -2.01, -1.2, -1.05, -0.3 } },
                 { 7, { 0.9, 1.5, 1.845, 1.98, -1.65, -1.5, -2.7 } } } },
    { .name = "two_singles_1d",
      .dimension = 1,
      .sides = { { 1, { -1.0 } }, { 1, { 1.0 } } } },
    { .name = "two_couples_2d",
      .dimension = 2,
      .sides = { { 2, { 1.0, 1.0, 1.0, -1.0 } },
                 { 2, { -1.0, -1.0, -1.0, 1.0 } } } },
};

enum {
    SETS = sizeof sets / sizeof *sets
};

const char *
chl_cloud_name(size_t index)
{
    return index < SETS ? sets[index].name : NULL;
}

static const set *
find(const char *text)
{
    size_t length = strcspn(text, ":");

    for (size_t k = 0; k < SETS; k++) {
        if (strlen(sets[k].name) == length
            && strncmp(sets[k].name, text, length) == 0) {
            return &sets[k];
        }
    }
    return NULL;
}

bool
chl_cloud_known(const char *text)
{
    return find(text) != NULL;
}

static chl_status
refuse(const char *text, chl_error *err)
{
    const char *names[SETS];
    char word[NAME_LIMIT] = "";
    size_t length = strcspn(text, ":"), near;

    for (size_t k = 0; k < SETS; k++) {
        names[k] = sets[k].name;
    }
    memcpy(word, text, length < NAME_LIMIT ? length : NAME_LIMIT - 1);
    near = chl_text_nearest(word, names, SETS);
    if (near < SETS) {
        return CHL_FAIL(err, CHL_EARG, "unknown set '%s'; did you mean '%s'?",
                        word, names[near]);
    }
    return CHL_FAIL(err, CHL_EARG, "unknown set '%s'", word);
}

/* One `key=value` up to `end`. */
static chl_status
read_pair(const set *found, const char *at, const char *end, mixture *out,
          chl_error *err)
{
    chl_status status = CHL_OK;
    const char *const keys[] = { "components", found->width_key, "loc",
                                 "scale" };
    double *const values[] = { &out->components, &out->width, &out->loc,
                               &out->scale };
    const char *equals = memchr(at, '=', (size_t) (end - at));
    char key[NAME_LIMIT] = "", *stop = NULL;
    size_t k = 0;

    CHL_REQUIRE(found->width_key != NULL, err, CHL_EARG,
                "set '%s' takes no parameters", found->name);
    CHL_REQUIRE(equals != NULL && equals - at < NAME_LIMIT, err, CHL_EARG,
                "set '%s': '%.*s' is no key=value", found->name,
                (int) (end - at), at);
    memcpy(key, at, (size_t) (equals - at));
    while (k < 4 && strcmp(key, keys[k]) != 0) {
        k++;
    }
    CHL_REQUIRE(k < 4, err, CHL_EARG,
                "set '%s': unknown key '%s'; it must be components, %s, loc "
                "or scale",
                found->name, key, found->width_key);
    *values[k] = strtod(equals + 1, &stop);
    CHL_REQUIRE(stop == end && stop != equals + 1 && isfinite(*values[k]), err,
                CHL_EARG, "set '%s': %s is '%.*s'; it must be a finite number",
                found->name, key, (int) (end - equals - 1), equals + 1);
out:
    return status;
}

static chl_status
read_mixture(const set *found, const char *text, mixture *out, chl_error *err)
{
    chl_status status = CHL_OK;
    const char *at = text + strlen(found->name);

    *out = found->mixture;
    while (*at == ':') {
        const char *end = at + 1 + strcspn(at + 1, ":");

        CHL_TRY(read_pair(found, at + 1, end, out, err));
        at = end;
    }
    CHL_REQUIRE(found->mixture.components == 0.0
                    || (out->components >= 1.0
                        && out->components <= COMPONENTS_LIMIT
                        && out->components == floor(out->components)),
                err, CHL_EARG,
                "set '%s': components is %g; it must be a whole number in "
                "1..%d",
                found->name, out->components, COMPONENTS_LIMIT);
    CHL_REQUIRE(out->scale >= 0.0, err, CHL_EARG,
                "set '%s': scale is %g; it must be at least 0", found->name,
                out->scale);
out:
    return status;
}

static void
draw_mixture(const set *found, const mixture *m, const chl_random *random,
             chl_cloud *out)
{
    const size_t d = found->dimension;

    for (size_t i = 0; i < out->count; i++) {
        double *point = out->points + i * d;
        double k = (double) chl_random_below(random, i * (d + 1),
                                             (uint64_t) m->components);
        double angle = 2.0 * pi * k / m->components;

        point[0] = d == 1 ? k - 0.5 * (m->components - 1.0) : cos(angle);
        if (d == 2) {
            point[1] = sin(angle);
        }
        for (size_t j = 0; j < d; j++) {
            point[j] =
                m->loc + m->width * point[j]
                + m->scale * chl_random_normal(random, i * (d + 1) + 1 + j);
        }
    }
}

chl_status
chl_cloud_named(const char *text, chl_cloud_side side, size_t count,
                uint64_t seed, chl_cloud *out, chl_error *err)
{
    chl_status status = CHL_OK;
    const set *found = find(text);
    const list *given;
    mixture m;

    if (found == NULL) {
        return refuse(text, err);
    }
    CHL_TRY(read_mixture(found, text, &m, err));
    given = &found->sides[side];
    count = count > 0 ? count : CHL_CLOUD_POINTS;
    if (given->count > 0) {
        CHL_TRY(chl_cloud_allocate(given->count, found->dimension, out, err));
        memcpy(out->points, given->values,
               given->count * found->dimension * sizeof *out->points);
    } else if (side == CHL_CLOUD_SOURCE) {
        CHL_TRY(chl_cloud_gauss(count, found->dimension, 0.0, 1.0, side, seed,
                                out, err));
    } else {
        const chl_random random = chl_cloud_random(side, seed);

        CHL_TRY(chl_cloud_allocate(count, found->dimension, out, err));
        draw_mixture(found, &m, &random, out);
    }
out:
    return status;
}
