/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Write the documents of the made results into a folder, for validate.py. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "documents.h"

static const char *folder;

static void
write_document(const char *name, chl_result *result)
{
    char *document = document_of(result, "json"), path[1024];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s.json", folder, name);
    file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(document, file), 0);
    ck_assert_int_eq(fclose(file), 0);
    chl_free(document);
}

START_TEST(documents_are_written)
{
    write_document("full", results_full());
    write_document("hostile", results_hostile());
    write_document("bare", results_bare());
}
END_TEST

int
main(int argc, char **argv)
{
    Suite *suite = suite_create("documents");
    TCase *tcase = tcase_create("documents");

    if (argc != 2) {
        fprintf(stderr, "usage: write_documents FOLDER\n");
        return EXIT_FAILURE;
    }
    folder = argv[1];
    tcase_add_test(tcase, documents_are_written);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
