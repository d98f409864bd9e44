// The C ABI between Atelier.Torch and libtorch. A tensor handle is a TensorImpl with one reference of its own.
#pragma once
#include <ATen/core/Tensor.h>
#include <cstdint>
#include <exception>
#include <string>

#define ATELIER_API extern "C" __attribute__((visibility("default")))

namespace atelier {

// Tags equal Atelier.Torch.ArgumentKind.
enum Tag : int64_t { None, Tensor, Int, Double, Bool, IntList, DoubleList, BoolList, TensorList, OptionalTensorList, String, Device, Generator };

struct Value {
    int64_t tag;
    union {
        int64_t i;
        double d;
        void* p;
    };
    int64_t n;  // length of a list or string, index of a device
};

using Handle = c10::TensorImpl*;

inline at::Tensor borrow(void* handle) {
    if (!handle) return {};
    return at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim_copy(static_cast<Handle>(handle)));
}

inline void* release(at::Tensor&& tensor) { return tensor.defined() ? tensor.unsafeReleaseTensorImpl() : nullptr; }

void set_error(const std::string& text);

// Runs body and turns an exception into a false result; the text waits in atelier_last_error.
template <typename Body>
bool guarded(Body&& body) {
    try {
        body();
        return true;
    } catch (const c10::Error& e) {
        set_error(e.what_without_backtrace());
    } catch (const std::exception& e) {
        set_error(e.what());
    } catch (...) {
        set_error("unknown native error");
    }
    return false;
}

}  // namespace atelier
