/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums shared by a team; its ranks are threads here. */
#include <string.h>

#include "base/error.h"
#include "base/random.h"
#include "operators/galerkin.h"
#include "ranks.h"
#include "support/runner.h"

enum {
    ROWS = 300,
    DIMENSION = 3,
    LANDMARKS = 10,
    GROUPS = 5,
    RANKS = RANKS_MOST,
    SIZE = GROUPS * (LANDMARKS + 2) * (LANDMARKS + 4)
};

static const chl_random source = { 29, CHL_STREAM_TESTS };
static double values[ROWS * DIMENSION];

typedef struct rank {
    uint64_t seed;
    double sums[SIZE];
    chl_status status;
    chl_error err;
} rank;

static chl_status
sum_up(const chl_team *team, rank *me, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_array array = { values, CHL_F64, 2, { ROWS, DIMENSION }, NULL };
    chl_basis_settings s = chl_basis_settings_default();
    chl_dataset *dataset = NULL;
    chl_basis *basis = NULL;
    chl_galerkin *galerkin = NULL;
    chl_kernel kernel;

    s.landmarks = LANDMARKS;
    s.groups = GROUPS;
    s.linear = 2;
    s.threads = 1;
    s.seed = me->seed;
    s.team = team->size > 1 ? team : NULL;
    CHL_TRY(chl_dataset_from_array("normal", &array, NULL, &dataset, err));
    CHL_TRY(chl_kernel_init("matern52", 1.3, &kernel, err));
    CHL_TRY(chl_basis_create(dataset, &s, &basis, err));
    CHL_TRY(chl_galerkin_create(basis, &kernel, &galerkin, err));
    memcpy(me->sums, galerkin->store, sizeof me->sums);
out:
    chl_galerkin_free(galerkin);
    chl_basis_free(basis);
    chl_dataset_free(dataset);
    return status;
}

static void
live(const chl_team *team, void *user)
{
    rank *me = user;

    me->status = sum_up(team, me, &me->err);
}

/* The sums on `size` ranks, all started; seeds differ by `apart`. */
static void
work_together(size_t size, uint64_t apart, rank *ranks)
{
    for (size_t r = 0; r < size; r++) {
        ranks[r] = (rank){ .seed = apart * r };
    }
    ranks_run(size, live, ranks, sizeof *ranks);
}

static void
setup(void)
{
    for (size_t i = 0; i < ROWS * DIMENSION; i++) {
        values[i] = chl_random_normal(&source, i);
    }
}

static rank ranks[RANKS];

/* More ranks than groups, too. */
START_TEST(every_rank_of_any_team_has_the_sums_of_one)
{
    static rank alone;

    work_together(1, 0, &alone);
    ck_assert_ok(alone.status, alone.err);
    work_together((size_t) _i, 0, ranks);
    for (int r = 0; r < _i; r++) {
        ck_assert_ok(ranks[r].status, ranks[r].err);
        ck_assert_mem_eq(ranks[r].sums, alone.sums, sizeof alone.sums);
    }
}
END_TEST

START_TEST(ranks_that_ask_different_questions_get_no_answer)
{
    work_together(3, 1, ranks);
    for (size_t r = 0; r < 3; r++) {
        ck_assert_fails(ranks[r].status, CHL_ENUMERIC,
                        "rank 1 came to other numbers than rank 0 before "
                        "'principal directions'",
                        ranks[r].err);
    }
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("team");
    TCase *tcase = tcase_create("team");

    tcase_add_checked_fixture(tcase, setup, NULL);
    tcase_add_loop_test(tcase, every_rank_of_any_team_has_the_sums_of_one, 2,
                        RANKS + 1);
    tcase_add_test(tcase, ranks_that_ask_different_questions_get_no_answer);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
