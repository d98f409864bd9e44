// Attention: softmax(q k^T + bias) v over blocks of queries and keys, scores never leave the cache
// (Dao et al. 2022, arXiv 2205.14135, algorithm 1 without the backward pass). Plain pointers; nothing of libtorch.
#pragma once
#include <cstdint>

namespace atelier::kernels {

constexpr int64_t kQueryBlock = 48;
constexpr int64_t kKeyBlock = 256;

// Rows of single-precision or bfloat16 numbers; the numbers of a row lie side by side.
struct Rows {
    const void* data;
    int64_t stride;  // elements from row to row
    bool brain;
};

struct AttentionShape {
    int64_t queries, keys, width, value_width;
    float scale;  // of the scores, times log2(e)
};

// One way to compute it, for a kind of CPU and a type of products. Sizes are in bytes, memory is aligned to 64.
struct AttentionKernel {
    int64_t (*key_bytes)(const AttentionShape& shape);
    int64_t (*value_bytes)(const AttentionShape& shape);
    int64_t (*scratch_bytes)(const AttentionShape& shape);
    void (*pack_keys)(const AttentionShape& shape, Rows keys, void* packed);
    void (*pack_values)(const AttentionShape& shape, Rows values, void* packed);
    // One block of at most kQueryBlock queries. bias: one number a key, times log2(e), or null.
    void (*attend)(const AttentionShape& shape, Rows queries, int64_t count, const void* keys, const void* values, const float* bias, void* output,
                   int64_t output_stride, bool output_brain, void* scratch);
};

// The fastest one of this CPU with products in bfloat16 or in single precision; null where there is none.
const AttentionKernel* attention_kernel(bool brain);

// The ways there are; null where the compiler could not build one. Only attention_kernel asks the CPU.
const AttentionKernel* attention_brain();
const AttentionKernel* attention_avx512();
const AttentionKernel* attention_avx2();

}  // namespace atelier::kernels
