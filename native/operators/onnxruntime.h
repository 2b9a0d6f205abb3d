// What operators need of ONNX Runtime's C interface, declared anew: its header is not in the package that the library comes from.
#pragma once
#include <cstddef>
#include <cstdint>

namespace mien::onnx {

struct Status;
struct KernelInfo;
struct KernelContext;
struct Value;
struct SessionOptions;
struct OperatorDomain;
struct TensorShape;

constexpr size_t kFunctions = 275;  // as many as are looked at

// The table of functions (struct OrtApi). It only ever grows at its end, so that places stay.
struct Api {
  const void* functions[kFunctions];

  template <size_t kPlace, class... Arguments>
  Status* call(Arguments... arguments) const {
    return reinterpret_cast<Status* (*)(Arguments...)>(functions[kPlace])(arguments...);
  }
};

constexpr int kArgumentError = 2;
constexpr int kAnyType = 0, kFloatType = 1, kBFloat16Type = 16;
constexpr int kRequired = 0, kOptional = 1;
constexpr uint32_t kInterfaceVersion = 17;

inline Status* failure(const Api& api, const char* message) { return api.call<0>(kArgumentError, message); }
inline void release_status(const Api& api, Status* status) { reinterpret_cast<void (*)(Status*)>(api.functions[93])(status); }
inline Status* create_domain(const Api& api, const char* name, OperatorDomain** domain) { return api.call<26>(name, domain); }
inline Status* add_operator(const Api& api, OperatorDomain* domain, const struct Operator* added) { return api.call<27>(domain, added); }
inline Status* add_domain(const Api& api, SessionOptions* options, OperatorDomain* domain) { return api.call<28>(options, domain); }
inline Status* mutable_data(const Api& api, Value* value, void** data) { return api.call<51>(value, data); }
inline Status* element_type(const Api& api, const TensorShape* shape, int* type) { return api.call<60>(shape, type); }
inline Status* rank(const Api& api, const TensorShape* shape, size_t* count) { return api.call<61>(shape, count); }
inline Status* sizes(const Api& api, const TensorShape* shape, int64_t* values, size_t count) { return api.call<62>(shape, values, count); }
inline Status* shape(const Api& api, const Value* value, TensorShape** result) { return api.call<65>(value, result); }
inline Status* integer(const Api& api, const KernelInfo* info, const char* name, int64_t* value) { return api.call<86>(info, name, value); }
inline Status* input(const Api& api, const KernelContext* context, size_t index, const Value** value) { return api.call<90>(context, index, value); }
inline Status* input_count(const Api& api, const KernelContext* context, size_t* count) { return api.call<88>(context, count); }
inline Status* output(const Api& api, KernelContext* context, size_t index, const int64_t* sizes, size_t rank, Value** value) {
  return api.call<91>(context, index, sizes, rank, value);
}
inline void release_shape(const Api& api, TensorShape* shape) { reinterpret_cast<void (*)(TensorShape*)>(api.functions[99])(shape); }
inline Status* integers(const Api& api, const KernelInfo* info, const char* name, int64_t* values, size_t* count) {
  return api.call<163>(info, name, values, count);
}
inline Status* parallel_for(const Api& api, const KernelContext* context, void (*body)(void*, size_t), size_t total, size_t batches, void* data) {
  return api.call<274>(context, body, total, batches, data);
}

// Describes an operator (struct OrtCustomOp, as of interface 17).
struct Operator {
  uint32_t version;
  void* (*create)(const Operator*, const Api*, const KernelInfo*);
  const char* (*name)(const Operator*);
  const char* (*provider)(const Operator*);
  int (*input_type)(const Operator*, size_t);
  size_t (*input_count)(const Operator*);
  int (*output_type)(const Operator*, size_t);
  size_t (*output_count)(const Operator*);
  void (*compute)(void*, KernelContext*);
  void (*destroy)(void*);
  int (*input_kind)(const Operator*, size_t);
  int (*output_kind)(const Operator*, size_t);
  int (*input_memory)(const Operator*, size_t);
  int (*variadic_input_least)(const Operator*);
  int (*variadic_input_alike)(const Operator*);
  int (*variadic_output_least)(const Operator*);
  int (*variadic_output_alike)(const Operator*);
  Status* (*create_checked)(const Operator*, const Api*, const KernelInfo*, void**);
  Status* (*compute_checked)(void*, KernelContext*);
  Status* (*infer_shape)(const Operator*, void*);
  int (*first_version)(const Operator*);
  int (*last_version)(const Operator*);
  const void* later[4];  // of later interfaces
};

}  // namespace mien::onnx
