#include "amx.h"

#ifdef MIEN_AMX
#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace mien::amx {

#ifdef MIEN_AMX
namespace {

bool ask() {
  if (!__builtin_cpu_supports("avx512bw") || !__builtin_cpu_supports("avx512vl") || !__builtin_cpu_supports("avx512bf16")) return false;
  unsigned a, b, c, d;
  constexpr unsigned amx_bf16 = 1u << 22, amx_tile = 1u << 24;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || (d & amx_bf16) == 0 || (d & amx_tile) == 0) return false;
  // Linux keeps the tile registers of a process only after it asked for them: ARCH_REQ_XCOMP_PERM of XFEATURE_XTILEDATA.
  constexpr long request_permission = 0x1023, tile_data = 18;
  return syscall(SYS_arch_prctl, request_permission, tile_data) == 0;
}

}  // namespace

bool available() {
  static const bool answer = ask();
  return answer;
}
#else
// The compiler or the system does not know the unit. Nothing calls what amx.cpp would hold.
bool available() { return false; }
void pack_rows(const Source&, const int32_t*, int64_t, int64_t, bf16*) {}
void pack_transposed(const Source&, const int32_t*, int64_t, int64_t, bf16*) {}
void pack_pairs(const Source&, const int32_t*, int64_t, int64_t, bf16*) {}
void pack_window_pairs(const Source&, const Windows&, int64_t, int64_t, bf16*) {}
void pack_weights(const Weights&, int64_t, int64_t, bf16*) {}
void pack_weights_transposed(const Weights&, int64_t, int64_t, bf16*) {}
void multiply_rows(const RowProduct&, int64_t, int64_t) {}
void multiply_transposed(const TransposedProduct&, const Term*, int64_t, bool) {}
Session::Session() {}
Session::~Session() {}
#endif

}  // namespace mien::amx
