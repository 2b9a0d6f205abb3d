#include "guard.h"

// The message of the last failed call on this thread, UTF-8; borrowed, valid until the next failure on the thread.
MIEN_API const char* mien_codecs_last_error() { return mien::last_error().c_str(); }
