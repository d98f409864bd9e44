// What lies between the products of a network, in one pass over memory each. Statistics and functions in single precision;
// in and out single precision or bfloat16. Plain pointers; nothing of libtorch.
#pragma once
#include <cstdint>

namespace atelier::kernels {

// Numbers of one type, single precision or bfloat16.
struct Numbers {
    void* data;
    bool brain;
};

// Mean and 1 / sqrt(variance + epsilon) of count numbers from an offset.
void statistics(Numbers x, int64_t offset, int64_t count, double epsilon, float* mean, float* scale);

// y = f(a x + b), one a and b; f is x sigmoid(x) where silu.
void affine(Numbers x, Numbers y, int64_t offset, int64_t count, float a, float b, bool silu);

// Sums and sums of squares of each channel over pixels, channels last: sums [2, channels].
void channel_sums(Numbers x, int64_t offset, int64_t pixels, int64_t channels, double* sums);

// y = f(a x + b) with an a and b for each number; f is x sigmoid(x) where silu.
void affine_channels(Numbers x, Numbers y, int64_t offset, int64_t count, const float* a, const float* b, bool silu);

// One row [values, gates] of 2 count numbers to values * gelu(gates), the exact one by the error function.
void gated_gelu(Numbers x, int64_t from, Numbers y, int64_t to, int64_t count);

// y = gelu(x): the exact one by the error function, or the approximation by tanh.
void gelu(Numbers x, Numbers y, int64_t offset, int64_t count, bool tanh);

// y = g gelu'(x).
void gelu_gradient(Numbers x, Numbers g, Numbers y, int64_t offset, int64_t count, bool tanh);

// One row over its root mean square; then times the weight, where there is one, to which it is rounded first if that is bfloat16.
void rms_norm(Numbers x, Numbers y, int64_t offset, int64_t count, const Numbers* weight, double epsilon);

// One row to (row - mean) / sqrt(variance + epsilon) * weight + bias; weight and bias may be null.
void layer_norm(Numbers x, int64_t from, Numbers y, int64_t to, int64_t count, const float* weight, const float* bias, double epsilon);

}  // namespace atelier::kernels
