/* The C ABI over libpng, libjpeg-turbo, libwebp and Little CMS.
 *
 * Every function returns 0, or a code below 0 and a text in `message` (always terminated). No function keeps a pointer,
 * prints, exits or jumps out. Sizes are checked by the caller first; the functions check again that the decoded picture
 * fills exactly the buffer that was given. */
#ifndef ATELIER_CODECS_H
#define ATELIER_CODECS_H

#include <stddef.h>
#include <stdint.h>

#define ATELIER_API __attribute__((visibility("default")))

enum {
    ATELIER_OK = 0,
    ATELIER_DAMAGED = -1,   /* the library says that the data are wrong */
    ATELIER_TRUNCATED = -2, /* the data end too early */
    ATELIER_MEMORY = -3,
    ATELIER_MISMATCH = -4,  /* the decoded picture has another size than the caller found in the header */
    ATELIER_UNSUPPORTED = -5,
    ATELIER_CHECKSUM = -6,
    ATELIER_MISSING = -7 /* a table that the format demands is not there */
};

/* Bytes that a library appends; `data` comes from malloc and goes to atelier_free. */
typedef struct {
    uint8_t *data;
    size_t size;
    size_t capacity;
} atelier_buffer;

int atelier_append(atelier_buffer *buffer, const void *bytes, size_t count); /* 0 when out of memory */
void atelier_say(char *message, int32_t capacity, const char *text);

ATELIER_API void atelier_free(void *memory);

#endif
