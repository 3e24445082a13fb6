/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Eigen: one front for leading eigenpairs of symmetric operators and pencils,
 * one for those of general real operators.
 */
#ifndef CHLADNI_EIGEN_H
#define CHLADNI_EIGEN_H

#include <chladni/base.h>
#include <chladni/operators.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A v = theta B v. b == NULL stands for the identity. Borrowed. */
typedef struct chl_eigen_problem {
    const chl_operator *a; /* CHL_SYMMETRIC                                  */
    const chl_operator *b; /* CHL_SYMMETRIC | CHL_POSITIVE with entries      */
} chl_eigen_problem;

typedef enum chl_eigen_which {
    CHL_LARGEST,
    CHL_SMALLEST
} chl_eigen_which;

typedef enum chl_eigen_reason {
    CHL_CONVERGED,
    CHL_HIT_ITERATION_LIMIT,
    CHL_STOPPED_BY_MONITOR
} chl_eigen_reason;

typedef struct chl_eigen_progress {
    size_t applies; /* operator applications so far                        */
    size_t wanted;
} chl_eigen_progress;

/* Observes between steps; false stops with CHL_STOPPED_BY_MONITOR. */
typedef bool chl_eigen_monitor_fn(void *user, const chl_eigen_progress *now);

typedef struct chl_eigen_settings {
    const char *method;    /* "auto", "dense" or "arpack"; default "auto"    */
    size_t count;          /* eigenpairs wanted, 1..n; default 6             */
    chl_eigen_which which; /* default CHL_LARGEST                            */
    double tolerance;      /* relative Ritz tolerance, >= 0; 0 = machine eps;
                              default 1e-12                                  */
    size_t basis;          /* Krylov basis size; 0 = max(2 count + 10, 40)   */
    size_t max_restarts;   /* >= 1; default 1000                             */
    uint64_t seed;         /* of the start vector; default 1                 */
    const chl_team *team;  /* of ranks over MPI among which arpack spreads its
                              basis; apply gives whole vectors; NULL = alone */
    bool unsearched; /* arpack: do not search for copies of multiple eigenvalues
                        that were missed; default false                       */
    chl_eigen_monitor_fn *monitor; /* NULL = none */
    void *monitor_user;
} chl_eigen_settings;

CHL_API chl_eigen_settings chl_eigen_settings_default(void);

/* Values in the order asked for: largest first, or smallest first. Vectors
 * n x count, column-major, B-orthonormal, entry of largest modulus positive
 * (the first such entry on a tie, to within 1e-6 of it). */
typedef struct chl_eigen_result {
    const char *method; /* what ran: "dense" or "arpack"; static           */
    chl_eigen_reason reason;
    size_t n, count; /* count may be below what was asked when stopped  */
    double *values;
    double *vectors;
    double *residuals; /* |A v - theta B v| / (|theta| |B v|), by us;
                          meaningless digits where theta is 0 to rounding */
    size_t applies, restarts, basis;
} chl_eigen_result;

/*
 * Leading eigenpairs of a symmetric operator or pencil,  A v = theta B v.
 *
 * Shapes     A and B are n x n.  1 <= settings->count <= n.
 * Ownership  borrows problem and settings for the call; *out is the caller's
 *            (chl_eigen_result_free); untouched on error.
 * Errors     CHL_EARG          settings out of range, or A not symmetric
 *            CHL_ESHAPE        sizes of A and B differ
 *            CHL_EUNSUPPORTED  the method named cannot do what was asked
 *            CHL_EBUSY         arpack, from inside an apply of an arpack solve
 *            CHL_ENUMERIC      B is not positive definite (text names the
 *                              leading minor), LAPACK or ARPACK broke down
 *            CHL_ENOMEM, and whatever the operators' own apply reports.
 * Threads    arpack solves take turns: ARPACK keeps state between calls.
 * Accuracy   equal bytes for equal seeds. Exception: where fewer than `basis`
 *            steps exhaust the range of the matrix (numerical rank below
 *            about 40), arpack fills up with vectors of its own sequence,
 *            which runs through the process; last digits may then depend on
 *            earlier solves.
 * Source     R. B. Lehoucq, D. C. Sorensen, C. Yang, ARPACK Users' Guide,
 *            SIAM 1998 (implicitly restarted Lanczos).
 */
CHL_API chl_status chl_eigen_solve(const chl_eigen_problem *problem,
                                   const chl_eigen_settings *settings,
                                   chl_eigen_result **out, chl_error *err);
CHL_API void chl_eigen_result_free(chl_eigen_result *result);

/* Words for a reason; static storage. */
CHL_API const char *chl_eigen_reason_text(chl_eigen_reason reason);

/* A v = s v for a real operator without symmetry. Borrowed. */
typedef struct chl_general_problem {
    const chl_operator *a;
    const chl_operator *inverse; /* (A - shift)^-1, or NULL                  */
    double shift;                /* real, not an eigenvalue                  */
} chl_general_problem;

typedef enum chl_general_which {
    CHL_RIGHTMOST,    /* largest real part first                             */
    CHL_NEAREST_SHIFT /* smallest |s - shift| first                          */
} chl_general_which;

typedef struct chl_general_settings {
    const char *method; /* "auto", "dense" or "arpack"; default "auto"       */
    size_t count;       /* eigenvalues wanted, 1..n; default 6               */
    chl_general_which which; /* default CHL_RIGHTMOST                        */
    double tolerance;        /* relative, of Ritz values of what is iterated;
                                in [0, 1), 0 = machine eps; default 1e-12    */
    size_t basis;            /* Krylov basis size; 0 = max(3 count + 10, 40) */
    size_t max_restarts;     /* >= 1; default 1000                           */
    uint64_t seed;           /* of the start vector; default 1               */
} chl_general_settings;

CHL_API chl_general_settings chl_general_settings_default(void);

/*
 * Values in the order asked for; of a conjugate pair the one with im > 0 comes
 * first, and a pair is never split: count may be one more than asked for.
 * Vectors n x count, column-major, of norm 1, the entry of largest modulus
 * real and positive (the first such entry on a tie, to within 1e-6 of it).
 */
typedef struct chl_general_result {
    const char *method; /* what ran: "dense" or "arpack"; static             */
    chl_eigen_reason reason;
    bool complete; /* none that comes before the last one listed can have been
                      missed                                                 */
    size_t n, count;
    chl_complex *values, *vectors;
    double *residuals; /* |A v - s v| / (|s| |v|), by us                     */
    size_t applies;    /* of A or of the inverse                             */
} chl_general_result;

/*
 * Leading eigenvalues of a general real operator.
 *
 * dense   all of them, by the QR algorithm.
 * arpack  CHL_NEAREST_SHIFT iterates the inverse, which it needs.
 *         CHL_RIGHTMOST iterates A, and where there is an inverse, at a shift
 *         to the right of the eigenvalues wanted, the Cayley transform
 *
 *             T = (A - tau) (A - shift)^-1,   |theta| > 1  iff
 *             Re s > (shift + tau) / 2,
 *
 *         with tau moved until the eigenvalues of T beyond the unit circle are
 *         those listed: the result is complete. Where more real parts agree
 *         than can be told apart up to eight times as many are sought. Without
 *         an inverse, or with still more of them, complete is false.
 * auto    takes dense below a size of 400, arpack above it; and dense up to
 *         1500 where arpack finds the rightmost and cannot vouch for them.
 *
 * Shapes     A and the inverse are n x n.
 * Ownership  borrows problem and settings for the call; *out is the caller's
 *            (chl_general_result_free); untouched on error.
 * Errors     CHL_EARG          settings out of range
 *            CHL_ESHAPE        sizes differ
 *            CHL_EUNSUPPORTED  the method named cannot do what was asked
 *            CHL_EBUSY         as chl_eigen_solve
 *            CHL_ENUMERIC      LAPACK or ARPACK broke down
 *            CHL_ENOMEM, and whatever the operators' own apply reports.
 * Threads    arpack solves take turns. Equal bytes for equal seeds.
 * Source     R. B. Lehoucq, D. C. Sorensen, C. Yang, ARPACK Users' Guide,
 *            SIAM 1998; K. Meerbergen, A. Spence, D. Roose, Shift-invert and
 *            Cayley transforms for detection of rightmost eigenvalues of
 *            nonsymmetric matrices, BIT 34, 1994.
 */
CHL_API chl_status chl_general_solve(const chl_general_problem *problem,
                                     const chl_general_settings *settings,
                                     chl_general_result **out, chl_error *err);
CHL_API void chl_general_result_free(chl_general_result *result);

/*
 * The stationary covariance X of dz = A z dt + noise of intensity Q,
 *     A X + X A' + Q = 0.
 *
 * Shapes     a, q, x: n x n, column-major; q symmetric, both triangles of q and
 *            x. abscissa: largest real part of an eigenvalue of A.
 * Domain     X is infinite in general unless A is stable: where abscissa is not
 *            below -1e-13 |A|, x is set to NaN, and that is no error.
 * Cost       a Schur form, 25 n^3.
 * Errors     CHL_EARG n; CHL_ENUMERIC LAPACK broke down or A is not finite;
 *            CHL_ENOMEM
 * Source     R. H. Bartels, G. W. Stewart, Comm. ACM 15 (1972) 820.
 */
CHL_API chl_status chl_lyapunov_solve(size_t n, const double *a,
                                      const double *q, double *x,
                                      double *abscissa, chl_error *err);

#ifdef __cplusplus
}
#endif

#endif
