#include "codecs.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jerror.h>
#include <jpeglib.h>

enum { MAX_SCANS = 500 };

typedef struct {
    struct jpeg_error_mgr base;
    jmp_buf jump;
    int code;
    int cut;         /* the entropy decoder ran into a marker or the end while it still needed bits */
    char text[JMSG_LENGTH_MAX];
} jpeg_state;

typedef struct {
    struct jpeg_source_mgr base;
    int ended;
} jpeg_bytes;

static int read_past_end(j_decompress_ptr jpeg)
{
    return jpeg->src && ((jpeg_bytes *)jpeg->src)->ended;
}

static void on_error(j_common_ptr jpeg)
{
    jpeg_state *state = (jpeg_state *)jpeg->err;
    int number = jpeg->err->msg_code;
    if (state->code == ATELIER_OK) {
        state->code = number == JERR_OUT_OF_MEMORY                                     ? ATELIER_MEMORY
                      : number == JERR_NO_QUANT_TABLE || number == JERR_NO_HUFF_TABLE ? ATELIER_MISSING
                      : jpeg->is_decompressor && read_past_end((j_decompress_ptr)jpeg) ? ATELIER_TRUNCATED
                                                                                       : ATELIER_DAMAGED;
        jpeg->err->format_message(jpeg, state->text);
    }
    longjmp(state->jump, 1);
}

static void on_message(j_common_ptr jpeg, int level)
{
    jpeg_state *state = (jpeg_state *)jpeg->err;
    if (level >= 0)
        return;
    jpeg->err->num_warnings++;
    if (jpeg->err->msg_code == JWRN_HIT_MARKER)
        state->cut = 1;
}

/* Some hundred bytes can ask for thousands of passes over a large picture. */
static void on_progress(j_common_ptr jpeg)
{
    jpeg_state *state = (jpeg_state *)jpeg->err;
    if (jpeg->is_decompressor && ((j_decompress_ptr)jpeg)->input_scan_number > MAX_SCANS) {
        state->code = ATELIER_DAMAGED;
        strcpy(state->text, "more scans than a picture can need");
        longjmp(state->jump, 1);
    }
}

static void on_output(j_common_ptr jpeg)
{
    (void)jpeg;
}

static void source_start(j_decompress_ptr jpeg)
{
    (void)jpeg;
}

/* Past the end the decoder sees an end marker, as in a file whose last two bytes were lost. */
static boolean source_fill(j_decompress_ptr jpeg)
{
    static const JOCTET end[] = {0xff, JPEG_EOI};
    jpeg_bytes *source = (jpeg_bytes *)jpeg->src;
    source->ended = 1;
    source->base.next_input_byte = end;
    source->base.bytes_in_buffer = 2;
    return TRUE;
}

static void source_skip(j_decompress_ptr jpeg, long count)
{
    jpeg_bytes *source = (jpeg_bytes *)jpeg->src;
    if (count <= 0)
        return;
    if ((size_t)count > source->base.bytes_in_buffer) {
        source_fill(jpeg);
        return;
    }
    source->base.next_input_byte += count;
    source->base.bytes_in_buffer -= (size_t)count;
}

static void source_end(j_decompress_ptr jpeg)
{
    (void)jpeg;
}

static int all_scans_seen(j_decompress_ptr jpeg)
{
    if (!jpeg->progressive_mode || !jpeg->coef_bits)
        return 1;
    for (int component = 0; component < jpeg->num_components; component++)
        for (int k = 0; k < DCTSIZE2; k++)
            if (jpeg->coef_bits[component][k] != 0)
                return 0;
    return 1;
}

/* Decodes to 1 (grey), 3 (RGB) or 4 (CMYK as stored: 255 is no ink) channels of 8 bits, with the accurate integer
 * transform and triangle-filtered chroma. A picture with missing parts is an error. */
ATELIER_API int32_t atelier_jpeg_decode(const uint8_t *file, size_t size, uint8_t *pixels, size_t pixels_size, int32_t height,
                                        int32_t channels, char *message, int32_t message_size)
{
    struct jpeg_decompress_struct jpeg;
    jpeg_state state;
    memset(&state, 0, sizeof state);
    memset(&jpeg, 0, sizeof jpeg);
    jpeg.err = jpeg_std_error(&state.base);
    state.base.error_exit = on_error;
    state.base.emit_message = on_message;
    state.base.output_message = on_output;
    jpeg_bytes source = {{file, size, source_start, source_fill, source_skip, jpeg_resync_to_restart, source_end}, 0};
    struct jpeg_progress_mgr progress = {on_progress, 0, 0, 0, 0};
    if (setjmp(state.jump)) {
        jpeg_destroy_decompress(&jpeg);
        atelier_say(message, message_size, state.text);
        return state.code;
    }
    jpeg_create_decompress(&jpeg);
    jpeg.src = &source.base;
    jpeg.progress = &progress;
    jpeg_read_header(&jpeg, TRUE);
    jpeg.dct_method = JDCT_ISLOW;
    jpeg.do_fancy_upsampling = TRUE;
    jpeg.out_color_space = channels == 1 ? JCS_GRAYSCALE : channels == 3 ? JCS_RGB : JCS_CMYK;
    jpeg_start_decompress(&jpeg);
    size_t row = (size_t)jpeg.output_width * (size_t)jpeg.output_components;
    if (jpeg.output_height != (JDIMENSION)height || jpeg.output_components != channels || row * (size_t)height != pixels_size) {
        strcpy(state.text, "the header and the decoded picture disagree");
        state.code = ATELIER_MISMATCH;
        longjmp(state.jump, 1);
    }
    while (jpeg.output_scanline < jpeg.output_height) {
        JSAMPROW line = pixels + (size_t)jpeg.output_scanline * row;
        if (jpeg_read_scanlines(&jpeg, &line, 1) != 1)
            break;
        if (state.cut)
            break;
    }
    int whole = jpeg.output_scanline == jpeg.output_height && !state.cut && (!source.ended || all_scans_seen(&jpeg));
    jpeg_abort_decompress(&jpeg);
    jpeg_destroy_decompress(&jpeg);
    if (whole)
        return ATELIER_OK;
    atelier_say(message, message_size, "the picture data end too early");
    return ATELIER_TRUNCATED;
}

/* Encodes grey (1) or RGB (3) at quality 1 to 100; `chroma` 444, 422 or 420. Metadata segments are the caller's. */
ATELIER_API int32_t atelier_jpeg_encode(const uint8_t *pixels, int32_t width, int32_t height, int32_t channels, int32_t quality,
                                        int32_t chroma, int32_t progressive, uint8_t **out, size_t *out_size, char *message,
                                        int32_t message_size)
{
    struct jpeg_compress_struct jpeg;
    jpeg_state state;
    unsigned char *data = NULL;
    unsigned long length = 0;
    memset(&state, 0, sizeof state);
    memset(&jpeg, 0, sizeof jpeg);
    jpeg.err = jpeg_std_error(&state.base);
    state.base.error_exit = on_error;
    state.base.emit_message = on_message;
    state.base.output_message = on_output;
    if (setjmp(state.jump)) {
        jpeg_destroy_compress(&jpeg);
        atelier_say(message, message_size, state.text);
        return state.code;
    }
    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, &data, &length);
    jpeg.image_width = (JDIMENSION)width;
    jpeg.image_height = (JDIMENSION)height;
    jpeg.input_components = channels;
    jpeg.in_color_space = channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(&jpeg);
    jpeg_set_quality(&jpeg, quality, TRUE);
    jpeg.dct_method = JDCT_ISLOW;
    jpeg.optimize_coding = TRUE;
    if (channels == 3) {
        jpeg.comp_info[0].h_samp_factor = chroma == 444 ? 1 : 2;
        jpeg.comp_info[0].v_samp_factor = chroma == 420 ? 2 : 1;
    }
    if (progressive)
        jpeg_simple_progression(&jpeg);
    jpeg_start_compress(&jpeg, TRUE);
    size_t row = (size_t)width * (size_t)channels;
    while (jpeg.next_scanline < jpeg.image_height) {
        JSAMPROW line = (JSAMPROW)(pixels + (size_t)jpeg.next_scanline * row);
        jpeg_write_scanlines(&jpeg, &line, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    *out = data;
    *out_size = length;
    return ATELIER_OK;
}
