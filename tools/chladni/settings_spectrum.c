/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of the spectrum, fields of chl_spectrum_settings. */
#include "settings.h"

#include "words.h"

#define SPECTRUM(member) offsetof(chl_spectrum_settings, member)

static const char *
solver_word(size_t index)
{
    static const char *const words[] = { "auto", "dense", "arpack",
                                         "shift-invert" };

    return index < sizeof words / sizeof *words ? words[index] : NULL;
}

static const char *
landmark_word(size_t index)
{
    static const char *const words[] = { "uniform", "kmeans++" };

    return index < sizeof words / sizeof *words ? words[index] : NULL;
}

static const char *
operator_word(size_t index)
{
    static const char *const words[] = { "galerkin", "graph", "grid", "all" };

    return index < sizeof words / sizeof *words ? words[index] : NULL;
}

static const char *
adapt_word(size_t index)
{
    static const char *const words[] = { "auto", "on", "off" };

    return index < sizeof words / sizeof *words ? words[index] : NULL;
}

static const option spectrum_options[] = {
    { .name = "operator",
      .kind = OPTION_TEXT,
      .field = SPECTRUM(operator_name),
      .argument = "NAME",
      .word = operator_word,
      .help = "galerkin; graph, of nearest neighbours, for data on few "
              "dimensions; grid, up to 3 columns; all, side by side" },
    { .name = "kernel",
      .kind = OPTION_TEXT,
      .field = SPECTRUM(kernel),
      .argument = "NAME",
      .offer = words_kernel,
      .help =
          "matern52, matern32, gauss or laplace; ntk-A or nngp-A, of a wide "
          "network with activation A (relu, erf, gelu, ..., or a sum such "
          "as relu+erf); of a convolutional one cntk-A, or cntk-gap-A for "
          "images of some 8 x 8; conv, random convolution features" },
    { .name = "depth",
      .kind = OPTION_SIZE,
      .field = SPECTRUM(depth),
      .argument = "L",
      .low = 1,
      .automatic = "auto",
      .help =
          "hidden layers of ntk-A and nngp-A (auto: 3), of cntk-A (auto: 2) "
          "and of conv (auto: 2; at most 3)" },
    { .name = "bandwidth",
      .kind = OPTION_REAL,
      .field = SPECTRUM(bandwidth),
      .argument = "X",
      .traits = OPTION_ABOVE,
      .automatic = "auto",
      .help = "length scale of the kernel; auto takes the best held-out score "
              "of five" },
    { .name = "cells",
      .kind = OPTION_SIZE,
      .field = SPECTRUM(cells),
      .argument = "N",
      .low = 8,
      .automatic = "auto",
      .help = "of a grid, per axis; auto goes by the number of columns" },
    { .name = "ridge",
      .kind = OPTION_REAL,
      .field = SPECTRUM(ridge),
      .argument = "X",
      .traits = OPTION_ABOVE,
      .automatic = "auto",
      .help = "relative regularisation; auto takes the best held-out score" },
    { .name = "adapt",
      .kind = OPTION_TEXT,
      .field = SPECTRUM(adapt),
      .argument = "WHEN",
      .word = adapt_word,
      .help = "fit the kernel's metric to the slowest modes: auto (more than 8 "
              "columns), on or off" },
    { .name = "landmarks",
      .kind = OPTION_SIZE,
      .field = SPECTRUM(landmarks),
      .argument = "M",
      .low = 1,
      .help = "basis functions, at most a quarter of the rows, a third above 8 "
              "columns" },
    { .name = "landmark-rule",
      .kind = OPTION_TEXT,
      .field = SPECTRUM(landmark_rule),
      .argument = "RULE",
      .word = landmark_word,
      .automatic = "auto",
      .help = "uniform or kmeans++" },
    { .name = "modes",
      .kind = OPTION_SIZE,
      .field = SPECTRUM(modes),
      .argument = "K",
      .low = 1,
      .help = "eigenvalues wanted" },
    { .name = "samples",
      .kind = OPTION_SIZE,
      .field = SPECTRUM(samples),
      .argument = "N",
      .low = 1,
      .automatic = "all",
      .help = "rows used; of a named distribution, rows drawn instead of "
              "10000" },
    { .name = "bootstrap",
      .kind = OPTION_SIZE,
      .field = SPECTRUM(bootstrap),
      .argument = "B",
      .help = "replicates behind the intervals; 0 for none" },
    { .name = "solver",
      .kind = OPTION_TEXT,
      .field = SPECTRUM(solver),
      .argument = "NAME",
      .word = solver_word,
      .help = "auto, dense or arpack; of a graph also shift-invert, by a "
              "sparse factor" },
    { .name = "resume",
      .kind = OPTION_FLAG,
      .field = SPECTRUM(resume),
      .traits = OPTION_UNRECORDED | OPTION_FLAG_ONLY,
      .help = "keep what is done of a long run, and go on from there if it was "
              "interrupted; the bytes are the same" },
    { .name = "checkpoint",
      .kind = OPTION_TEXT,
      .field = SPECTRUM(checkpoint),
      .argument = "FILE",
      .automatic = "none",
      .traits = OPTION_UNRECORDED | OPTION_FILE,
      .help =
          "where that is kept; with --resume alone, the first output's name "
          "with .checkpoint behind" },
};

option_table
settings_spectrum(chl_spectrum_settings *settings)
{
    return (option_table){ "Spectrum", spectrum_options,
                           sizeof spectrum_options / sizeof *spectrum_options,
                           settings };
}
