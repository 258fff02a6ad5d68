/* buffer.c - doubling, in one place. */
#include "base/buffer.h"

#include "base/format.h"
#include "base/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Makes room for length more bytes and the final zero. False, and marked as failed, without
 * memory. */
static bool make_room(bk_buffer *buffer, int64_t length)
{
    if (buffer->failed) return false;
    BK_ASSERT(length >= 0);
    if (length <= buffer->capacity - buffer->length - 1) return true;
    if (length > INT64_MAX / 4 - buffer->length) {
        buffer->failed = true;
        return false;
    }
    int64_t capacity = buffer->capacity > 0 ? buffer->capacity : 128;
    while (capacity - buffer->length - 1 < length) capacity *= 2;

    void *data = buffer->data;
    if (bk_realloc(&data, buffer->capacity, capacity, 1) != BK_OK) {
        buffer->failed = true;
        return false;
    }
    buffer->data = data;
    buffer->capacity = capacity;
    return true;
}

void bk_buffer_add(bk_buffer *buffer, const char *text, int64_t length)
{
    if (length == 0 || !make_room(buffer, length)) return;
    memcpy(buffer->data + buffer->length, text, (size_t)length);
    buffer->length += length;
    buffer->data[buffer->length] = '\0';
}

void bk_buffer_text(bk_buffer *buffer, const char *text)
{
    bk_buffer_add(buffer, text, (int64_t)strlen(text));
}

void bk_buffer_fill(bk_buffer *buffer, char byte, int64_t n)
{
    if (n <= 0 || !make_room(buffer, n)) return;
    memset(buffer->data + buffer->length, byte, (size_t)n);
    buffer->length += n;
    buffer->data[buffer->length] = '\0';
}

void bk_buffer_print(bk_buffer *buffer, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (length < 0) buffer->failed = true; /* a text of 2 GiB */
    if (length > 0 && make_room(buffer, length)) {
        vsnprintf(buffer->data + buffer->length, (size_t)length + 1, format, again);
        buffer->length += length;
    }
    va_end(again);
}

void bk_buffer_words(bk_buffer *buffer, bk_lang lang, bk_words id, ...)
{
    va_list args, again;
    va_start(args, id);
    va_copy(again, args);
    int32_t length = bk_words_vprint(NULL, 0, lang, id, args);
    va_end(args);
    if (length > 0 && make_room(buffer, length)) {
        bk_words_vprint(buffer->data + buffer->length, length + 1, lang, id, again);
        buffer->length += length;
    }
    va_end(again);
}

void bk_buffer_number(bk_buffer *buffer, double value)
{
    char text[BK_NUMBER_TEXT];
    int32_t length = bk_format_number(value, text);
    bk_buffer_add(buffer, text, length);
}

bk_status bk_buffer_status(const bk_buffer *buffer)
{
    return buffer->failed ? BK_ERR_MEMORY : BK_OK;
}

const char *bk_buffer_chars(const bk_buffer *buffer)
{
    return buffer->data != NULL ? buffer->data : "";
}

char *bk_buffer_take(bk_buffer *buffer)
{
    char *data = NULL;
    if (make_room(buffer, 0)) {
        data = buffer->data;
        *buffer = (bk_buffer){0};
    }
    bk_buffer_clear(buffer);
    return data;
}

void bk_buffer_reset(bk_buffer *buffer)
{
    buffer->length = 0;
    buffer->failed = false;
    if (buffer->data != NULL) buffer->data[0] = '\0';
}

void bk_buffer_clear(bk_buffer *buffer)
{
    bk_free(buffer->data);
    *buffer = (bk_buffer){0};
}
