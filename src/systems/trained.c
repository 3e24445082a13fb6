/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A finite network, its parameters and its optimiser. */
#include "systems/trained.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "systems/optimiser.h"
#include "systems/trace.h"

enum {
    ROWS = 128,     /* that pass through the network together, at most     */
    TRACE = 8388608 /* numbers that they may leave behind                  */
};

struct chl_trained {
    chl_mlp mlp;
    chl_random random;
    chl_network *network;
    chl_optimiser *optimiser;
    chl_trace *trace;
    size_t count, rows;
    chl_purpose purpose;
    double *theta;    /* what is trained                                     */
    double *scale;    /* weights and biases are copies * scale * theta       */
    double *copies;   /* biases of several activations that theta is the mean
                         of: they are added, and move alike                  */
    double *weights;  /* of the network                                      */
    double *gradient; /* in weights, then in theta                           */
    double *bar;      /* rows x outputs                                      */
};

static chl_status
create_network(const chl_mlp *mlp, chl_purpose purpose, size_t inputs,
               size_t outputs, chl_network **out, chl_error *err)
{
    chl_network_spec spec;

    chl_architecture_fill(mlp, purpose, inputs, outputs, &spec);
    return chl_network_create(&spec, out, err);
}

/* Scales that the description asks for: those of the weights at the start. */
static void
fill_layer_scale(const chl_trained *net, const chl_layer *layer, bool biased)
{
    const chl_mlp *mlp = &net->mlp;
    const double fan_in = (double) (layer->fan_in / layer->copies);

    for (size_t p = 0; p < layer->weights + layer->biases; p++) {
        bool is_weight = p < layer->weights;

        net->scale[layer->first + p] = is_weight
                                           ? mlp->sigma_w / sqrt(fan_in)
                                           : (biased ? mlp->sigma_b : 0.0);
        net->copies[layer->first + p] =
            is_weight ? 1.0 : (double) layer->copies;
    }
}

/* DCGAN's discriminator begins without. */
static bool
is_biased(const chl_trained *net, size_t at)
{
    const bool bare = net->mlp.images.strided
                      && net->purpose == CHL_TRAINED_DISCRIMINATOR && at == 0;

    return !bare && (at < net->network->last || net->mlp.last_bias);
}

static void
fill_scale(chl_trained *net)
{
    const chl_network *network = net->network;
    const size_t bytes = network->half * sizeof *net->scale;

    for (size_t at = 0; at < network->count; at++) {
        fill_layer_scale(net, &network->layers[at], is_biased(net, at));
    }
    if (network->halves == 2) {
        memcpy(net->scale + network->half, net->scale, bytes);
        memcpy(net->copies + network->half, net->copies, bytes);
    }
}

/* The derivative of a weight in its theta, of one copy. */
static double
scale_of(const chl_trained *net, size_t p)
{
    return net->mlp.standard && net->scale[p] > 0.0 ? 1.0 : net->scale[p];
}

static void
refresh(chl_trained *net)
{
    for (size_t p = 0; p < net->count; p++) {
        net->weights[p] = net->copies[p] * scale_of(net, p) * net->theta[p];
    }
}

void
chl_trained_reset(chl_trained *net)
{
    const size_t half = net->network->half;

    for (size_t p = 0; p < net->count; p++) {
        double scale = net->mlp.standard ? net->scale[p] : 1.0;

        net->theta[p] = scale * chl_random_normal(&net->random, p % half)
                        / sqrt(net->copies[p]);
    }
    chl_optimiser_reset(net->optimiser);
    refresh(net);
}

static size_t
rows_of(const chl_network *network)
{
    const size_t rows = TRACE / chl_trace_row(network);

    return rows < 1 ? 1 : (rows < ROWS ? rows : ROWS);
}

static chl_status
allocate(chl_trained *net, size_t outputs, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t count = net->count;

    net->theta = chl_alloc(5 * count + net->rows * outputs, sizeof *net->theta);
    CHL_REQUIRE_MEMORY(net->theta, err, "a finite network");
    net->scale = net->theta + count;
    net->copies = net->scale + count;
    net->weights = net->copies + count;
    net->gradient = net->weights + count;
    net->bar = net->gradient + count;
out:
    return status;
}

chl_status
chl_trained_create(const chl_mlp *mlp, size_t inputs, size_t outputs,
                   chl_purpose purpose, chl_trained **out, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_random stream = { mlp->seed, CHL_STREAM_NETWORKS };
    chl_optimiser_settings settings = chl_optimiser_settings_default();
    chl_trained *net = NULL;

    CHL_TRY(chl_mlp_check(mlp, err));
    CHL_TRY(chl_architecture_check(mlp, purpose, inputs, outputs, err));
    net = chl_alloc(1, sizeof *net);
    CHL_REQUIRE_MEMORY(net, err, "a finite network");
    net->mlp = *mlp;
    net->purpose = purpose;
    net->random = chl_random_substream(&stream, purpose);
    CHL_TRY(create_network(mlp, purpose, inputs, outputs, &net->network, err));
    net->count = chl_network_parameters(net->network);
    net->rows = rows_of(net->network);
    CHL_TRY(allocate(net, outputs, err));
    settings.method = mlp->optimiser;
    settings.rate = mlp->rate;
    settings.momentum = mlp->momentum;
    settings.beta1 = mlp->beta1;
    settings.beta2 = mlp->beta2;
    CHL_TRY(chl_optimiser_create(&settings, net->count, &net->optimiser, err));
    CHL_TRY(chl_trace_create(net->network, net->rows, &net->trace, err));
    fill_scale(net);
    chl_trained_reset(net);
    *out = net;
    net = NULL;
out:
    chl_trained_free(net);
    return status;
}

void
chl_trained_free(chl_trained *net)
{
    if (net == NULL) {
        return;
    }
    chl_trace_free(net->trace);
    chl_optimiser_free(net->optimiser);
    chl_network_free(net->network);
    chl_free(net->theta);
    chl_free(net);
}

const chl_mlp *
chl_trained_mlp(const chl_trained *net)
{
    return &net->mlp;
}

void
chl_trained_set_rate(chl_trained *net, double rate)
{
    chl_optimiser_set_rate(net->optimiser, rate);
}

void
chl_trained_evaluate(const chl_trained *net, size_t count, const double *x,
                     double *y, double *slopes)
{
    const size_t in = net->network->inputs, out = net->network->outputs;

    for (size_t k = 0; slopes != NULL && k < net->rows; k++) {
        net->bar[k] = 1.0;
    }
    for (size_t first = 0; first < count; first += net->rows) {
        size_t rest = count - first, rows = rest < net->rows ? rest : net->rows;

        chl_network_forward(net->trace, net->weights, rows, x + first * in,
                            NULL);
        memcpy(y + first * out, chl_trace_output(net->trace),
               rows * out * sizeof *y);
        if (slopes != NULL) {
            chl_network_backward(net->trace, net->weights, net->bar, NULL, NULL,
                                 slopes + first * in);
        }
    }
}

void
chl_trained_step(chl_trained *net, size_t count, const double *x,
                 chl_trained_bar *bar, const void *self)
{
    memset(net->gradient, 0, net->count * sizeof *net->gradient);
    for (size_t first = 0; first < count; first += net->rows) {
        size_t rest = count - first, rows = rest < net->rows ? rest : net->rows;

        chl_network_forward(net->trace, net->weights, rows,
                            x + first * net->network->inputs, NULL);
        bar(self, first, rows, chl_trace_output(net->trace), net->bar);
        chl_network_backward(net->trace, net->weights, net->bar, NULL,
                             net->gradient, NULL);
    }
    for (size_t p = 0; p < net->count; p++) {
        net->gradient[p] *= scale_of(net, p);
    }
    chl_optimiser_step(net->optimiser, net->gradient, net->theta);
    refresh(net);
}

size_t
chl_trained_state_size(const chl_trained *net)
{
    return net != NULL ? 3 * net->count + 1 : 0;
}

void
chl_trained_save(const chl_trained *net, double *state)
{
    const chl_optimiser_state now = chl_optimiser_state_of(net->optimiser);

    memcpy(state, net->theta, net->count * sizeof *state);
    memcpy(state + net->count, now.moments, 2 * net->count * sizeof *state);
    state[3 * net->count] = (double) *now.steps;
}

void
chl_trained_load(chl_trained *net, const double *state)
{
    const chl_optimiser_state now = chl_optimiser_state_of(net->optimiser);

    memcpy(net->theta, state, net->count * sizeof *state);
    memcpy(now.moments, state + net->count, 2 * net->count * sizeof *state);
    *now.steps = (size_t) state[3 * net->count];
    refresh(net);
}

bool
chl_trained_is_finite(const chl_trained *net)
{
    for (size_t p = 0; p < net->count; p++) {
        if (!isfinite(net->theta[p])) {
            return false;
        }
    }
    return true;
}
