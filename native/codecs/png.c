#include "codecs.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const uint8_t *next;
    size_t left;
    int code;
    char *message;
    int32_t message_size;
} png_state;

static void on_error(png_structp png, png_const_charp text)
{
    png_state *state = png_get_error_ptr(png);
    if (state->code == ATELIER_OK)
        state->code = strstr(text, "Not enough image data") ? ATELIER_TRUNCATED
                      : strstr(text, "CRC error")           ? ATELIER_CHECKSUM
                                                            : ATELIER_DAMAGED;
    atelier_say(state->message, state->message_size, text);
    png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp text)
{
    (void)png;
    (void)text;
}

static void read_bytes(png_structp png, png_bytep out, size_t count)
{
    png_state *state = png_get_io_ptr(png);
    if (count > state->left) {
        state->code = ATELIER_TRUNCATED;
        png_error(png, "the file ends too early");
    }
    memcpy(out, state->next, count);
    state->next += count;
    state->left -= count;
}

/* Decodes to `channels` interleaved samples of `bits` (8, or 16 in the machine's byte order), palette and transparent
 * colours resolved; reads no chunk after the picture data, so that a bomb behind the last row costs nothing. */
ATELIER_API int32_t atelier_png_decode(const uint8_t *file, size_t size, uint8_t *pixels, size_t pixels_size,
                                       int32_t height, int32_t channels, int32_t bits, char *message, int32_t message_size)
{
    png_state state = {file, size, ATELIER_OK, message, message_size};
    png_infop info = NULL;
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &state, on_error, on_warning);
    if (!png)
        return ATELIER_MEMORY;
    if (setjmp(png_jmpbuf(png))) {
        png_destroy_read_struct(&png, &info, NULL);
        return state.code;
    }
    info = png_create_info_struct(png);
    if (!info)
        png_error(png, "out of memory");
    png_set_user_limits(png, 0x7fffffff, 0x7fffffff);
    png_set_read_fn(png, &state, read_bytes);
    png_read_info(png, info);
    png_set_expand(png); /* palette to RGB, grey below 8 bits to 8, tRNS to alpha (compared on all 16 bits) */
    const uint16_t probe = 1;
    if (bits == 16 && *(const uint8_t *)&probe)
        png_set_swap(png);
    int passes = png_set_interlace_handling(png);
    png_read_update_info(png, info);
    size_t row = png_get_rowbytes(png, info);
    if (png_get_image_height(png, info) != (png_uint_32)height || png_get_channels(png, info) != channels ||
        png_get_bit_depth(png, info) != bits || row * (size_t)height != pixels_size) {
        state.code = ATELIER_MISMATCH;
        png_error(png, "the header and the decoded picture disagree");
    }
    for (int pass = 0; pass < passes; pass++)
        for (int32_t y = 0; y < height; y++)
            png_read_row(png, pixels + (size_t)y * row, NULL);
    png_destroy_read_struct(&png, &info, NULL);
    return ATELIER_OK;
}

typedef struct {
    png_state state;
    atelier_buffer buffer;
} png_target;

static void write_bytes(png_structp png, png_bytep bytes, size_t count)
{
    png_target *target = png_get_io_ptr(png);
    if (!atelier_append(&target->buffer, bytes, count)) {
        target->state.code = ATELIER_MEMORY;
        png_error(png, "out of memory");
    }
}

static void flush_bytes(png_structp png)
{
    (void)png;
}

/* Encodes 1 to 4 channels of 8 bits, or of 16 in the machine's byte order, at zlib level 0 to 9. */
ATELIER_API int32_t atelier_png_encode(const uint8_t *pixels, int32_t width, int32_t height, int32_t channels, int32_t bits,
                                       int32_t level, uint8_t **out, size_t *out_size, char *message, int32_t message_size)
{
    static const int types[] = {0, PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_RGB_ALPHA};
    png_target target = {{NULL, 0, ATELIER_OK, message, message_size}, {NULL, 0, 0}};
    png_infop info = NULL;
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &target.state, on_error, on_warning);
    if (!png)
        return ATELIER_MEMORY;
    if (setjmp(png_jmpbuf(png))) {
        png_destroy_write_struct(&png, &info);
        free(target.buffer.data);
        return target.state.code;
    }
    info = png_create_info_struct(png);
    if (!info)
        png_error(png, "out of memory");
    png_set_user_limits(png, 0x7fffffff, 0x7fffffff);
    png_set_write_fn(png, &target, write_bytes, flush_bytes);
    png_set_compression_level(png, level);
    if (level <= 2) /* who wants speed does not want five filters tried on every row */
        png_set_filter(png, PNG_FILTER_TYPE_BASE, level == 0 ? PNG_FILTER_NONE : PNG_FILTER_SUB);
    png_set_IHDR(png, info, (png_uint_32)width, (png_uint_32)height, bits, types[channels], PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    const uint16_t probe = 1;
    if (bits == 16 && *(const uint8_t *)&probe)
        png_set_swap(png);
    size_t row = (size_t)width * (size_t)channels * (size_t)(bits / 8);
    for (int32_t y = 0; y < height; y++)
        png_write_row(png, pixels + (size_t)y * row);
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    *out = target.buffer.data;
    *out_size = target.buffer.size;
    return ATELIER_OK;
}
