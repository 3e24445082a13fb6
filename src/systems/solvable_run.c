/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs in finite dimension: the front of both ways. */
#include "systems/solvable_run.h"

#include <math.h>
#include <string.h>

#include "base/error.h"

enum {
    LOOK_EVERY = 1024 /* steps */
};

size_t
chl_run_steps(const chl_run *run)
{
    return (size_t) floor(run->time * (double) run->n + 0.5);
}

chl_status
chl_run_look(const chl_run *run, size_t step, double value, chl_error *err)
{
    if (step % LOOK_EVERY != 0) {
        return CHL_OK;
    }
    if (!isfinite(value)) {
        return CHL_FAIL(err, CHL_ENUMERIC,
                        "the run grew without bound by t = %g",
                        (double) step / (double) run->n);
    }
    return chl_progress_tell(run->progress, "simulating", (double) step,
                             (double) chl_run_steps(run), err);
}

void
chl_run_latent(chl_draws *draws, const chl_latents *law, double *z, double *out)
{
    double u = law->count > 1 ? chl_draw_uniform(draws) : 0.0;
    size_t k = 0, n = law->size;
    const double *factor;

    while (k + 1 < law->count && u >= law->weights[k]) {
        u -= law->weights[k++];
    }
    factor = law->factors + k * n * n;
    chl_draw_normals(draws, n, z);
    for (size_t i = 0; i < n; i++) {
        out[i] = law->means[k * n + i];
        for (size_t j = 0; j <= i; j++) {
            out[i] += factor[i * n + j] * z[j];
        }
    }
}

double
chl_run_response(const chl_solvable *s, double u)
{
    return s->model.response != NULL ? s->model.response->value(u) : u;
}

chl_status
chl_solvable_simulate(const chl_solvable *s, chl_simulation how, size_t n,
                      double time, uint64_t seed, const chl_progress *progress,
                      double *state, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t size = s->model.d + s->model.p + s->model.m;
    chl_run run = { .s = s,
                    .n = n,
                    .size = size,
                    .time = time,
                    .draws = { { seed, CHL_STREAM_SIMULATION }, 0 },
                    .progress = progress };
    double *gram = chl_alloc(size * size, sizeof *gram);

    CHL_REQUIRE_MEMORY(gram, err, "a run");
    CHL_REQUIRE(isfinite(time) && time >= 0.0, err, CHL_EARG,
                "the time of a run is %g; it must be 0 or above", time);
    CHL_REQUIRE(n > size + 2 * s->model.batch, err, CHL_EARG,
                "the dimension is %zu; it must be above %zu, the features and "
                "samples of a step",
                n, size + 2 * s->model.batch);
    chl_solvable_gram(s, state, gram);
    CHL_TRY(how == CHL_SIMULATE_DIRECT ? chl_run_direct(&run, gram, err)
                                       : chl_run_chain(&run, gram, err));
    chl_solvable_ungram(s, gram, state);
out:
    chl_free(gram);
    return status;
}
