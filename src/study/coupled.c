/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The full operator of a dataset: its leading modes under augmentation, what
 * reaches the generator, and the discriminator's mobility. */
#include <chladni/study.h>

#include <math.h>
#include <string.h>

#include <chladni/balanced.h>
#include <chladni/eigen.h>
#include <chladni/ntk.h>

#include "base/error.h"
#include "base/random.h"
#include "report/result.h"
#include "study/coupled.h"

chl_coupled_settings
chl_coupled_settings_default(void)
{
    return (chl_coupled_settings){ .mobility = "l2",
                                   .landmarks = 192,
                                   .modes = 24,
                                   .samples = 4000,
                                   .bootstrap = 20 };
}

/* Everything the matrices are made of; r combinations, the constant last. */
typedef struct coupled {
    const chl_coupled_settings *settings;
    chl_basis *basis;
    chl_functions *functions;
    chl_augment *augment;
    chl_balanced *balanced;
    chl_coupling *coupling;
    chl_pair_kernel kernel;
    chl_mobility *mobility;
    size_t q, r, groups;
    double *mass, *stiffness, *ridge; /* q x q */
    double *modes;                    /* q x r */
    double *m, *a, *c, *w;            /* r x r */
    double *constant, *weight;        /* r; groups */
} coupled;

static void
coupled_clear(coupled *u)
{
    chl_mobility_free(u->mobility);
    chl_coupling_free(u->coupling);
    chl_balanced_free(u->balanced);
    chl_augment_free(u->augment);
    chl_functions_free(u->functions);
    chl_basis_free(u->basis);
    chl_free(u->mass);
    chl_free(u->stiffness);
    chl_free(u->ridge);
    chl_free(u->modes);
    chl_free(u->m);
    chl_free(u->a);
    chl_free(u->c);
    chl_free(u->w);
    chl_free(u->constant);
    chl_free(u->weight);
}

static chl_status
make_functions(const chl_dataset *dataset, const chl_result_spectrum *s,
               coupled *u, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_coupled_settings *t = u->settings;
    chl_basis_settings basis = chl_basis_settings_default();
    const chl_class_settings class = {
        .name = s->kernel, .bandwidth = isnan(s->bandwidth) ? 0.0 : s->bandwidth
    };

    basis.landmarks = t->landmarks;
    basis.used =
        t->samples < chl_dataset_describe(dataset)->count ? t->samples : 0;
    basis.seed = t->seed;
    basis.threads = t->threads;
    basis.progress = t->progress;
    CHL_TRY(chl_basis_create(dataset, &basis, &u->basis, err));
    CHL_TRY(chl_functions_create_class(u->basis, &class, &u->functions, err));
    u->q = chl_functions_count(u->functions);
    u->groups = basis.groups;
    u->r = t->modes + 1 < u->q ? t->modes + 1 : u->q;
out:
    return status;
}

static chl_status
make_augment(const chl_dataset *dataset, coupled *u, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_augment_settings settings = chl_augment_settings_default();
    chl_augment_chain chain;

    if (u->settings->augment == NULL) {
        return CHL_OK;
    }
    settings.seed = u->settings->seed;
    settings.threads = u->settings->threads;
    CHL_TRY(chl_augment_parse(u->settings->augment, &chain, err));
    CHL_TRY(chl_augment_create(&chain, dataset, &settings, &u->augment, err));
out:
    return status;
}

static chl_status
make_room(coupled *u, chl_error *err)
{
    chl_status status = CHL_OK;
    double **const matrices[] = { &u->m, &u->a, &u->c, &u->w };
    double **const large[] = { &u->mass, &u->stiffness, &u->ridge };

    for (size_t k = 0; k < 4; k++) {
        *matrices[k] = chl_alloc(u->r * u->r, sizeof(double));
        CHL_REQUIRE_MEMORY(*matrices[k], err, "the matrices");
    }
    for (size_t k = 0; k < 3; k++) {
        *large[k] = chl_alloc(u->q * u->q, sizeof(double));
        CHL_REQUIRE_MEMORY(*large[k], err, "the matrices");
    }
    u->modes = chl_alloc(u->q * u->r, sizeof *u->modes);
    CHL_REQUIRE_MEMORY(u->modes, err, "the modes");
    u->constant = chl_alloc(u->r, sizeof *u->constant);
    CHL_REQUIRE_MEMORY(u->constant, err, "the constant");
    u->weight = chl_alloc(u->groups, sizeof *u->weight);
    CHL_REQUIRE_MEMORY(u->weight, err, "the weights of the groups");
    u->constant[u->r - 1] = 1.0;
    for (size_t g = 0; g < u->groups; g++) {
        u->weight[g] = 1.0;
    }
out:
    return status;
}

/* Covariance into `mass` and stiffness with the ridge, without the constant,
 * which comes last; order q - 1, packed. */
static void
pack_pencil(coupled *u, double ridge)
{
    size_t q = u->q, n = q - 1;
    double trace_a = 0.0, trace_r = 0.0, part;

    for (size_t i = 0; i < n; i++) {
        trace_a += u->stiffness[i * q + i];
        trace_r += u->ridge[i * q + i];
    }
    part = trace_r > 0.0 ? ridge * trace_a / trace_r : 0.0;
    for (size_t j = 0; j < n; j++) {
        for (size_t i = 0; i < n; i++) {
            double mean = u->mass[n * q + i] * u->mass[n * q + j];

            /* Earlier entries are read before they are overwritten. */
            u->ridge[j * n + i] = u->stiffness[j * q + i]
                                  + part * u->ridge[j * q + i]
                                  + (i == j ? 1e-14 * trace_a : 0.0);
            u->stiffness[j * n + i] = u->mass[j * q + i] - mean;
        }
    }
}

/* The slowest modes of the augmented law, and the constant. */
static chl_status
make_modes(double ridge, coupled *u, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_eigen_settings settings = chl_eigen_settings_default();
    chl_operator *a = NULL, *b = NULL;
    chl_eigen_problem problem;
    chl_eigen_result *found = NULL;
    size_t n = u->q - 1;

    CHL_TRY(
        chl_balanced_pair(u->balanced, u->weight, u->mass, u->stiffness, err));
    chl_functions_ridge(u->functions, u->ridge);
    pack_pencil(u, ridge);
    CHL_TRY(chl_operator_dense(u->stiffness, n, CHL_SYMMETRIC, &a, err));
    CHL_TRY(
        chl_operator_dense(u->ridge, n, CHL_SYMMETRIC | CHL_POSITIVE, &b, err));
    problem = (chl_eigen_problem){ .a = a, .b = b };
    settings.method = "dense";
    settings.count = u->r - 1;
    CHL_TRY(chl_eigen_solve(&problem, &settings, &found, err));
    for (size_t k = 0; k + 1 < u->r; k++) {
        memcpy(u->modes + k * u->q, found->vectors + k * n, n * sizeof(double));
    }
    u->modes[(u->r - 1) * u->q + n] = 1.0;
out:
    chl_eigen_result_free(found);
    chl_operator_free(a);
    chl_operator_free(b);
    return status;
}

/* The tangent kernel of a network as wide as one likes; none for L2. */
static chl_status
make_mobility(const chl_balanced_settings *settings, coupled *u, chl_error *err)
{
    chl_status status = CHL_OK;
    const char *name = u->settings->mobility;
    const chl_wide network = chl_wide_default();
    chl_tangent theta;

    if (strcmp(name, "l2") == 0) {
        return CHL_OK;
    }
    CHL_REQUIRE(strcmp(name, "ntk-relu") == 0 || strcmp(name, "ntk-erf") == 0,
                err, CHL_EARG,
                "mobility is '%s'; it must be l2, ntk-relu or ntk-erf", name);
    CHL_TRY(chl_pair_kernel_init(name, &network, 1.0, 1.0, &u->kernel, err));
    theta = chl_tangent_kernel(&u->kernel);
    CHL_TRY(chl_mobility_create(u->functions, u->augment, settings, u->r,
                                u->modes, &theta, &u->mobility, err));
out:
    return status;
}

static chl_status
make_sums(double ridge, coupled *u, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_balanced_settings settings = chl_balanced_settings_default();

    settings.threads = u->settings->threads;
    CHL_TRY(chl_balanced_create(u->functions, u->augment, &settings,
                                &u->balanced, err));
    CHL_TRY(make_modes(ridge, u, err));
    CHL_TRY(chl_coupling_create(u->functions, u->augment, &settings, u->r,
                                u->modes, false, &u->coupling, err));
    CHL_TRY(make_mobility(&settings, u, err));
out:
    return status;
}

/* The matrices at the weights of the groups, and the sweep of them. */
static chl_status
sweep(coupled *u, const chl_result_prediction *p, chl_coupled_point *out,
      chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_adversarial_matrices matrices = {
        .r = u->r,
        .mass = u->m,
        .stiffness = u->a,
        .coupling = u->augment != NULL ? u->c : NULL,
        .kernel = u->mobility != NULL ? u->w : NULL,
        .constant = u->constant,
    };
    bool open = u->augment == NULL && u->mobility == NULL;

    CHL_TRY(
        chl_balanced_pair(u->balanced, u->weight, u->mass, u->stiffness, err));
    CHL_TRY(chl_dense_project(u->q, u->mass, u->r, u->modes, u->m, err));
    CHL_TRY(chl_coupling_matrices(u->coupling, u->weight, u->c, u->a, err));
    if (u->mobility != NULL) {
        CHL_TRY(chl_mobility_matrix(u->mobility, u->weight, u->w, err));
    }
    CHL_TRY(chl_coupled_sweep(&matrices, p, open, out, err));
out:
    return status;
}

static void
draw_weights(coupled *u, size_t replicate)
{
    const chl_random stream = { u->settings->seed, CHL_STREAM_BOOTSTRAP };
    const chl_random random = chl_random_substream(&stream, 3);

    memset(u->weight, 0, u->groups * sizeof *u->weight);
    for (size_t g = 0; g < u->groups; g++) {
        u->weight[chl_random_below(&random, replicate * u->groups + g,
                                   u->groups)] += 1.0;
    }
}

static chl_status
fill(coupled *u, chl_result_prediction *p, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t count = p->sweep.count, replicates = u->settings->bootstrap;
    chl_coupled_point *points =
        chl_alloc((replicates + 1) * count, sizeof *points);

    CHL_REQUIRE_MEMORY(points, err, "the sweeps");
    CHL_TRY(sweep(u, p, points, err));
    for (size_t b = 0; b < replicates; b++) {
        draw_weights(u, b);
        CHL_TRY(sweep(u, p, points + (b + 1) * count, err));
    }
    p->uncoupled_gamma = p->gamma;
    p->uncoupled_rate = p->rate;
    CHL_TRY(chl_result_set_text(&p->balanced, u->settings->augment, err));
    CHL_TRY(chl_result_set_text(&p->mobility, u->settings->mobility, err));
    CHL_TRY(chl_coupled_fill(points, replicates, p, err));
out:
    chl_free(points);
    return status;
}

static chl_status
check(const chl_dataset *dataset, const chl_coupled_settings *s,
      const chl_result *result, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_result_prediction *p = result->prediction;

    CHL_REQUIRE(s->landmarks >= 1 && s->modes >= 1, err, CHL_EARG,
                "%zu landmarks and %zu modes; at least 1 of each is needed",
                s->landmarks, s->modes);
    CHL_REQUIRE(result->spectrum != NULL && result->spectrum->kernel != NULL,
                err, CHL_EARG,
                "the full operator needs a spectrum by galerkin");
    CHL_REQUIRE(p != NULL && p->covered && p->sweep.count > 0, err, CHL_EARG,
                "the result has no prediction with a sweep");
    CHL_REQUIRE(p->train_res == 0, err, CHL_EARG,
                "the full operator is that of the images as measured; leave "
                "out train-res");
    CHL_REQUIRE(chl_dataset_describe(dataset)->augment == NULL, err, CHL_EARG,
                "the rows are augmented already; a balanced augmentation takes "
                "the data as they are");
out:
    return status;
}

chl_status
chl_study_coupled(const chl_dataset *dataset,
                  const chl_coupled_settings *settings, chl_result *result,
                  chl_error *err)
{
    chl_status status = CHL_OK;
    chl_coupled_settings chosen =
        settings != NULL ? *settings : chl_coupled_settings_default();
    coupled u = { .settings = &chosen };
    double ridge;

    CHL_TRY(check(dataset, &chosen, result, err));
    ridge = result->spectrum->ridge > 0.0 ? result->spectrum->ridge : 1e-6;
    CHL_TRY(make_functions(dataset, result->spectrum, &u, err));
    CHL_TRY(make_augment(dataset, &u, err));
    CHL_TRY(make_room(&u, err));
    CHL_TRY(make_sums(ridge, &u, err));
    CHL_TRY(fill(&u, result->prediction, err));
out:
    if (status != CHL_OK) {
        chl_error_prefix(err, "the full operator");
    }
    coupled_clear(&u);
    return status;
}
