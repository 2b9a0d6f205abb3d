#include <torch/version.h>

#include "guard.h"

// The message of the last failed call on this thread, UTF-8; borrowed, valid until the next failure on the thread.
MIEN_API const char* mien_torch_last_error() { return mien::last_error().c_str(); }

// libtorch's version, a static string.
MIEN_API const char* mien_torch_version() { return TORCH_VERSION; }
