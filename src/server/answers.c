/* Answers that are ready at once. */
#include "blikk/report.h"
#include "server/house.h"

#include <string.h>

enum { FILM_MOST = 24 << 20, MISTAKE_TEXT = 2048 };

/* ---- what is wrong ---- */

unsigned bk_answer_mistakes(const bk_error *err, bk_status status, bk_buffer *body)
{
    char text[MISTAKE_TEXT];
    int32_t shown = err->count < BK_MISTAKES_SHOWN ? err->count : BK_MISTAKES_SHOWN;
    bk_buffer_print(body, "{\"count\":%d,\"mistakes\":[", (int)err->count);
    for (int32_t i = 0; i < shown; i++) {
        const bk_mistake *m = &err->mistake[i];
        bk_error_format(err, i, text, MISTAKE_TEXT);
        bk_buffer_print(body, "%s{\"line\":%d,\"column\":%d,\"text\":", i > 0 ? "," : "",
                        (int)m->line, (int)m->column);
        bk_out_text(body, m->text);
        bk_buffer_text(body, ",\"shown\":");
        bk_out_text(body, text);
        bk_buffer_text(body, "}");
    }
    bk_buffer_text(body, "]}\n");
    return status == BK_ERR_MEMORY ? 503 : status == BK_ERR_USAGE ? 400 : 422;
}

/* ---- the scenario ---- */

static void out_teams(const bk_scenario *scenario, bk_buffer *out)
{
    bk_buffer_text(out, ",\"teams\":[");
    for (int32_t i = 0; i < bk_scenario_team_count(scenario); i++) {
        bk_team_info nb = bk_scenario_team(scenario, i, BK_NB);
        bk_team_info en = bk_scenario_team(scenario, i, BK_EN);
        bk_buffer_print(out, "%s{\"office\":", i > 0 ? "," : "");
        bk_out_text(out, nb.office);
        bk_buffer_text(out, ",\"conditions\":");
        bk_out_text(out, nb.conditions);
        bk_buffer_text(out, ",\"label\":");
        bk_out_label(out, nb.label, en.label);
        bk_buffer_print(out, ",\"caseworkers\":%d", (int)nb.caseworkers);
        if (nb.caseload < INT32_MAX) bk_buffer_print(out, ",\"caseload\":%d", (int)nb.caseload);
        bk_buffer_print(out, ",\"open\":%s,\"copies\":%d,\"streams\":[", nb.open ? "true" : "false",
                        (int)nb.copies);
        for (int32_t j = 0; j < bk_scenario_part_count(scenario, BK_PART_STREAMS, i); j++) {
            if (j > 0) bk_buffer_text(out, ",");
            bk_out_label(out, bk_scenario_part(scenario, BK_PART_STREAMS, i, j, BK_NB),
                         bk_scenario_part(scenario, BK_PART_STREAMS, i, j, BK_EN));
        }
        bk_buffer_text(out, "]}");
    }
    bk_buffer_text(out, "]");
}

static void out_measures(const bk_scenario *scenario, bk_buffer *out)
{
    static const char *const KIND[] = {[BK_UNIT_SHARE] = "share",
                                       [BK_UNIT_NUMBER] = "number",
                                       [BK_UNIT_WEEKS] = "weeks",
                                       [BK_UNIT_MINUTES] = "minutes",
                                       [BK_UNIT_WORK_DAYS] = "work_days",
                                       [BK_UNIT_DAYS] = "days",
                                       [BK_UNIT_PER_100_YEAR] = "per_100_year",
                                       [BK_UNIT_PER_1000_MONTH] = "per_1000_month"};
    bk_buffer_text(out, ",\"measures\":[");
    for (int32_t i = 0; i < bk_scenario_measure_count(scenario); i++) {
        bk_measure_info nb = bk_scenario_measure(scenario, i, BK_NB);
        bk_measure_info en = bk_scenario_measure(scenario, i, BK_EN);
        bk_buffer_print(out, "%s{\"id\":", i > 0 ? "," : "");
        bk_out_text(out, nb.id);
        bk_buffer_text(out, ",\"label\":");
        bk_out_label(out, nb.label, en.label);
        bk_buffer_text(out, ",\"unit\":");
        bk_out_label(out, nb.unit, en.unit);
        bk_buffer_text(out, ",\"note\":");
        bk_out_label(out, nb.note, en.note);
        bk_buffer_print(out, ",\"kind\":\"%s\",\"better\":%d}", KIND[nb.unit_kind], (int)nb.better);
    }
    bk_buffer_text(out, "]");
}

static void out_line(void *context, const char *line)
{
    bk_buffer_text(context, line);
    bk_buffer_text(context, "\n");
}

static void out_head(const bk_scenario *scenario, bk_buffer *out)
{
    bk_buffer_text(out, "{\"version\":");
    bk_out_text(out, bk_version());
    bk_buffer_text(out, ",\"hash\":");
    bk_out_text(out, bk_scenario_hash(scenario));
    bk_buffer_text(out, ",\"title\":");
    bk_out_label(out, bk_scenario_title(scenario, BK_NB), bk_scenario_title(scenario, BK_EN));
    /* The seed as text: JSON's readers hold 53 bits. */
    bk_buffer_print(out, ",\"weeks\":%d,\"warmup_weeks\":%d,\"replications\":%d,\"seed\":\"%llu\"",
                    (int)bk_scenario_weeks(scenario), (int)bk_scenario_warmup_weeks(scenario),
                    (int)bk_scenario_replications(scenario),
                    (unsigned long long)bk_scenario_seed(scenario));
}

unsigned bk_answer_scenario(const bk_asked *asked, bk_buffer *body)
{
    bk_error err = {.lang = asked->lang};
    bk_scenario *scenario = NULL;
    bk_status status = bk_asked_scenario(asked, true, &scenario, &err);
    if (status != BK_OK) return bk_answer_mistakes(&err, status, body);
    out_head(scenario, body);
    bk_buffer_text(body, ",\"name\":");
    bk_out_text(body, asked->name);
    out_teams(scenario, body);
    bk_buffer_text(body, ",\"domains\":[");
    for (int32_t i = 0; i < bk_scenario_part_count(scenario, BK_PART_DOMAINS, 0); i++) {
        if (i > 0) bk_buffer_text(body, ",");
        bk_out_label(body, bk_scenario_part(scenario, BK_PART_DOMAINS, 0, i, BK_NB),
                     bk_scenario_part(scenario, BK_PART_DOMAINS, 0, i, BK_EN));
    }
    bk_buffer_text(body, "]");
    out_measures(scenario, body);

    bk_buffer toml = {0};
    status = bk_scenario_write(scenario, out_line, &toml);
    bk_buffer_text(body, ",\"toml\":");
    bk_out_text(body, bk_buffer_chars(&toml));
    bk_buffer_text(body, "}\n");
    bool whole = status == BK_OK && bk_buffer_status(&toml) == BK_OK;
    bk_buffer_clear(&toml);
    bk_scenario_destroy(scenario);
    return whole ? 200 : 503;
}

unsigned bk_answer_toml(const bk_asked *asked, bk_buffer *body)
{
    bk_error err = {.lang = asked->lang};
    bk_scenario *scenario = NULL;
    bk_status status = bk_asked_scenario(asked, true, &scenario, &err);
    if (status != BK_OK) return bk_answer_mistakes(&err, status, body);
    status = bk_scenario_write(scenario, out_line, body);
    bk_scenario_destroy(scenario);
    return status == BK_OK ? 200 : 503;
}

static bk_status out_bytes(void *context, const char *bytes, int64_t length)
{
    bk_buffer_add(context, bytes, length);
    return bk_buffer_status(context);
}

unsigned bk_answer_keys(bk_buffer *body)
{
    int32_t found = 0;
    return bk_report_keys_json("", &found, out_bytes, body) == BK_OK ? 200 : 503;
}

/* ---- the film ----
 *
 * Little-endian. A week: 16 bits its number, 32 bits how many clients, then for each 16 bits
 * caseworker, 32 bits slot, 16 bits person, 8 bits suspicion (0 to 255), 16 bits needs, 16 bits
 * known. A film ends early rather than grow past FILM_MOST. */

static void put_little(bk_buffer *out, uint32_t value, int32_t bytes)
{
    char little[4];
    for (int32_t i = 0; i < bytes; i++) little[i] = (char)(value >> 8 * i & 255u);
    bk_buffer_add(out, little, bytes);
}

static bool out_week(void *context, const bk_view *v)
{
    bk_buffer *out = context;
    put_little(out, (uint32_t)v->week, 2);
    put_little(out, (uint32_t)v->clients, 4);
    for (int32_t i = 0; i < v->clients; i++) {
        put_little(out, (uint32_t)v->owner[i], 2);
        put_little(out, (uint32_t)v->slot[i], 4);
        put_little(out, v->person[i] & 0xffffu, 2);
        put_little(out, (uint32_t)(v->suspicion[i] * 255.0 + 0.5), 1);
        put_little(out, v->needs[i], 2);
        put_little(out, v->known[i], 2);
    }
    return out->length < FILM_MOST && bk_buffer_status(out) == BK_OK;
}

unsigned bk_answer_film(const bk_asked *asked, bk_buffer *body)
{
    bk_error err = {.lang = asked->lang};
    bk_scenario *scenario = NULL;
    bk_status status = bk_asked_scenario(asked, true, &scenario, &err);
    if (status == BK_OK)
        status =
            bk_film(scenario, bk_asked_seed(asked, scenario), asked->team, out_week, body, &err);
    bk_scenario_destroy(scenario);
    if (status == BK_OK) return 200;
    bk_buffer_reset(body);
    return bk_answer_mistakes(&err, status, body);
}
