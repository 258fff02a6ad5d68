#include "server/house.h"

void bk_out_text(bk_buffer *out, const char *text)
{
    bk_buffer_text(out, "\"");
    const char *plain = text;
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        bk_buffer_add(out, plain, text - plain);
        if (c == '"' || c == '\\')
            bk_buffer_print(out, "\\%c", c);
        else
            bk_buffer_print(out, "\\u%04x", c);
        plain = text + 1;
    }
    bk_buffer_add(out, plain, text - plain);
    bk_buffer_text(out, "\"");
}

void bk_out_label(bk_buffer *out, const char *nb, const char *en)
{
    bk_buffer_text(out, "{\"nb\":");
    bk_out_text(out, nb);
    bk_buffer_text(out, ",\"en\":");
    bk_out_text(out, en);
    bk_buffer_text(out, "}");
}

void bk_out_estimate(bk_buffer *out, bk_estimate e)
{
    bk_buffer_text(out, "{");
    if (e.n > 0) {
        bk_buffer_text(out, "\"mean\":");
        bk_buffer_number(out, e.mean);
        if (e.has_interval) {
            bk_buffer_text(out, ",\"low\":");
            bk_buffer_number(out, e.low);
            bk_buffer_text(out, ",\"high\":");
            bk_buffer_number(out, e.high);
        }
        bk_buffer_print(out, ",\"n\":%d", (int)e.n);
    }
    bk_buffer_text(out, "}");
}
