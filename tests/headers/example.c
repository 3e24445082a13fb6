/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a user's first program looks like: the slowest mode of a dataset and
 * the penalty weight that suits it. usage: example DATA */
#include <chladni.h>

#include <stdio.h>
#include <stdlib.h>

static chl_status
run(const char *where, chl_dataset **dataset, chl_result **result,
    chl_error *err)
{
    chl_spectrum_settings spectrum = chl_spectrum_settings_default();
    chl_dataset_settings settings = chl_dataset_settings_default();
    chl_status status;

    spectrum.landmarks = 256;
    settings.samples = 4000; /* of a named measure such as gauss:sigma=1 */
    status = chl_dataset_open(where, &settings, dataset, err);
    if (status == CHL_OK) {
        status = chl_result_create("example", result, err);
    }
    if (status == CHL_OK) {
        status = chl_study_spectrum(*dataset, &spectrum, *result, err);
    }
    if (status == CHL_OK) {
        status = chl_study_predict(NULL, *result, err);
    }
    return status;
}

int
main(int argc, char **argv)
{
    chl_error err = { 0 };
    chl_dataset *dataset = NULL;
    chl_result *result = NULL;
    chl_status status =
        run(argc > 1 ? argv[1] : "gauss:sigma=1,1", &dataset, &result, &err);

    if (status == CHL_OK) {
        printf("lambda_1 %g\ngamma %g\n", result->spectrum->lambda[0],
               result->prediction->gamma);
    } else {
        fprintf(stderr, "%s: %s\n", chl_status_text(status), err.text);
    }
    chl_result_free(result);
    chl_dataset_free(dataset);
    return status == CHL_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
