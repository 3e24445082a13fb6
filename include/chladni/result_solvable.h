/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The section of a result about the solvable GAN; a part of report.h. */
#ifndef CHLADNI_RESULT_SOLVABLE_H
#define CHLADNI_RESULT_SOLVABLE_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Row-major. */
typedef struct chl_result_matrix {
    size_t rows, columns;
    double *values;
} chl_result_matrix;

/* One eigenvector of the data's effective covariance in the solvable GAN. */
typedef struct chl_result_solvable_mode {
    double lambda;
    char *phase;      /* "fails", "recovers" or "oscillates"; NULL where the
                         covariances of data and generator differ             */
    double growth;    /* of the critic's overlap from a blind start, 1/time   */
    double freeze;    /* least alignment at which learning can freeze         */
    double limit;     /* alignment where it has come to rest; NaN if it has
                         not                                                  */
    double period;    /* of the swing about full alignment; NaN if none       */
    double alignment; /* cosine of the mode and the generator's span at the
                         end                                                  */
    double critic;    /* length of the mode in the critic at the end          */
    double between;   /* DATA: part of the variance that is between classes   */
    char *low_classes, *high_classes; /* DATA: classes at its two ends        */
} chl_result_solvable_mode;

typedef struct chl_result_solvable_point {
    double t;
    size_t count;
    double *alignment, *critic; /* of each mode                               */
} chl_result_solvable_point;

/* A state that does not move, and the rightmost eigenvalue there. */
typedef struct chl_result_fixed_point {
    char *name;    /* "blind", "critic alone", "active critic" or "aligned"  */
    size_t mode;   /* 1, 2, ..; 0 = all modes at once                         */
    double re, im; /* 1/time                                                  */
    bool stable;   /* re <= 0 to rounding                                     */
} chl_result_fixed_point;

/* Runs in finite dimension against the solution. */
typedef struct chl_result_finite {
    char *method; /* "sgd" or "chain"                                         */
    size_t n, runs;
    double deviation; /* root mean square over runs and order parameters      */
} chl_result_finite;

/* The solvable GAN; of the order parameters at the end, see solvable.h. */
typedef struct chl_result_solvable {
    char *constraint_w, *constraint_v, *response;
    char *regime; /* "failure", "partial recovery", "recovery", "oscillation";
                     NULL where no phases are known                           */
    double tau, tau_g, eta_true, eta_gen, decay_w, decay_v, time;
    size_t batch;
    chl_result_matrix cov, cov_gen, p, q, r, s, z;
    double low, high; /* the solvable interval                                */
    double drift;     /* largest violation of a constraint on the way         */
    double boost_low, boost_high; /* correlation that lifts the leading mode
                                     over either end                          */
    double kept_tau, kept_tau_g, free_tau, free_tau_g; /* rates that make the
                     most modes learnable: with this tau_g / tau, and any     */
    double kept_eta; /* or, at these rates, the noise that does               */
    size_t kept_learnable, free_learnable, learnable;
    size_t rows; /* DATA: used; 0 = no data                                   */
    size_t dimension; /* DATA: columns that vary                              */
    size_t above;     /* DATA: eigenvalues above the noise                    */
    double scale;     /* DATA: factor on the rows                             */
    double slope;     /* of log deviation over log n; the theory says -1/2    */
    double rows_deviation, rows_expected, rows_kurtosis,
        rows_kurtosis_expected; /* microscopic law against its moments        */
    size_t mode_count, point_count, fixed_count, finite_count;
    chl_result_solvable_mode *modes; /* largest lambda first                  */
    chl_result_solvable_point *points;
    chl_result_fixed_point *fixed;
    chl_result_finite *finite;
} chl_result_solvable;

#ifdef __cplusplus
}
#endif

#endif
