/* trial_read.c - a trial out of its TOML file, checked: every mistake with its place. */
#include "base/buffer.h"
#include "base/format.h"
#include "base/text.h"
#include "evidence/trial.h"
#include "scenario/screen.h"
#include "scenario/syntax.h"
#include "scenario/toml_face.h"

#include <math.h>
#include <string.h>

enum { SETS_MOST = 200, NAMES_MOST = 400, ID_MOST = 40 };

typedef struct {
    const bk_scenario *base;
    bk_arena *arena;
    bk_mistakes mistakes;
    bk_error *err;
    bk_trial *trial;
    int32_t n_set; /* overrides of the trial, which hold in every arm */
    bk_override set[SETS_MOST];
} reading;

#define TELL(r, node, at, ...) \
    bk_mistakes_add(&(r)->mistakes, (node)->source, (node)->at, __VA_ARGS__)

/* ---- keys ---- */

static const char *const TRIAL_KEYS[] = {"title", "where", "design", "n",      "citation",
                                         "free",  "set",   "arm",    "finding"};
static const char *const ARM_KEYS[] = {"id", "label", "set"};
static const char *const FINDING_KEYS[] = {
    "id",          "says",  "arm",       "measure", "minus", "minus_measure",
    "relative_to", "input", "published", "se",      "pass",  "sign"};
#define COUNT(array) ((int32_t)(sizeof(array) / sizeof(array)[0]))

static void check_keys(reading *r, const bk_node *table, const char *const keys[], int32_t n)
{
    for (const bk_node *node = table->first; node; node = node->next) {
        int32_t i = 0;
        while (i < n && strcmp(keys[i], node->key) != 0) i++;
        if (i < n) continue;
        int32_t near = bk_text_nearest(node->key, n, keys);
        if (near >= 0)
            TELL(r, node, key_at, BK_W_EV_UNKNOWN_NEAR, node->key, keys[near]);
        else
            TELL(r, node, key_at, BK_W_EV_UNKNOWN, node->key);
    }
}

/* The child of that key and kind, or NULL; told where it is missing or of another kind. */
static const bk_node *child_of(reading *r, const bk_node *table, const char *key, bk_node_kind kind,
                               bool required)
{
    const bk_node *node = bk_node_find(table, key);
    if (!node) {
        if (required) TELL(r, table, at, BK_W_EV_MISSING, key);
        return NULL;
    }
    if (node->kind == kind) return node;
    TELL(r, node, at, BK_W_EV_KIND, key, bk_node_kind_in(node, bk_mistakes_lang(&r->mistakes)));
    return NULL;
}

/* A string without control characters; "" where there is none. */
static const char *text_of(reading *r, const bk_node *table, const char *key, bool required)
{
    const bk_node *node = child_of(r, table, key, BK_NODE_STRING, required);
    if (!node) return "";
    bool plain = node->length > 0;
    for (int64_t i = 0; i < node->length; i++) plain &= (unsigned char)node->text[i] >= 0x20;
    if (!plain) TELL(r, node, at, BK_W_EV_TEXT, key);
    return plain ? node->text : "";
}

/* { nb = "...", en = "..." } */
static bk_label label_of(reading *r, const bk_node *table, const char *key, bool required)
{
    const bk_node *node = child_of(r, table, key, BK_NODE_TABLE, required);
    if (!node) return (bk_label){NULL, NULL};
    static const char *const LANGUAGES[] = {"nb", "en"};
    check_keys(r, node, LANGUAGES, COUNT(LANGUAGES));
    return (bk_label){text_of(r, node, "nb", true), text_of(r, node, "en", true)};
}

static const char *id_of(reading *r, const bk_node *table)
{
    const char *id = text_of(r, table, "id", true);
    const bk_node *node = bk_node_find(table, "id");
    bool fine = strlen(id) <= ID_MOST;
    for (const char *c = id; *c; c++)
        fine &= (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') ||
                *c == '.' || *c == '_' || *c == '-';
    if (node && *id && !fine) TELL(r, node, at, BK_W_EV_ID, id);
    return fine ? id : "";
}

/* A finite number; false where there is none. */
static bool number_of(reading *r, const bk_node *node, double *out)
{
    if (!node) return false;
    bool number = node->kind == BK_NODE_INT || node->kind == BK_NODE_FLOAT;
    if (number && isfinite(node->number)) {
        *out = node->number;
        return true;
    }
    TELL(r, node, at, BK_W_EV_NUMBER, node->key);
    return false;
}

/* ---- what differs from the base ---- */

/* A node as the value of `--set`; NULL where it cannot be. */
static const char *value_text(reading *r, const bk_node *node)
{
    bk_buffer text = {0};
    switch (node->kind) {
    case BK_NODE_INT:
    case BK_NODE_FLOAT:
        bk_buffer_number(&text, node->number);
        break;
    case BK_NODE_BOOL:
        bk_buffer_text(&text, node->truth ? "true" : "false");
        break;
    case BK_NODE_STRING:
        bk_buffer_text(&text, "\"");
        for (int64_t i = 0; i < node->length; i++) {
            if (node->text[i] == '"' || node->text[i] == '\\') bk_buffer_text(&text, "\\");
            bk_buffer_add(&text, &node->text[i], 1);
        }
        bk_buffer_text(&text, "\"");
        break;
    case BK_NODE_TABLE:
    case BK_NODE_ARRAY:
    case BK_NODE_OTHER:
        TELL(r, node, at, BK_W_EV_VALUE, node->key);
        break;
    }
    const char *out = NULL;
    bool fine = bk_buffer_status(&text) == BK_OK;
    if (fine && text.length > 0) out = bk_arena_text(r->arena, bk_buffer_chars(&text), text.length);
    if (!fine || (text.length > 0 && !out)) r->mistakes.no_memory = true;
    bk_buffer_clear(&text);
    return out;
}

/* Adds the pairs of `set` to out, of which n are in use. */
static int32_t read_set(reading *r, const bk_node *table, bk_override *out, int32_t n)
{
    const bk_node *set = child_of(r, table, "set", BK_NODE_TABLE, false);
    if (!set) return n;
    for (const bk_node *node = set->first; node; node = node->next) {
        if (n >= SETS_MOST) {
            TELL(r, node, key_at, BK_W_EV_MANY, "set", (int)SETS_MOST);
            break;
        }
        const char *value = value_text(r, node);
        if (value) out[n++] = (bk_override){node->key, value};
    }
    return n;
}

/* ---- arms ---- */

/* The arm's scenario; mistakes of its keys are told with the key as the place, then the arm. */
static void make_scenario(reading *r, const bk_node *table, bk_trial_arm *arm)
{
    bk_override all[2 * SETS_MOST];
    for (int32_t i = 0; i < r->n_set; i++) all[i] = r->set[i];
    int32_t n = read_set(r, table, all + r->n_set, 0) + r->n_set;
    if (r->mistakes.count > 0 || r->mistakes.no_memory) return;
    int32_t before = r->err ? r->err->count : 0;
    bk_status status = bk_scenario_vary(r->base, n, all, &arm->scenario, r->err);
    if (status == BK_ERR_MEMORY) {
        r->mistakes.no_memory = true;
        if (r->err) r->err->count = before;
    }
    if (status == BK_ERR_INPUT) TELL(r, table, at, BK_W_EV_ARM_REFUSED, arm->id);
}

static int32_t arm_called(const bk_trial *trial, const char *id)
{
    for (int32_t i = 0; i < trial->n_arms; i++)
        if (strcmp(trial->arm[i].id, id) == 0) return i;
    return -1;
}

/* The tables of an array, told where it is something else. */
static const bk_node *array_of(reading *r, const bk_node *root, const char *key, int32_t most)
{
    const bk_node *node = bk_node_find(root, key);
    if (!node) return NULL;
    bool fine = node->kind == BK_NODE_ARRAY;
    for (const bk_node *c = fine ? node->first : NULL; c; c = c->next)
        fine &= c->kind == BK_NODE_TABLE;
    if (!fine) TELL(r, node, at, BK_W_EV_ARRAY, key);
    if (fine && node->count > most) TELL(r, node, at, BK_W_EV_MANY, key, (int)most);
    return fine && node->count <= most ? node : NULL;
}

static void read_arms(reading *r, const bk_node *root)
{
    const bk_node *arms = array_of(r, root, "arm", BK_ARMS_MOST);
    if (!arms) return;
    r->trial->arm = bk_arena_alloc(r->arena, arms->count, sizeof *r->trial->arm);
    if (!r->trial->arm) {
        r->mistakes.no_memory = true;
        return;
    }
    for (const bk_node *table = arms->first; table; table = table->next) {
        check_keys(r, table, ARM_KEYS, COUNT(ARM_KEYS));
        bk_trial_arm arm = {.id = id_of(r, table), .label = label_of(r, table, "label", true)};
        if (*arm.id && arm_called(r->trial, arm.id) >= 0)
            TELL(r, bk_node_find(table, "id"), at, BK_W_EV_TWICE, arm.id);
        make_scenario(r, table, &arm);
        r->trial->arm[r->trial->n_arms++] = arm;
    }
}

/* ---- findings ---- */

/* The arm that key names, or fallback where there is none. */
static int32_t arm_of(reading *r, const bk_node *table, const char *key, bool required,
                      int32_t fallback)
{
    const char *id = text_of(r, table, key, required);
    if (!*id) return fallback;
    int32_t arm = arm_called(r->trial, id);
    if (arm < 0) TELL(r, bk_node_find(table, key), at, BK_W_EV_NO_ARM, id);
    return arm < 0 ? fallback : arm;
}

static int32_t measure_of(reading *r, const bk_node *table, const char *key, bool required,
                          int32_t fallback)
{
    const char *id = text_of(r, table, key, required);
    if (!*id) return fallback;
    const bk_measure_list *list = &r->base->measures;
    int32_t measure = bk_measure_list_find(list, id);
    if (measure >= 0) return measure;
    const char *names[NAMES_MOST];
    int32_t n = list->count < NAMES_MOST ? list->count : NAMES_MOST;
    for (int32_t i = 0; i < n; i++) names[i] = list->measure[i].id;
    int32_t near = bk_text_nearest(id, n, names);
    const bk_node *node = bk_node_find(table, key);
    if (near >= 0)
        TELL(r, node, at, BK_W_EV_NO_MEASURE_NEAR, id, names[near]);
    else
        TELL(r, node, at, BK_W_EV_NO_MEASURE, id);
    return fallback;
}

static void read_simulated(reading *r, const bk_node *table, bk_finding *f)
{
    int32_t before = r->mistakes.count;
    f->arm = arm_of(r, table, "arm", true, 0);
    f->measure = f->other_measure = measure_of(r, table, "measure", true, 0);
    const bk_node *minus = bk_node_find(table, "minus");
    const bk_node *over = bk_node_find(table, "relative_to");
    const bk_node *measure = bk_node_find(table, "minus_measure");
    if (over && (minus || measure)) TELL(r, over, key_at, BK_W_EV_NOT_BOTH, "relative_to", "minus");
    f->other = arm_of(r, table, over ? "relative_to" : "minus", false, f->arm);
    f->other_measure = measure_of(r, table, "minus_measure", false, f->measure);
    f->has_other = minus || over || measure;
    f->makes = over ? BK_MAKES_RELATIVE : BK_MAKES_MEASURE;
    if (f->has_other && r->mistakes.count == before && f->other == f->arm &&
        f->other_measure == f->measure)
        TELL(r, over ? over : minus ? minus : measure, at, BK_W_EV_SAME_ARM);
}

static const char NEEDS[] = "needs_at_least.", DOMAIN[] = "clients.domain.", TAIL[] = ".prevalence";

static void read_input(reading *r, const bk_node *node, bk_finding *f)
{
    const bk_clients_def *clients = &r->base->def.phase[0].definition.clients;
    const char *path = node->kind == BK_NODE_STRING ? node->text : "";
    size_t length = strlen(path), domain = strlen(DOMAIN), tail = strlen(TAIL);
    int64_t least;
    if (strncmp(path, NEEDS, strlen(NEEDS)) == 0 &&
        bk_text_whole(path + strlen(NEEDS), (int64_t)(length - strlen(NEEDS)), &least) &&
        least >= 1 && least <= clients->n_domains) {
        f->makes = BK_MAKES_NEEDS;
        f->least = (int32_t)least;
        return;
    }
    if (length > domain + tail && strncmp(path, DOMAIN, domain) == 0 &&
        strcmp(path + length - tail, TAIL) == 0) {
        for (f->domain = 0; f->domain < clients->n_domains; f->domain++) {
            const char *id = clients->domain[f->domain].id;
            if (strlen(id) == length - domain - tail && strncmp(path + domain, id, strlen(id)) == 0)
                break;
        }
        f->makes = BK_MAKES_PREVALENCE;
        if (f->domain < clients->n_domains) return;
        f->domain = 0;
    }
    TELL(r, node, at, BK_W_EV_INPUT, path);
}

static void read_band(reading *r, const bk_node *table, bk_finding *f)
{
    const bk_node *pass = child_of(r, table, "pass", BK_NODE_ARRAY, true);
    const bk_node *published = bk_node_find(table, "published");
    if (!published) TELL(r, table, at, BK_W_EV_MISSING, "published");
    bool has = number_of(r, published, &f->published);
    const bk_node *se = bk_node_find(table, "se");
    if (number_of(r, se, &f->se) && !(f->se > 0)) TELL(r, se, at, BK_W_EV_SE);
    if (!pass) return;
    if (pass->count != 2) {
        TELL(r, pass, at, BK_W_EV_PASS);
        return;
    }
    if (!number_of(r, pass->first, &f->low) || !number_of(r, pass->last, &f->high)) return;
    if (!(f->low < f->high))
        TELL(r, pass, at, BK_W_EV_BAND_EMPTY);
    else if (has && !(f->low <= f->published && f->published <= f->high))
        TELL(r, pass, at, BK_W_EV_BAND_CONTRADICTS);
}

static void read_sign(reading *r, const bk_node *table, const bk_node *node, bk_finding *f)
{
    const char *sign = node->kind == BK_NODE_STRING ? node->text : "";
    f->positive = strcmp(sign, "positive") == 0;
    if (!f->positive && strcmp(sign, "negative") != 0) TELL(r, node, at, BK_W_EV_SIGN);
    if (f->makes != BK_MAKES_MEASURE) TELL(r, node, key_at, BK_W_EV_SIGN_ALONE);
    static const char *const NOT[] = {"published", "se", "pass"};
    for (int32_t i = 0; i < COUNT(NOT); i++) {
        const bk_node *also = bk_node_find(table, NOT[i]);
        if (also) TELL(r, also, key_at, BK_W_EV_NOT_BOTH, NOT[i], "sign");
    }
    f->makes = BK_MAKES_SIGN;
}

static bk_finding read_finding(reading *r, const bk_node *table)
{
    bk_finding f = {.published = (double)NAN, .se = (double)NAN};
    check_keys(r, table, FINDING_KEYS, COUNT(FINDING_KEYS));
    f.id = id_of(r, table);
    f.says = label_of(r, table, "says", true);
    const bk_node *input = bk_node_find(table, "input"), *sign = bk_node_find(table, "sign");
    if (input && bk_node_find(table, "measure"))
        TELL(r, input, key_at, BK_W_EV_NOT_BOTH, "input", "measure");
    if (input)
        read_input(r, input, &f);
    else
        read_simulated(r, table, &f);
    if (sign)
        read_sign(r, table, sign, &f);
    else
        read_band(r, table, &f);
    return f;
}

static void read_findings(reading *r, const bk_node *root)
{
    const bk_node *all = array_of(r, root, "finding", BK_FINDINGS_MOST);
    if (!all) {
        if (!bk_node_find(root, "finding")) TELL(r, root, at, BK_W_EV_MISSING, "finding");
        return;
    }
    bk_trial *t = r->trial;
    t->finding = bk_arena_alloc(r->arena, all->count, sizeof *t->finding);
    if (!t->finding) {
        r->mistakes.no_memory = true;
        return;
    }
    for (const bk_node *table = all->first; table; table = table->next) {
        bk_finding f = read_finding(r, table);
        for (int32_t i = 0; i < t->n_findings; i++)
            if (*f.id && strcmp(t->finding[i].id, f.id) == 0)
                TELL(r, bk_node_find(table, "id"), at, BK_W_EV_TWICE, f.id);
        t->finding[t->n_findings++] = f;
    }
}

/* ---- the whole ---- */

static bk_node *parse(reading *r, const char *name, const char *text, int64_t length)
{
    bk_source *source = bk_arena_alloc(r->arena, 1, sizeof *source);
    char *copy = bk_arena_text(r->arena, text, length);
    if (!source || !copy || bk_source_init(source, r->arena, name, copy, length) != BK_OK) {
        r->mistakes.no_memory = true;
        return NULL;
    }
    if (!bk_screen(&r->mistakes, source)) return NULL;
    bk_node *root = NULL;
    bk_toml_mistake wrong;
    bk_status status = bk_toml_parse(copy, length, source, r->arena, &root, &wrong);
    if (status == BK_ERR_MEMORY) r->mistakes.no_memory = true;
    if (status == BK_ERR_INPUT)
        bk_mistakes_add(&r->mistakes, source, wrong.at, BK_W_SCN_SYNTAX,
                        bk_syntax_text(wrong.detail, bk_mistakes_lang(&r->mistakes)));
    return root;
}

static void read_trial(reading *r, const bk_node *root)
{
    bk_trial *t = r->trial;
    check_keys(r, root, TRIAL_KEYS, COUNT(TRIAL_KEYS));
    t->title = label_of(r, root, "title", true);
    t->where = label_of(r, root, "where", true);
    t->design = label_of(r, root, "design", true);
    t->left_open = label_of(r, root, "free", true);
    t->citation = text_of(r, root, "citation", true);
    double n = 0;
    const bk_node *people = bk_node_find(root, "n");
    if (number_of(r, people, &n) && !(n >= 1 && n <= 1e12)) TELL(r, people, at, BK_W_EV_N);
    t->n = n >= 1 && n <= 1e12 ? (int64_t)n : 0;
    r->n_set = read_set(r, root, r->set, 0);
    read_arms(r, root);
    if (!r->mistakes.no_memory) read_findings(r, root);
}

bk_status bk_trial_parse(const char *name, const char *text, int64_t length,
                         const bk_scenario *base, bk_arena *arena, bk_trial *out, bk_error *err)
{
    *out = (bk_trial){.file = bk_arena_text(arena, name, (int64_t)strlen(name))};
    reading *r = bk_alloc(1, sizeof *r); /* too large for the stack */
    if (!r || !out->file) {
        bk_free(r);
        return bk_error_add(err, BK_ERR_MEMORY, (bk_place){0}, BK_W_NO_MEMORY);
    }
    r->base = base;
    r->arena = arena;
    r->err = err;
    r->trial = out;
    bk_mistakes_init(&r->mistakes, err);
    const bk_node *root = parse(r, name, text, length);
    if (root) read_trial(r, root);
    bk_status status = bk_mistakes_status(&r->mistakes);
    bk_free(r);
    if (status == BK_ERR_MEMORY) bk_error_add(err, status, (bk_place){0}, BK_W_NO_MEMORY);
    return status;
}

void bk_trial_clear(bk_trial *trial)
{
    for (int32_t i = 0; i < trial->n_arms; i++) bk_scenario_destroy(trial->arm[i].scenario);
    trial->n_arms = 0;
}
