/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of a flow as bytes: a head of integers, then numbers. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "operators/digest.h"
#include "systems/particles.h"

enum {
    FORMAT = 1
};

static const uint64_t magic = 0x776f6c666c6863aaU;

typedef struct head {
    uint64_t magic, format;
    chl_digest digest; /* of what follows                                    */
    uint64_t n, m, d;
    uint64_t discriminator, generator; /* numbers of their states            */
    uint64_t past, steps, products, trained, moved;
} head;

static head
head_of(const chl_particles *p)
{
    return (head){
        .magic = magic,
        .format = FORMAT,
        .n = p->n,
        .m = p->m,
        .d = p->d,
        .discriminator = chl_trained_state_size(p->discriminator),
        .generator = chl_trained_state_size(p->generator),
        .past = p->past,
        .steps = p->steps,
        .products = p->products,
        .trained = p->trained,
        .moved = p->moved,
    };
}

static size_t
number_count(const head *h)
{
    return (size_t) (1 + (h->n + h->m) * (h->d + 1) + h->n * h->d
                     + h->past * (h->d + 1) + h->discriminator + h->generator);
}

static void
put(double **at, size_t count, const double *numbers)
{
    if (count > 0) {
        memcpy(*at, numbers, count * sizeof *numbers);
    }
    *at += count;
}

static void
take(const double **at, size_t count, double *numbers)
{
    if (count > 0) {
        memcpy(numbers, *at, count * sizeof *numbers);
    }
    *at += count;
}

static void
digest_all(head *h, const double *numbers, chl_digest *out)
{
    const chl_digest none = { 0, 0 };
    chl_digest digest = none;

    h->digest = none;
    chl_digest_add(&digest, h, sizeof *h);
    chl_digest_add_doubles(&digest, numbers, number_count(h));
    *out = digest;
}

size_t
chl_particles_state_size(const chl_particles *particles)
{
    const head h = head_of(particles);

    return sizeof h + number_count(&h) * sizeof(double);
}

void
chl_particles_state_write(const chl_particles *p, void *bytes)
{
    head h = head_of(p);
    const size_t all = p->n + p->m;
    double *numbers = (double *) (void *) ((char *) bytes + sizeof h);
    double *at = numbers;

    put(&at, 1, &p->divergence);
    put(&at, all * p->d, p->points);
    put(&at, all, p->coefficients);
    put(&at, p->n * p->d, p->move);
    put(&at, p->past * p->d, p->past_points);
    put(&at, p->past, p->past_coefficients);
    if (p->discriminator != NULL) {
        chl_trained_save(p->discriminator, at);
        at += h.discriminator;
    }
    if (p->generator != NULL) {
        chl_trained_save(p->generator, at);
    }
    digest_all(&h, numbers, &h.digest);
    memcpy(bytes, &h, sizeof h);
}

static chl_status
check_head(const chl_particles *p, size_t size, const head *h, chl_error *err)
{
    chl_status status = CHL_OK;
    const head own = head_of(p);

    CHL_REQUIRE(h->magic == magic && h->format == FORMAT, err, CHL_EFORMAT,
                "state of particles: not one, or of another version or "
                "machine");
    CHL_REQUIRE(h->n == own.n && h->m == own.m && h->d == own.d, err,
                CHL_EFORMAT,
                "state of particles: of %zu particles and %zu targets in %zu "
                "columns; expected %zu, %zu and %zu",
                (size_t) h->n, (size_t) h->m, (size_t) h->d, p->n, p->m, p->d);
    CHL_REQUIRE(h->discriminator == own.discriminator
                    && h->generator == own.generator,
                err, CHL_EFORMAT,
                "state of particles: of other networks, with %zu and %zu "
                "numbers; expected %zu and %zu",
                (size_t) h->discriminator, (size_t) h->generator,
                (size_t) own.discriminator, (size_t) own.generator);
    CHL_REQUIRE(h->past <= SIZE_MAX / 16 / (h->d + 1)
                    && size == sizeof *h + number_count(h) * sizeof(double),
                err, CHL_EFORMAT,
                "state of particles: has %zu bytes, not what its head says",
                size);
out:
    return status;
}

static chl_status
read_past(chl_particles *p, const head *h, chl_error *err)
{
    chl_status status = CHL_OK;

    if (h->past > p->past) {
        CHL_TRY(chl_particles_reserve(p, (size_t) h->past, err));
    }
    p->past = (size_t) h->past;
out:
    return status;
}

chl_status
chl_particles_state_read(chl_particles *p, size_t size, const void *bytes,
                         chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t all = p->n + p->m;
    const double *at;
    double *numbers = NULL;
    chl_digest found, expected;
    head h;

    CHL_REQUIRE(size >= sizeof h, err, CHL_EFORMAT,
                "state of particles: ends after %zu bytes", size);
    memcpy(&h, bytes, sizeof h);
    CHL_TRY(check_head(p, size, &h, err));
    numbers = chl_alloc(number_count(&h), sizeof *numbers);
    CHL_REQUIRE_MEMORY(numbers, err, "a state of particles");
    memcpy(numbers, (const char *) bytes + sizeof h, size - sizeof h);
    expected = h.digest;
    digest_all(&h, numbers, &found);
    CHL_REQUIRE(found.low == expected.low && found.high == expected.high, err,
                CHL_EFORMAT, "state of particles: its bytes have changed");
    CHL_TRY(read_past(p, &h, err));
    at = numbers;
    take(&at, 1, &p->divergence);
    take(&at, all * p->d, p->points);
    take(&at, all, p->coefficients);
    take(&at, p->n * p->d, p->move);
    take(&at, p->past * p->d, p->past_points);
    take(&at, p->past, p->past_coefficients);
    chl_field_norms(all, p->d, p->points, p->norms);
    chl_field_norms(p->past, p->d, p->past_points, p->past_norms);
    p->steps = h.steps;
    p->products = (size_t) h.products;
    p->trained = h.trained != 0;
    p->moved = h.moved != 0;
    if (p->discriminator != NULL) {
        chl_trained_load(p->discriminator, at);
        at += h.discriminator;
    }
    if (p->generator != NULL) {
        chl_trained_load(p->generator, at);
        chl_particles_generate(p, p->steps, p->points);
    }
out:
    chl_free(numbers);
    return status;
}
