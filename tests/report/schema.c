/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schema.h"

#include <stdio.h>
#include <string.h>

#include <check.h>
#include <jansson.h>

static void check_value(const json_t *root, const json_t *schema, json_t *value,
                        const char *path);

static json_t *
resolve(const json_t *root, const char *reference)
{
    const char *prefix = "#/$defs/";

    ck_assert_int_eq(strncmp(reference, prefix, strlen(prefix)), 0);
    return json_object_get(json_object_get(root, "$defs"),
                           reference + strlen(prefix));
}

static const char *
type_of(const json_t *value)
{
    static const char *const names[] = {
        [JSON_OBJECT] = "object", [JSON_ARRAY] = "array",
        [JSON_STRING] = "string", [JSON_INTEGER] = "integer",
        [JSON_REAL] = "number",   [JSON_TRUE] = "boolean",
        [JSON_FALSE] = "boolean", [JSON_NULL] = "null",
    };

    return names[json_typeof(value)];
}

static void
check_type(const json_t *types, const json_t *value, const char *path)
{
    const json_t *one;
    size_t k;

    if (json_is_string(types)) {
        ck_assert_msg(strcmp(json_string_value(types), type_of(value)) == 0,
                      "%s is %s", path, type_of(value));
        return;
    }
    json_array_foreach(types, k, one)
    {
        if (strcmp(json_string_value(one), type_of(value)) == 0) {
            return;
        }
    }
    ck_abort_msg("%s is %s", path, type_of(value));
}

static void
check_object(const json_t *root, const json_t *schema, json_t *value,
             const char *path)
{
    json_t *member, *properties = json_object_get(schema, "properties");
    json_t *others = json_object_get(schema, "additionalProperties");
    json_t *required = json_object_get(schema, "required"), *name;
    const char *key;
    size_t k;

    ck_assert_msg(others != NULL, "%s may have any member", path);
    json_object_foreach(value, key, member)
    {
        json_t *own = json_object_get(properties, key);
        char inner[256];

        snprintf(inner, sizeof inner, "%.200s.%.50s", path, key);
        ck_assert_msg(own != NULL || json_is_object(others),
                      "%s is not in the schema", inner);
        check_value(root, own != NULL ? own : others, member, inner);
    }
    json_array_foreach(required, k, name)
    {
        ck_assert_msg(json_object_get(value, json_string_value(name)) != NULL,
                      "%s.%s is missing", path, json_string_value(name));
    }
}

static void
check_listed(const json_t *listed, const json_t *value, const char *path)
{
    const json_t *one;
    size_t k;

    json_array_foreach(listed, k, one)
    {
        if (json_equal(one, value)) {
            return;
        }
    }
    ck_assert_msg(listed == NULL, "%s is none of the words allowed", path);
}

static void
check_value(const json_t *root, const json_t *schema, json_t *value,
            const char *path)
{
    const char *reference = json_string_value(json_object_get(schema, "$ref"));
    json_t *constant, *item;
    size_t k;

    if (reference != NULL) {
        schema = resolve(root, reference);
    }
    ck_assert_msg(json_is_object(schema), "%s has no schema", path);
    constant = json_object_get(schema, "const");
    ck_assert_msg(constant == NULL || json_equal(constant, value), "%s", path);
    check_listed(json_object_get(schema, "enum"), value, path);
    if (json_object_get(schema, "type") != NULL) {
        check_type(json_object_get(schema, "type"), value, path);
    }
    if (json_is_object(value)) {
        check_object(root, schema, value, path);
    }
    json_array_foreach(value, k, item)
    {
        char inner[256];

        snprintf(inner, sizeof inner, "%.200s[%zu]", path, k);
        check_value(root, json_object_get(schema, "items"), item, inner);
    }
}

void
ck_assert_obeys_schema(const char *document, const char *schema)
{
    char path[1024];
    json_error_t why;
    json_t *rules, *value;

    snprintf(path, sizeof path, "%s/%s", CHLADNI_SCHEMAS, schema);
    rules = json_load_file(path, 0, &why);
    ck_assert_msg(rules != NULL, "%s: %s", path, why.text);
    value = json_loads(document, JSON_REJECT_DUPLICATES, &why);
    ck_assert_msg(value != NULL, "line %d: %s", why.line, why.text);
    check_value(rules, rules, value, "document");
    json_decref(value);
    json_decref(rules);
}
