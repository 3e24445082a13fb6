/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One spectrum by every operator that applies, and whether they agree. */
#include "study/estimators.h"

#include <string.h>

#include "base/error.h"
#include "report/agreement.h"
#include "report/result.h"
#include "study/rollback.h"

enum {
    GRAPH_ROWS = 20000 /* a second opinion: no more than these            */
};

/* What each operator made of the data; NULL where it does not apply. */
typedef struct opinions {
    chl_result *made[CHL_ESTIMATORS];
    char *refusal[CHL_ESTIMATORS];
} opinions;

static void
clear(opinions *all)
{
    for (size_t k = 0; k < CHL_ESTIMATORS; k++) {
        chl_result_free(all->made[k]);
        chl_free(all->refusal[k]);
    }
}

static chl_spectrum_settings
settings_of(const chl_estimator *estimator, const chl_dataset *dataset,
            const chl_spectrum_settings *settings)
{
    chl_spectrum_settings s = *settings;
    size_t rows = chl_dataset_describe(dataset)->count;

    s.operator_name = estimator->name;
    if (strcmp(estimator->name, "graph") != 0
        && strcmp(s.solver, "shift-invert") == 0) {
        s.solver = "auto"; /* only the graph has a sparse matrix */
    }
    if (strcmp(estimator->name, "graph") == 0) {
        rows = s.samples > 0 && s.samples < rows ? s.samples : rows;
        s.samples = rows < GRAPH_ROWS ? rows : GRAPH_ROWS;
    }
    if (estimator != &chl_estimators[0]) {
        s.bandwidth = 0.0; /* one length means another thing to each */
        s.sheet = 0;
    }
    return s;
}

/* An operator that does not fit these data says so; that is its opinion. */
static bool
is_refusal(chl_status status)
{
    return status == CHL_EDATA || status == CHL_EUNSUPPORTED
           || status == CHL_ENUMERIC;
}

static chl_status
ask(const chl_dataset *dataset, const chl_spectrum_settings *settings, size_t k,
    opinions *all, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_estimator *estimator = &chl_estimators[k];
    chl_spectrum_settings s = settings_of(estimator, dataset, settings);
    chl_error refused = { 0 };

    CHL_TRY(chl_result_create("spectrum", &all->made[k], err));
    status = estimator->run(dataset, &s, all->made[k], &refused);
    if (k > 0 && is_refusal(status)) {
        chl_result_free(all->made[k]);
        all->made[k] = NULL;
        status = chl_result_set_text(&all->refusal[k], refused.text, err);
    } else if (status != CHL_OK && err != NULL) {
        *err = refused;
    }
out:
    return status;
}

/* The warning by which an operator disowns its numbers, or NULL. */
static const chl_warning *
disowning(const chl_result *made)
{
    for (size_t k = 0; k < made->warning_count; k++) {
        const chl_warning *w = &made->warnings[k];

        if (strcmp(w->severity, "note") != 0
            && (strcmp(w->code, "W-NOT-APPLICABLE") == 0
                || strcmp(w->code, "W-DEGRADED") == 0)) {
            return w;
        }
    }
    return NULL;
}

static chl_status
fill_opinion(const chl_result *made, const char *refusal,
             chl_result_opinion *out, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_warning *doubt = made != NULL ? disowning(made) : NULL;
    const chl_result_spectrum *s = made != NULL ? made->spectrum : NULL;

    CHL_TRY(chl_result_set_text(&out->note,
                                doubt != NULL ? doubt->text : refusal, err));
    if (s == NULL) {
        goto out;
    }
    CHL_TRY(chl_result_opinion_fill(out, s->count, err));
    memcpy(out->lambda, s->lambda, s->count * sizeof *s->lambda);
    memcpy(out->ci_low, s->ci_low, s->count * sizeof *s->ci_low);
    memcpy(out->ci_high, s->ci_high, s->count * sizeof *s->ci_high);
    out->rows = s->rows;
    out->trusted = doubt == NULL;
out:
    return status;
}

static chl_status
warn(const chl_meeting *m, size_t mode, chl_result *result, chl_error *err)
{
    return chl_result_warn(
        result, "W-ESTIMATORS-DISAGREE", mode == 0 ? "warning" : "note", err,
        "eigenvalue %zu is %.3g in [%.3g, %.3g] by %s and %.3g in [%.3g, "
        "%.3g] by %s: the intervals do not meet",
        mode + 1, m->lower->lambda[mode], m->lower->ci_low[mode],
        m->lower->ci_high[mode], m->lower->operator_name,
        m->upper->lambda[mode], m->upper->ci_low[mode], m->upper->ci_high[mode],
        m->upper->operator_name);
}

/* One sentence, of the slowest mode that is in dispute. */
static chl_status
compare(chl_result_agreement *a, chl_result *result, chl_error *err)
{
    chl_status status = CHL_OK;

    for (size_t mode = 0; mode < chl_agreement_modes(a); mode++) {
        chl_meeting m = chl_agreement_meet(a, mode);

        a->compared += m.voices > 1;
        if (chl_agreement_apart(a, mode) && a->apart++ == 0) {
            CHL_TRY(warn(&m, mode, result, err));
        }
    }
out:
    return status;
}

static chl_status
take_warnings(const opinions *all, chl_result *result, chl_error *err)
{
    chl_status status = CHL_OK;

    for (size_t k = 0; k < CHL_ESTIMATORS; k++) {
        const chl_result *made = all->made[k];

        for (size_t i = 0; made != NULL && i < made->warning_count; i++) {
            const chl_warning *w = &made->warnings[i];
            bool doubt = k > 0 && w == disowning(made);

            CHL_TRY(chl_result_warn(result, w->code,
                                    doubt ? "note" : w->severity, err, "%s: %s",
                                    chl_estimators[k].name, w->text));
        }
    }
out:
    return status;
}

static chl_status
settle(opinions *all, chl_result *result, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_result_agreement *section = NULL;

    CHL_TRY(chl_result_agreement_create(CHL_ESTIMATORS, &section, err));
    for (size_t k = 0; k < CHL_ESTIMATORS; k++) {
        chl_result_opinion *o = &section->opinions[k];

        CHL_TRY(chl_result_set_text(&o->operator_name, chl_estimators[k].name,
                                    err));
        o->chosen = k == 0;
        CHL_TRY(fill_opinion(all->made[k], all->refusal[k], o, err));
    }
    CHL_TRY(compare(section, result, err));
    CHL_TRY(take_warnings(all, result, err));
    chl_result_section_free(&chl_record_spectrum, result->spectrum);
    result->spectrum = all->made[0]->spectrum;
    all->made[0]->spectrum = NULL;
    chl_result_section_free(&chl_record_agreement, result->agreement);
    result->agreement = section;
    section = NULL;
out:
    chl_result_section_free(&chl_record_agreement, section);
    return status;
}

chl_status
chl_spectrum_all(const chl_dataset *dataset,
                 const chl_spectrum_settings *settings, chl_result *result,
                 chl_error *err)
{
    chl_status status = CHL_OK;
    size_t warnings = result->warning_count;
    opinions all = { 0 };

    for (size_t k = 0; k < CHL_ESTIMATORS; k++) {
        CHL_TRY(ask(dataset, settings, k, &all, err));
    }
    CHL_TRY(settle(&all, result, err));
out:
    if (status != CHL_OK) {
        chl_result_unwarn(result, warnings);
    }
    clear(&all);
    return status;
}
