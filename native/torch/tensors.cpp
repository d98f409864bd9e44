// What a tensor is asked outside the operators: its form, its memory, and memory of ours seen as a tensor.
#include "abi.h"
#include <ATen/ops/from_blob.h>
#include <algorithm>

using namespace atelier;

ATELIER_API void atelier_tensor_free(void* handle) {
    c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(static_cast<Handle>(handle));
}

ATELIER_API int64_t atelier_tensor_dim(void* handle) { return static_cast<Handle>(handle)->dim(); }

ATELIER_API void atelier_tensor_sizes(void* handle, int64_t* sizes) {
    auto s = static_cast<Handle>(handle)->sizes();
    std::copy(s.begin(), s.end(), sizes);
}

ATELIER_API void atelier_tensor_strides(void* handle, int64_t* strides) {
    auto s = static_cast<Handle>(handle)->strides();
    std::copy(s.begin(), s.end(), strides);
}

ATELIER_API int32_t atelier_tensor_dtype(void* handle) {
    return static_cast<int32_t>(c10::typeMetaToScalarType(static_cast<Handle>(handle)->dtype()));
}

ATELIER_API int32_t atelier_tensor_device(void* handle, int32_t* index) {
    auto device = static_cast<Handle>(handle)->device();
    *index = device.index();
    return static_cast<int32_t>(device.type());
}

ATELIER_API void* atelier_tensor_data(void* handle) {
    void* data = nullptr;
    guarded([&] { data = borrow(handle).data_ptr(); });
    return data;
}

ATELIER_API int32_t atelier_tensor_contiguous(void* handle) { return static_cast<Handle>(handle)->is_contiguous(); }

// Another handle of the same tensor.
ATELIER_API void* atelier_tensor_alias(void* handle) { return release(borrow(handle)); }

ATELIER_API int32_t atelier_tensor_same(void* a, void* b) { return a == b; }

// A tensor over memory of the caller; released is called with context when the last view of it is gone.
ATELIER_API void* atelier_tensor_from_memory(void* data, const int64_t* sizes, int64_t dim, int32_t dtype,
                                             void (*released)(void*), void* context) {
    void* handle = nullptr;
    guarded([&] {
        auto options = c10::TensorOptions().dtype(static_cast<c10::ScalarType>(dtype));
        handle = release(at::from_blob(data, c10::IntArrayRef(sizes, dim), [=](void*) { if (released) released(context); }, options));
    });
    return handle;
}
