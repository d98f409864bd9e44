// The library itself: errors, version, threads, generators, devices.
#include "abi.h"
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <torch/cuda.h>
#include <torch/version.h>
#include <mutex>
#include <utility>

namespace atelier {
namespace {
thread_local std::string last_error;
}
void set_error(const std::string& text) { last_error = text; }

namespace {
// libtorch has this switch from 2.3 on; an older one has no cuDNN attention to switch off.
template <class Context>
auto set_cudnn_attention(Context& context, bool on, int) -> decltype(context.setSDPUseCuDNN(on), void()) { context.setSDPUseCuDNN(on); }
template <class Context>
void set_cudnn_attention(Context&, bool, long) {}
}  // namespace
}  // namespace atelier

using namespace atelier;

ATELIER_API const char* atelier_last_error() { return last_error.c_str(); }
ATELIER_API const char* atelier_version() { return TORCH_VERSION; }
ATELIER_API const char* atelier_origin() { return ATELIER_TORCH_ORIGIN; }

ATELIER_API const char* atelier_configuration() {
    static std::string text;
    text = at::show_config() + "\n" + at::get_parallel_info();
    return text.c_str();
}

ATELIER_API int32_t atelier_threads() { return at::get_num_threads(); }
ATELIER_API void atelier_set_threads(int32_t count) { at::set_num_threads(count); }
ATELIER_API int32_t atelier_cuda_count() { return torch::cuda::is_available() ? static_cast<int32_t>(torch::cuda::device_count()) : 0; }
ATELIER_API int32_t atelier_cuda_synchronize(int32_t index) { return guarded([&] { torch::cuda::synchronize(index); }); }
ATELIER_API void atelier_set_tf32(int32_t on) {
    at::globalContext().setAllowTF32CuBLAS(on != 0);
    at::globalContext().setAllowTF32CuDNN(on != 0);
}

ATELIER_API void atelier_set_convolution_search(int32_t on) { at::globalContext().setBenchmarkCuDNN(on != 0); }

ATELIER_API void atelier_set_cudnn_attention(int32_t on) { set_cudnn_attention(at::globalContext(), on != 0, 0); }

ATELIER_API void atelier_set_flush_denormal(int32_t on) { at::globalContext().setFlushDenormal(on != 0); }
ATELIER_API void atelier_set_deterministic(int32_t on) { at::globalContext().setDeterministicAlgorithms(on != 0, true); }

// One explicit generator on the CPU (device -1) or a GPU; the process-wide ones are never drawn from.
ATELIER_API void* atelier_generator_create(uint64_t seed, int32_t device) {
    at::Generator* generator = nullptr;
    guarded([&] {
        if (device < 0) {
            generator = new at::Generator(at::detail::createCPUGenerator(seed));
            return;
        }
        // A copy of the GPU's own needs no CUDA headers.
        auto copy = at::globalContext().defaultGenerator(c10::Device(c10::kCUDA, static_cast<c10::DeviceIndex>(device))).clone();
        copy.set_current_seed(seed);
        generator = new at::Generator(std::move(copy));
    });
    return generator;
}

ATELIER_API void atelier_generator_free(void* generator) { delete static_cast<at::Generator*>(generator); }

ATELIER_API void* atelier_generator_state(void* generator) {
    auto& g = *static_cast<at::Generator*>(generator);
    std::lock_guard<std::mutex> lock(g.mutex());
    return release(g.get_state());
}

ATELIER_API int32_t atelier_generator_set_state(void* generator, void* state) {
    return guarded([&] {
        auto& g = *static_cast<at::Generator*>(generator);
        std::lock_guard<std::mutex> lock(g.mutex());
        g.set_state(borrow(state));
    });
}
