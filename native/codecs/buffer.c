#include "codecs.h"

#include <stdlib.h>
#include <string.h>

int atelier_append(atelier_buffer *buffer, const void *bytes, size_t count)
{
    if (buffer->capacity - buffer->size < count) {
        size_t capacity = buffer->capacity ? buffer->capacity : 1 << 16;
        while (capacity - buffer->size < count) {
            if (capacity > SIZE_MAX / 2)
                return 0;
            capacity *= 2;
        }
        uint8_t *data = realloc(buffer->data, capacity);
        if (!data)
            return 0;
        buffer->data = data;
        buffer->capacity = capacity;
    }
    memcpy(buffer->data + buffer->size, bytes, count);
    buffer->size += count;
    return 1;
}

void atelier_say(char *message, int32_t capacity, const char *text)
{
    if (!message || capacity <= 0)
        return;
    strncpy(message, text ? text : "", (size_t)capacity - 1);
    message[capacity - 1] = 0;
}

void atelier_free(void *memory)
{
    free(memory);
}
