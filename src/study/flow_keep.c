/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A flow that is kept in a file and taken up again, to the same bytes. */
#include <stdio.h>
#include <string.h>

#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "kernels/activation.h"
#include "operators/digest.h"
#include "report/result.h"
#include "study/flow.h"

enum {
    FILE_LIMIT = 1 << 30
};

static const char magic[16] = "chladni flow 1";

/* In front of all else; bytes of this machine. */
typedef struct head {
    char magic[16];
    chl_digest key; /* of what the flow depends on                           */
    chl_decay decay;
    uint64_t step, points, modes, scenes, sprites, state;
} head;

static void
add_settings(const chl_flow_task *t, chl_digest *key)
{
    const chl_flow_study_settings *s = t->settings;
    const chl_particles_settings *p = &s->particles;
    const double reals[] = { p->time,           p->momentum,
                             p->noise,          p->tolerance,
                             p->regularisation, s->rate,
                             s->decay,          s->blur };
    const size_t sizes[] = { p->carry,     (size_t) p->method, (size_t) p->seed,
                             s->steps,     s->batch,           t->every,
                             s->snapshots, s->vectors,         s->cells,
                             s->modes,     s->pairs,           s->patience,
                             s->sinkhorn,  t->dataset != NULL };

    chl_digest_add_text(key, t->loss->name);
    chl_digest_add_text(key, s->transform);
    chl_digest_add_doubles(key, reals, sizeof reals / sizeof *reals);
    chl_digest_add(key, sizes, sizeof sizes);
}

static void
add_activations(const chl_activation *activations, size_t count,
                chl_digest *key)
{
    for (size_t i = 0; i < count; i++) {
        const chl_activation *a = &activations[i];

        chl_digest_add_text(key, a->type != NULL ? a->type->name : "");
        chl_digest_add_doubles(key, (const double[]){ a->a, a->b, a->c }, 3);
    }
}

static void
add_network(const chl_mlp *net, chl_digest *key)
{
    chl_digest_add_size(key, net != NULL);
    if (net != NULL) {
        const double reals[] = { net->sigma_w, net->sigma_b, net->momentum,
                                 net->beta1,   net->beta2,   net->rate };
        const size_t sizes[] = { net->depth,         net->width,
                                 net->block,         net->activation_count,
                                 net->normalise,     net->images.strided,
                                 net->last_bias,     net->standard,
                                 net->antisymmetric, net->latent,
                                 net->fixed,         (size_t) net->seed };

        chl_digest_add_text(key, net->optimiser);
        chl_digest_add_doubles(key, reals, sizeof reals / sizeof *reals);
        chl_digest_add(key, sizes, sizeof sizes);
        add_activations(net->activations, net->activation_count, key);
        add_activations(&net->output, 1, key);
    }
}

static void
add_kernel(const chl_flow_study_settings *s, chl_digest *key)
{
    const chl_pair_kernel *k = &s->kernel;
    const bool wide = k->kind == CHL_PAIR_WIDE || k->kind == CHL_PAIR_IMAGES;

    chl_digest_add_text(key, s->kernel_name != NULL ? s->kernel_name : "");
    chl_digest_add_size(key, (size_t) k->kind);
    chl_digest_add_size(key, (size_t) k->transform);
    if (wide) {
        const size_t sizes[] = { k->wide.depth,   k->wide.last_bias,
                                 k->wide.block,   k->wide.width,
                                 k->wide.tangent, k->wide.normalise };

        add_activations(k->wide.activations, k->wide.activation_count, key);
        chl_digest_add(key, sizes, sizeof sizes);
        chl_digest_add_doubles(
            key, (const double[]){ k->wide.sigma_w, k->wide.sigma_b }, 2);
    } else {
        chl_digest_add_doubles(key,
                               (const double[]){ k->kind == CHL_PAIR_RIESZ
                                                     ? k->power
                                                     : k->radial.bandwidth },
                               1);
    }
}

static chl_digest
key_of(const chl_flow_task *t)
{
    chl_digest key = { 0 };
    const size_t d = t->target->dimension;

    add_settings(t, &key);
    add_kernel(t->settings, &key);
    add_network(t->settings->particles.discriminator, &key);
    add_network(t->settings->particles.generator, &key);
    chl_digest_add_size(&key, t->source->count);
    chl_digest_add_size(&key, d);
    chl_digest_add_doubles(&key, t->source->points, t->source->count * d);
    chl_digest_add_doubles(&key, t->target->points, t->target->count * d);
    return key;
}

static void
put(chl_text *out, const void *bytes, size_t size)
{
    if (size > 0) {
        chl_text_add_bytes(out, bytes, size);
    }
}

static void
put_string(chl_text *out, const char *text)
{
    uint64_t length = text != NULL ? strlen(text) : 0;

    put(out, &length, sizeof length);
    put(out, text, length);
}

static void
put_scene(chl_text *out, const chl_result_scene *s)
{
    chl_result_scene bare = *s; /* its numbers, without addresses */

    put_string(out, s->id);
    put_string(out, s->title);
    bare.id = bare.title = NULL;
    bare.points = bare.targets = bare.arrows = bare.field = NULL;
    put(out, &bare, sizeof bare);
    put(out, s->points, s->n * s->d * sizeof(double));
    put(out, s->targets, s->m * s->d * sizeof(double));
    put(out, s->arrows, s->arrow_count * 2 * s->d * sizeof(double));
    put(out, s->field, s->columns * s->rows * sizeof(double));
}

static size_t
pixels_of(const chl_result_sprite *s)
{
    return s->columns * s->rows * s->tile_height * s->tile_width * 3;
}

static void
put_sprite(chl_text *out, const chl_result_sprite *s)
{
    chl_result_sprite bare = *s;

    bare.id = NULL;
    bare.rgb = NULL;
    bare.captions = NULL;
    put_string(out, s->id);
    put(out, &bare, sizeof bare);
    put(out, s->rgb, pixels_of(s));
    for (size_t k = 0; k < s->columns * s->rows; k++) {
        put_string(out, s->captions[k]);
    }
}

static chl_status
put_all(const chl_flow_task *t, chl_text *out, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_result_flow *f = t->section;
    const size_t size = chl_particles_state_size(t->particles);
    head h = { .key = key_of(t),
               .decay = t->decay,
               .step = t->step,
               .points = f->point_count,
               .modes = f->start_count,
               .scenes = t->made->scene_count,
               .sprites = t->made->sprite_count,
               .state = size };
    char *state = chl_alloc(size, 1);

    CHL_REQUIRE_MEMORY(state, err, "the state of a flow");
    memcpy(h.magic, magic, sizeof magic);
    put(out, &h, sizeof h);
    chl_particles_state_write(t->particles, state);
    put(out, state, size);
    put(out, f->points, f->point_count * sizeof *f->points);
    put(out, f->start, f->start_count * sizeof *f->start);
    for (size_t k = 0; k < t->made->scene_count; k++) {
        put_scene(out, &t->made->scenes[k]);
    }
    for (size_t k = 0; k < t->made->sprite_count; k++) {
        put_sprite(out, &t->made->sprites[k]);
    }
out:
    chl_free(state);
    return status;
}

static chl_digest
digest_of(const char *bytes, size_t size)
{
    chl_digest digest = { 0 };

    chl_digest_add(&digest, bytes, size);
    return digest;
}

chl_status
chl_flow_keep(const chl_flow_task *task, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_text text = { 0 };
    chl_digest tail;
    chl_file_piece pieces[2];

    CHL_TRY(put_all(task, &text, err));
    CHL_TRY(chl_text_check(&text, "a checkpoint", err));
    tail = digest_of(text.data, text.length);
    pieces[0] = (chl_file_piece){ text.data, text.length };
    pieces[1] = (chl_file_piece){ &tail, sizeof tail };
    CHL_TRY(chl_file_replace(task->settings->checkpoint, pieces, 2, err));
out:
    chl_text_clear(&text);
    return status;
}

/* What is left to read; the digest has been checked. */
typedef struct rest {
    const char *at, *end;
    bool short_of; /* more was asked for than there is                       */
} rest;

static void
get(rest *r, void *to, size_t size)
{
    if (r->short_of || size > (size_t) (r->end - r->at)) {
        r->short_of = true;
        return;
    }
    memcpy(to, r->at, size);
    r->at += size;
}

/* NULL if there is not so much, or no memory for it. */
static void *
get_array(rest *r, size_t count, size_t size)
{
    char *made = NULL;

    if (r->short_of || count > (size_t) (r->end - r->at) / size) {
        r->short_of = true;
        return NULL;
    }
    made = chl_alloc(count > 0 ? count : 1, size);
    if (made != NULL) {
        get(r, made, count * size);
    }
    return made;
}

static char *
get_string(rest *r)
{
    uint64_t length = 0;
    char *text = NULL, *copy = NULL;

    get(r, &length, sizeof length);
    text = get_array(r, length, 1);
    if (text != NULL) {
        copy = chl_alloc(length + 1, 1);
    }
    if (copy != NULL) {
        memcpy(copy, text, length);
    }
    chl_free(text);
    return copy;
}

/* Every pointer is the scene's own, or NULL. */
static bool
get_scene(rest *r, chl_result_scene *scene)
{
    chl_result_scene s = { 0 };
    char *id = get_string(r), *title = get_string(r);

    get(r, &s, sizeof s);
    s.id = id;
    s.title = title;
    s.points = s.n > 0 ? get_array(r, s.n * s.d, sizeof(double)) : NULL;
    s.targets = s.m > 0 ? get_array(r, s.m * s.d, sizeof(double)) : NULL;
    s.arrows = s.arrow_count > 0
                   ? get_array(r, s.arrow_count * 2 * s.d, sizeof(double))
                   : NULL;
    s.field = get_array(r, s.columns * s.rows, sizeof(double));
    *scene = s;
    return s.id != NULL && s.title != NULL && s.field != NULL
           && (s.n == 0 || s.points != NULL) && (s.m == 0 || s.targets != NULL)
           && (s.arrow_count == 0 || s.arrows != NULL);
}

static bool
get_sprite(rest *r, chl_result_sprite *sprite)
{
    chl_result_sprite s = { 0 };
    char *id = get_string(r);
    bool whole = id != NULL;

    get(r, &s, sizeof s);
    s.id = id;
    s.rgb = get_array(r, pixels_of(&s), 1);
    s.captions = chl_alloc(s.columns * s.rows, sizeof *s.captions);
    whole = whole && s.rgb != NULL && s.captions != NULL;
    for (size_t k = 0; whole && k < s.columns * s.rows; k++) {
        s.captions[k] = get_string(r);
        whole = s.captions[k] != NULL;
        if (whole && s.captions[k][0] == '\0') {
            chl_free(s.captions[k]);
            s.captions[k] = NULL; /* an empty tile */
        }
    }
    *sprite = s;
    return whole;
}

static bool
get_pictures(rest *r, const head *h, chl_result *made)
{
    bool whole = true;

    if (h->scenes > 0) {
        made->scenes = chl_alloc(h->scenes, sizeof *made->scenes);
        whole = made->scenes != NULL;
    }
    while (whole && made->scene_count < h->scenes) {
        whole = get_scene(r, &made->scenes[made->scene_count]);
        made->scene_count++;
    }
    if (whole && h->sprites > 0) {
        made->sprites = chl_alloc(h->sprites, sizeof *made->sprites);
        whole = made->sprites != NULL;
    }
    while (whole && made->sprite_count < h->sprites) {
        whole = get_sprite(r, &made->sprites[made->sprite_count]);
        made->sprite_count++;
    }
    return whole;
}

static chl_status
get_all(chl_flow_task *t, rest r, const head *h, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result_flow *f = t->section;
    char *state = get_array(&r, h->state, 1);

    CHL_REQUIRE_MEMORY(state, err, "the state of a flow");
    get(&r, f->points, h->points * sizeof *f->points);
    if (h->modes > 0) {
        f->start = get_array(&r, h->modes, sizeof *f->start);
        CHL_REQUIRE_MEMORY(f->start, err, "modes");
        f->start_count = h->modes;
    }
    CHL_REQUIRE(get_pictures(&r, h, t->made), err, CHL_ENOMEM,
                "out of memory for the pictures of a flow");
    CHL_REQUIRE(!r.short_of && r.at == r.end, err, CHL_EDATA,
                "its parts do not fill it");
    CHL_TRY(chl_particles_state_read(t->particles, h->state, state, err));
    f->point_count = h->points;
    t->step = h->step;
    t->decay = h->decay;
out:
    chl_free(state);
    return status;
}

static chl_status
check(const chl_flow_task *t, const char *bytes, size_t size, head *out,
      chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t least = sizeof *out + sizeof(chl_digest);
    chl_digest key = key_of(t), tail, found;

    CHL_REQUIRE(size >= least && memcmp(bytes, magic, sizeof magic) == 0, err,
                CHL_EDATA, "is no checkpoint of a flow, or damaged");
    memcpy(&tail, bytes + size - sizeof tail, sizeof tail);
    found = digest_of(bytes, size - sizeof tail);
    CHL_REQUIRE(memcmp(&found, &tail, sizeof tail) == 0, err, CHL_EDATA,
                "the checkpoint is damaged: its checksum does not fit");
    memcpy(out, bytes, sizeof *out);
    CHL_REQUIRE(memcmp(&out->key, &key, sizeof key) == 0, err, CHL_EDATA,
                "the checkpoint is of other data or settings");
    CHL_REQUIRE(out->step <= t->settings->steps
                    && out->points <= t->settings->steps / t->every + 2,
                err, CHL_EDATA, "the checkpoint is damaged: it is at step %zu",
                (size_t) out->step);
out:
    return status;
}

chl_status
chl_flow_take_up(chl_flow_task *task, bool *found, chl_error *err)
{
    chl_status status = CHL_OK;
    const char *path = task->settings->checkpoint;
    char *bytes = NULL;
    size_t size;
    head h;

    if (path == NULL || access(path, F_OK) != 0) {
        return CHL_OK;
    }
    CHL_REQUIRE(task->settings->resume, err, CHL_EARG,
                "%s: is there already; remove it, or resume from it", path);
    CHL_TRY(chl_file_read(path, FILE_LIMIT, &bytes, &size, err));
    status = check(task, bytes, size, &h, err);
    if (status == CHL_OK) {
        const rest r = { bytes + sizeof h, bytes + size - sizeof(chl_digest),
                         false };

        status = get_all(task, r, &h, err);
    }
    if (status != CHL_OK) {
        chl_error_prefix(err, "%s", path);
        goto out;
    }
    *found = true;
out:
    chl_free(bytes);
    return status;
}
