/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One table per document (RFC 4180 with plain line feeds): the lines of a
 * verification, else the items of a ranking, else a comparison, else a
 * trajectory, else the eigenvalues. */
#include <math.h>
#include <string.h>

#include "report/format.h"
#include "report/writer.h"

static void
add_real(chl_text *out, double value)
{
    char buffer[CHL_REAL_CHARS];

    if (isfinite(value)) {
        chl_format_real(value, buffer);
        chl_text_add(out, ",%s", buffer);
    } else if (isinf(value)) {
        chl_text_add(out, value > 0.0 ? ",inf" : ",-inf");
    } else {
        chl_text_add_bytes(out, ",", 1);
    }
}

static void
add_words(chl_text *out, const char *words)
{
    chl_text_add_bytes(out, "\"", 1);
    for (const char *at = words != NULL ? words : ""; *at != '\0';) {
        size_t length = chl_format_sequence(at, strlen(at));

        if (length == 0) {
            chl_text_add_bytes(out, "\xef\xbf\xbd", 3);
            length = 1;
        } else if (*at == '"') {
            chl_text_add_bytes(out, "\"\"", 2);
        } else {
            chl_text_add_bytes(out, at, length);
        }
        at += length;
    }
    chl_text_add_bytes(out, "\"", 1);
}

static void
add_bool(chl_text *out, bool value)
{
    chl_text_add(out, value ? ",true" : ",false");
}

static void
add_verify(chl_text *out, const chl_result_verify *verify)
{
    chl_text_add(out, "measure,index,truth,estimate,relative_error,"
                      "standard_error,covered,passed\n");
    for (size_t k = 0; k < verify->count; k++) {
        const chl_result_check *check = &verify->checks[k];

        add_words(out, check->measure);
        chl_text_add(out, ",%zu", check->index);
        add_real(out, check->truth);
        add_real(out, check->estimate);
        add_real(out, check->relative_error);
        add_real(out, check->standard_error);
        add_bool(out, check->covered);
        add_bool(out, check->passed);
        chl_text_add_bytes(out, "\n", 1);
    }
}

static void
add_scores(chl_text *out, const chl_result_augment *a, size_t count)
{
    for (size_t c = 0; c < count; c++) {
        add_real(out,
                 a != NULL && c < a->score_count ? a->scores[c].value : NAN);
    }
}

static void
add_ranking(chl_text *out, const chl_result_ranking *ranking)
{
    chl_text_add(out, "name,strength,score,ci_low,ci_high,lambda_1,rate,"
                      "tie_group,leak");
    for (size_t c = 0; c < ranking->criterion_count; c++) {
        chl_text_add_bytes(out, ",", 1);
        add_words(out, ranking->criteria[c].name);
    }
    chl_text_add_bytes(out, "\n", 1);
    for (size_t k = 0; k < ranking->count; k++) {
        const chl_result_item *item = &ranking->items[k];

        add_words(out, item->name);
        add_real(out, item->strength);
        add_real(out, item->score);
        add_real(out, item->ci_low);
        add_real(out, item->ci_high);
        add_real(out, item->lambda_1);
        add_real(out, item->rate);
        chl_text_add(out, ",%zu", item->tie_group);
        add_bool(out, item->leak);
        add_scores(out, item->augment, ranking->criterion_count);
        chl_text_add_bytes(out, "\n", 1);
    }
}

static double
value_at(const double *list, size_t k)
{
    return list != NULL ? list[k] : NAN;
}

static void
add_spectrum(chl_text *out, const chl_result_spectrum *s,
             const chl_result_prediction *p)
{
    for (size_t k = 0; k < s->count; k++) {
        bool known = p != NULL && k < p->root_count;

        chl_text_add(out, "%zu", k);
        add_real(out, value_at(s->lambda, k));
        add_real(out, value_at(s->ci_low, k));
        add_real(out, value_at(s->ci_high, k));
        add_real(out, value_at(s->lambda_train, k));
        add_real(out, value_at(s->lambda_heldout, k));
        add_real(out, value_at(s->standard_error, k));
        add_real(out, value_at(s->residual, k));
        add_real(out, known ? p->roots[k].re : NAN);
        add_real(out, known ? p->roots[k].im : NAN);
        chl_text_add_bytes(out, "\n", 1);
    }
}

static void
add_comparison(chl_text *out, const chl_result_comparison *c)
{
    chl_text_add(out, "data,index,lambda,ci_low,ci_high,ratio,ratio_low,"
                      "ratio_high\n");
    for (size_t k = 0; k < c->count; k++) {
        const chl_result_side *s = &c->sides[k];

        for (size_t i = 0; i < s->count; i++) {
            add_words(out, s->name);
            chl_text_add(out, ",%zu", i);
            add_real(out, s->lambda[i]);
            add_real(out, s->ci_low[i]);
            add_real(out, s->ci_high[i]);
            add_real(out, s->ratio[i]);
            add_real(out, s->ratio_low[i]);
            add_real(out, s->ratio_high[i]);
            chl_text_add_bytes(out, "\n", 1);
        }
    }
}

/* Both of every direction, the strongest first. */
static void
add_solvable(chl_text *out, const chl_result_solvable *s)
{
    chl_text_add(out, "t");
    for (size_t k = 0; k < s->mode_count; k++) {
        chl_text_add(out, ",learned_%zu,critic_%zu", k + 1, k + 1);
    }
    chl_text_add_bytes(out, "\n", 1);
    for (size_t i = 0; i < s->point_count; i++) {
        const chl_result_solvable_point *p = &s->points[i];
        char buffer[CHL_REAL_CHARS];

        chl_format_real(p->t, buffer);
        chl_text_add(out, "%s", buffer);
        for (size_t k = 0; k < s->mode_count; k++) {
            bool there = k < p->count;

            add_real(out, there ? value_at(p->alignment, k) : NAN);
            add_real(out, there ? value_at(p->critic, k) : NAN);
        }
        chl_text_add_bytes(out, "\n", 1);
    }
}

static void
add_meanfield(chl_text *out, const chl_result_meanfield *s)
{
    const size_t faces = s->point_count > 0 ? s->points[0].count : 0;

    chl_text_add(out, "t,g,m,energy,distance,invariant,low,high");
    for (size_t k = 0; k < faces; k++) {
        chl_text_add(out, ",clipped_%zu", k);
    }
    chl_text_add_bytes(out, "\n", 1);
    for (size_t i = 0; i < s->point_count; i++) {
        const chl_result_meanfield_point *p = &s->points[i];
        char buffer[CHL_REAL_CHARS];

        chl_format_real(p->t, buffer);
        chl_text_add(out, "%s", buffer);
        add_real(out, p->g);
        add_real(out, p->m);
        add_real(out, p->energy);
        add_real(out, p->distance);
        add_real(out, p->invariant);
        add_real(out, p->low);
        add_real(out, p->high);
        for (size_t k = 0; k < faces; k++) {
            add_real(out, k < p->count ? value_at(p->singular, k) : NAN);
        }
        chl_text_add_bytes(out, "\n", 1);
    }
}

static void
add_flow(chl_text *out, const chl_result_flow *f)
{
    chl_text_add(out, "step,energy,loss,sinkhorn,transport,mmd,speed,rate\n");
    for (size_t k = 0; k < f->point_count; k++) {
        const chl_result_flow_point *p = &f->points[k];

        chl_text_add(out, "%zu", p->step);
        add_real(out, p->energy);
        add_real(out, p->loss);
        add_real(out, p->sinkhorn);
        add_real(out, p->transport);
        add_real(out, p->mmd);
        add_real(out, p->speed);
        add_real(out, p->rate);
        chl_text_add_bytes(out, "\n", 1);
    }
}

static chl_status
render(const chl_result *result, const chl_document_settings *settings,
       chl_text *out, chl_error *err)
{
    (void) settings;
    (void) err;
    if (result->verify != NULL) {
        add_verify(out, result->verify);
    } else if (result->ranking != NULL) {
        add_ranking(out, result->ranking);
    } else if (result->comparison != NULL) {
        add_comparison(out, result->comparison);
    } else if (result->solvable != NULL) {
        add_solvable(out, result->solvable);
    } else if (result->meanfield != NULL) {
        add_meanfield(out, result->meanfield);
    } else if (result->flow != NULL) {
        add_flow(out, result->flow);
    } else {
        chl_text_add(out, "index,lambda,ci_low,ci_high,train,heldout,"
                          "standard_error,residual,root_re,root_im\n");
        if (result->spectrum != NULL) {
            add_spectrum(out, result->spectrum, result->prediction);
        }
    }
    return CHL_OK;
}

const chl_writer chl_writer_csv = { "csv", ".csv", render };
