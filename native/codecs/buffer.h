// Bytes whose number is known only after encoding. Owned by the caller of an encode export, released by mien_codecs_buffer_free.
#pragma once
#include <cstdint>
#include <vector>

using mien_buffer = std::vector<uint8_t>;
