#include "buffer.h"

#include "guard.h"

// Address and number of the bytes; borrowed, valid until the buffer is freed.
MIEN_API mien::Status mien_codecs_buffer_bytes(const mien_buffer* buffer, const uint8_t** bytes, int64_t* count) {
  return mien::guard([&] {
    *bytes = buffer->data();
    *count = static_cast<int64_t>(buffer->size());
  });
}

// Releases a buffer; null is allowed.
MIEN_API void mien_codecs_buffer_free(mien_buffer* buffer) { delete buffer; }
