/* calibration_page.c - what a calibration found: values, how well each is determined, and the fit.
 */
#include "blikk/evidence.h"
#include "report/cells.h"
#include "report/json_text.h"

#include <math.h>
#include <stdio.h>

enum { PATH_COLUMNS = 48, FIGURE_COLUMNS = 12 };

/* A posterior as wide as four fifths of the prior says next to nothing. */
static const double UNDETERMINED = 0.8, LOOSE = 0.5, TOGETHER = 0.5;

static void figure(bk_writer *w, double value)
{
    char text[BK_NUMBER_TEXT];
    bk_format_figure(w->lang, value, text);
    bk_writer_fill(w, ' ',
                   FIGURE_COLUMNS - bk_columns(text) > 1 ? FIGURE_COLUMNS - bk_columns(text) : 1);
    bk_writer_text(w, text);
}

static bk_words verdict(double spread)
{
    return spread > UNDETERMINED ? BK_W_EV_CAL_NOT
           : spread > LOOSE      ? BK_W_EV_CAL_LOOSE
                                 : BK_W_EV_CAL_WELL;
}

static void write_key(bk_writer *w, const bk_calibration *c, int32_t i)
{
    bk_fitted_key key = bk_calibration_key(c, i);
    bk_writer_text(w, "  ");
    bk_writer_column(w, key.path, PATH_COLUMNS);
    figure(w, key.median);
    figure(w, key.q05);
    figure(w, key.q95);
    bk_writer_print(w, "\n      %s", bk_word(w->lang, verdict(key.spread)));
    if (key.with >= 0 && fabs(key.correlation) > TOGETHER) {
        bk_writer_text(w, "; ");
        bk_writer_word(w, key.correlation > 0 ? BK_W_EV_CAL_WITH : BK_W_EV_CAL_AGAINST,
                       bk_calibration_key(c, key.with).path);
    }
    bk_writer_text(w, "\n");
}

bk_status bk_report_calibration_text(const bk_evidence *evidence, const bk_calibration *calibration,
                                     const bk_report_options *options, bk_byte_sink sink,
                                     void *context)
{
    bk_writer w = bk_writer_start(options, sink, context);
    char simulations[BK_NUMBER_TEXT];
    bk_format_fixed(w.lang, (double)bk_calibration_simulations(calibration), 0, simulations);
    bk_writer_paragraph(&w, 0, BK_STYLE_TITLE, bk_word(w.lang, BK_W_EV_CAL_TITLE));
    bk_writer_word_paragraph(&w, 0, BK_STYLE_PLAIN, BK_W_EV_CAL_COUNTS,
                             (int)bk_calibration_draws(calibration), simulations);
    if (!bk_calibration_is_done(calibration))
        bk_writer_word_paragraph(&w, 0, BK_STYLE_ALARM, BK_W_EV_CAL_SHORT);
    bk_writer_text(&w, "\n");
    bk_writer_heading(&w, BK_W_EV_CAL_HEAD);
    for (int32_t i = 0; i < bk_calibration_keys(calibration); i++) write_key(&w, calibration, i);
    bk_writer_word_paragraph(&w, 0, BK_STYLE_DIM, BK_W_EV_CAL_HOW);
    bk_writer_text(&w, "\n");
    bk_writer_heading(&w, BK_W_EV_CAL_FIT);
    bk_status status = bk_writer_finish(&w);
    if (status != BK_OK) return status;
    return bk_report_validation_text(evidence, bk_calibration_fit(calibration), options, sink,
                                     context);
}

static void put(json_t **object, const char *key, double value)
{
    if (isfinite(value)) bk_json_put(object, key, json_real(value));
}

static json_t *key_object(const bk_calibration *c, int32_t i)
{
    bk_fitted_key key = bk_calibration_key(c, i);
    json_t *object = json_object();
    bk_json_put(&object, "path", bk_json_text(key.path));
    put(&object, "searched_low", key.low);
    put(&object, "searched_high", key.high);
    put(&object, "median", key.median);
    put(&object, "q05", key.q05);
    put(&object, "q95", key.q95);
    put(&object, "spread", key.spread);
    bk_json_put(&object, "determined", json_boolean(!(key.spread > UNDETERMINED)));
    if (key.with >= 0) {
        bk_json_put(&object, "goes_with", bk_json_text(bk_calibration_key(c, key.with).path));
        put(&object, "correlation", key.correlation);
    }
    return object;
}

static json_t *fit_object(const bk_evidence *evidence, const bk_calibration *c, int32_t i)
{
    bk_verdict v = bk_validation_verdict(bk_calibration_fit(c), i);
    json_t *object = json_object();
    bk_json_put(&object, "id", bk_json_text(bk_evidence_finding(evidence, i, BK_EN).id));
    put(&object, "simulated", v.value);
    bk_json_put(&object, "passes", json_boolean(v.passes));
    return object;
}

static json_t *draw_array(const bk_calibration *c, int32_t draw)
{
    json_t *array = json_array();
    for (int32_t j = 0; array && j < bk_calibration_keys(c); j++)
        if (json_array_append_new(array, json_real(bk_calibration_draw(c, draw, j))) != 0) break;
    return array;
}

bk_status bk_report_calibration_json(const bk_evidence *evidence, const bk_calibration *calibration,
                                     bk_byte_sink sink, void *context)
{
    bk_writer w = bk_writer_start(NULL, sink, context);
    bool first = true, item = true;
    bk_writer_text(&w, "{");
    bk_json_key(&w, &first, 2, "version");
    bk_json_write(&w, bk_json_text(bk_version()));
    bk_json_key(&w, &first, 2, "simulations");
    bk_json_write(&w, json_integer(bk_calibration_simulations(calibration)));
    bk_json_key(&w, &first, 2, "done");
    bk_json_write(&w, json_boolean(bk_calibration_is_done(calibration)));
    bk_json_key(&w, &first, 2, "keys");
    bk_writer_text(&w, "[");
    for (int32_t i = 0; i < bk_calibration_keys(calibration); i++) {
        bk_json_item(&w, &item, 4);
        bk_json_write(&w, key_object(calibration, i));
    }
    bk_writer_text(&w, "]");
    bk_json_key(&w, &first, 2, "fit");
    bk_writer_text(&w, "[");
    item = true;
    for (int32_t i = 0; i < bk_evidence_count(evidence); i++) {
        if (!bk_validation_verdict(bk_calibration_fit(calibration), i).tried) continue;
        bk_json_item(&w, &item, 4);
        bk_json_write(&w, fit_object(evidence, calibration, i));
    }
    bk_writer_text(&w, "]");
    bk_json_key(&w, &first, 2, "draws");
    bk_writer_text(&w, "[");
    item = true;
    for (int32_t i = 0; i < bk_calibration_draws(calibration); i++) {
        bk_json_item(&w, &item, 4);
        bk_json_write(&w, draw_array(calibration, i));
    }
    bk_writer_text(&w, "]\n}\n");
    return bk_writer_finish(&w);
}
