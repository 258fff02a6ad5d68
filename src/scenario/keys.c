/* keys.c - the reference of keys, out of the field table. */
#include "blikk/blikk.h"
#include "scenario/fields.h"

static const char *type_text(bk_field_type type)
{
    switch (type) {
    case BK_TYPE_NUMBER:
        return "number";
    case BK_TYPE_NUMBERS:
        return "numbers";
    case BK_TYPE_WHOLE:
    case BK_TYPE_SEED:
        return "whole";
    case BK_TYPE_CHOICE:
        return "choice";
    case BK_TYPE_BOOL:
        return "bool";
    case BK_TYPE_LABEL:
        return "label";
    case BK_TYPE_TEXT:
        return "text";
    case BK_TYPE_DOMAIN:
        return "names a domain";
    case BK_TYPE_CONDITIONS:
        return "names conditions";
    case BK_TYPE_SET:
        return "paths and values";
    }
    return "";
}

static bk_words provenance_words(bk_provenance provenance)
{
    switch (provenance) {
    case BK_FROM_EVIDENCE:
        return BK_W_SCN_FROM_EVIDENCE;
    case BK_FROM_ASSUMPTION:
        return BK_W_SCN_FROM_ASSUMPTION;
    case BK_FROM_CONDITIONS:
        return BK_W_SCN_FROM_CONDITIONS;
    case BK_FROM_CHOICE:
        break;
    }
    return BK_W_SCN_FROM_CHOICE;
}

int32_t bk_key_count(void)
{
    return bk_field_count();
}

bk_key_info bk_key(int32_t i, bk_lang lang)
{
    const bk_field *field = bk_field_row(i);
    return (bk_key_info){
        .path = field->path,
        .unit = bk_key_unit_in(field->unit, lang),
        .meaning = bk_label_in(field->meaning, lang, ""),
        .provenance = bk_word(lang, provenance_words(field->provenance)),
        .type = type_text(field->type),
        .choices = field->choices,
        .usual = bk_field_usual(field),
        .required = (field->flags & BK_F_REQUIRED) != 0,
        .least = field->least,
        .most = field->most,
        .open_only = (field->flags & BK_F_IF_OPEN) != 0,
    };
}
