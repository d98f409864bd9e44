#include "codecs.h"

#include <string.h>
#include <webp/decode.h>
#include <webp/encode.h>

/* Decodes one still frame (a RIFF file without animation) to RGBA, straight alpha. */
ATELIER_API int32_t atelier_webp_decode(const uint8_t *file, size_t size, uint8_t *pixels, size_t pixels_size, int32_t width,
                                        int32_t height, char *message, int32_t message_size)
{
    WebPDecoderConfig config;
    if (!WebPInitDecoderConfig(&config))
        return ATELIER_UNSUPPORTED;
    VP8StatusCode status = WebPGetFeatures(file, size, &config.input);
    if (status == VP8_STATUS_OK && (config.input.width != width || config.input.height != height ||
                                    (size_t)width * (size_t)height * 4 != pixels_size)) {
        atelier_say(message, message_size, "the header and the decoded picture disagree");
        return ATELIER_MISMATCH;
    }
    if (status == VP8_STATUS_OK) {
        config.output.colorspace = MODE_RGBA;
        config.output.is_external_memory = 1;
        config.output.u.RGBA.rgba = pixels;
        config.output.u.RGBA.stride = width * 4;
        config.output.u.RGBA.size = pixels_size;
        status = WebPDecode(file, size, &config);
        WebPFreeDecBuffer(&config.output);
    }
    if (status == VP8_STATUS_OK)
        return ATELIER_OK;
    if (status == VP8_STATUS_NOT_ENOUGH_DATA || status == VP8_STATUS_SUSPENDED) {
        atelier_say(message, message_size, "the file ends too early");
        return ATELIER_TRUNCATED;
    }
    if (status == VP8_STATUS_OUT_OF_MEMORY) {
        atelier_say(message, message_size, "out of memory");
        return ATELIER_MEMORY;
    }
    atelier_say(message, message_size, "the WebP data are damaged");
    return ATELIER_DAMAGED;
}

static int write_bytes(const uint8_t *bytes, size_t count, const WebPPicture *picture)
{
    return atelier_append(picture->custom_ptr, bytes, count);
}

/* Encodes RGB (3) or RGBA (4). Lossless keeps the colour under transparent pixels. `quality` 0 to 100, `method` 0 to 6. */
ATELIER_API int32_t atelier_webp_encode(const uint8_t *pixels, int32_t width, int32_t height, int32_t channels, int32_t lossless,
                                        float quality, int32_t method, uint8_t **out, size_t *out_size, char *message,
                                        int32_t message_size)
{
    WebPConfig config;
    WebPPicture picture;
    atelier_buffer buffer = {NULL, 0, 0};
    if (!WebPConfigInit(&config) || !WebPPictureInit(&picture))
        return ATELIER_UNSUPPORTED;
    config.lossless = lossless;
    config.exact = lossless;
    config.quality = quality;
    config.method = method;
    picture.use_argb = lossless;
    picture.width = width;
    picture.height = height;
    picture.writer = write_bytes;
    picture.custom_ptr = &buffer;
    int done = channels == 4 ? WebPPictureImportRGBA(&picture, pixels, width * 4) : WebPPictureImportRGB(&picture, pixels, width * 3);
    done = done && WebPValidateConfig(&config) && WebPEncode(&config, &picture);
    int error = picture.error_code;
    WebPPictureFree(&picture);
    if (!done) {
        atelier_free(buffer.data);
        atelier_say(message, message_size, error == VP8_ENC_ERROR_OUT_OF_MEMORY ? "out of memory" : "libwebp cannot encode this picture");
        return error == VP8_ENC_ERROR_OUT_OF_MEMORY ? ATELIER_MEMORY : ATELIER_UNSUPPORTED;
    }
    *out = buffer.data;
    *out_size = buffer.size;
    return ATELIER_OK;
}
