/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a zip, tar or gzip: refused with a sentence, or a sound table;
 * what can be read can also be checked, and the check finds no error. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "data/names.h"
#include "data/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool law)
{
    if (!law) {
        abort();
    }
}

static void
check_table(const chl_table *table)
{
    char **names = table->item_names;

    require(table->count > 0 && table->images && table->axes == 4);
    require(table->spool.size >= chl_table_size(table));
    /* CIFAR's records have no names. */
    for (size_t i = 0; names == NULL && i < table->count; i++) {
        require(table->labels[i] < (ptrdiff_t) table->class_count);
    }
    for (size_t i = 0; names != NULL && i < table->count; i++) {
        require(chl_text_is_utf8(names[i], strlen(names[i])));
        require(i == 0 || chl_name_compare(names[i - 1], names[i]) <= 0);
        require(table->labels == NULL
                || table->labels[i] < (ptrdiff_t) table->class_count);
    }
}

static size_t
count_errors(const chl_findings *findings)
{
    size_t count = 0;

    for (size_t k = 0; k < findings->count; k++) {
        count += findings->list[k].severity == CHL_SEVERITY_ERROR;
    }
    return count;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const chl_reader *const readers[] = { &chl_reader_zip,
                                                 &chl_reader_tar };
    chl_source source = { .path = "fuzz", .bytes = data, .size = size };

    for (size_t k = 0; k < 2; k++) {
        chl_table table = { 0 }, checked = { 0 };
        chl_findings findings = { 0 };
        chl_error err = { 0 };
        bool read, found;

        if (!readers[k]->sniff(&source)) {
            continue;
        }
        read = readers[k]->read(&source, NULL, NULL, &table, &err) == CHL_OK;
        require(read || err.text[0] != '\0');
        found = readers[k]->read(&source, &findings, NULL, &checked, NULL)
                == CHL_OK;
        if (read) {
            check_table(&table);
            require(found && count_errors(&findings) == 0);
            require(checked.count == table.count);
        } else {
            require(!found || count_errors(&findings) > 0);
        }
        chl_table_clear(&table);
        chl_table_clear(&checked);
        chl_findings_clear(&findings);
    }
    return 0;
}
