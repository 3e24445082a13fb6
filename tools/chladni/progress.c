/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line on stderr that says where a long computation stands. */
#include "progress.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    BAR_CELLS = 24,
    LINE_COLUMNS = 72
};

static const double redraw_seconds = 0.1;

/* A handler may touch nothing else. */
static volatile sig_atomic_t interrupted;

static void
interrupt(int number)
{
    interrupted = number;
}

void
interruption_watch(void)
{
    struct sigaction action = { .sa_handler = interrupt,
                                .sa_flags = (int) SA_RESETHAND };

    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

int
interruption_signal(void)
{
    return interrupted;
}

static double
seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double) now.tv_sec + 1e-9 * (double) now.tv_nsec;
}

static void
describe_rest(double elapsed, double share, char *buffer, size_t size)
{
    double rest = share > 0 ? elapsed * (1 - share) / share : -1;

    buffer[0] = '\0';
    if (elapsed > 1 && rest >= 0 && rest < 360000) {
        snprintf(buffer, size, "%d:%02d left", (int) rest / 60,
                 (int) rest % 60);
    }
}

static void
draw(progress_bar *bar, const chl_progress_event *now, double time)
{
    double share = now->total > 0 ? now->done / now->total : 0;
    char cells[BAR_CELLS + 1], rest[32], line[160];
    size_t full;

    share = share < 0 ? 0 : share > 1 ? 1 : share;
    full = (size_t) (share * BAR_CELLS);
    memset(cells, '.', BAR_CELLS);
    memset(cells, '#', full);
    cells[BAR_CELLS] = '\0';
    describe_rest(time - bar->stage_began, share, rest, sizeof rest);
    snprintf(line, sizeof line, "%-18.18s [%s] %3.0f %%  %s", now->stage, cells,
             100 * share, rest);
    fprintf(stderr, "\r%-*s", LINE_COLUMNS, line);
    fflush(stderr);
    bar->drawn = true;
    bar->last_drawn = time;
}

static bool
report(void *user, const chl_progress_event *now)
{
    progress_bar *bar = user;
    double time;

    if (interrupted) {
        return false;
    }
    if (!bar->shown) {
        return true;
    }
    time = seconds();
    if (bar->stage == NULL || strcmp(bar->stage, now->stage) != 0) {
        bar->stage = now->stage;
        bar->stage_began = time;
    }
    if (time - bar->last_drawn >= redraw_seconds) {
        draw(bar, now, time);
    }
    return true;
}

void
progress_open(progress_bar *bar, bool wanted)
{
    *bar = (progress_bar){ .shown = wanted && isatty(STDERR_FILENO) };
    bar->last_drawn = seconds();
}

chl_progress
progress_callback(progress_bar *bar)
{
    return (chl_progress){ report, bar };
}

void
progress_close(progress_bar *bar)
{
    if (bar->drawn) {
        fprintf(stderr, "\r%*s\r", LINE_COLUMNS, "");
        fflush(stderr);
    }
    bar->drawn = false;
    bar->shown = false;
}
