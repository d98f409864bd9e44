// Attention on CPUs with bfloat16 products: softmax(q k^T + bias) v over blocks of keys, scores never leave the cache
// (Dao et al. 2022, arXiv 2205.14135, algorithm 1 without the backward pass). Plain pointers; nothing of libtorch.
#pragma once
#include <cstdint>

namespace atelier::kernels {

// Sixteen keys or channels fill a vector; products take numbers in pairs.
constexpr int64_t kLanes = 16;
constexpr int64_t kQueryBlock = 48;
constexpr int64_t kKeyBlock = 256;

inline int64_t up(int64_t n, int64_t step) { return (n + step - 1) / step * step; }

// Rows of single-precision or bfloat16 numbers; the numbers of a row lie side by side.
struct Rows {
    const void* data;
    int64_t stride;  // elements from row to row
    bool brain;
};

struct AttentionShape {
    int64_t queries, keys, width, value_width;
    float scale;  // of the scores, times log2(e)

    int64_t packed_keys() const { return up(keys, kLanes) * up(width, 2); }
    int64_t packed_values() const { return up(keys, 2) * up(value_width, kLanes); }
    // Floats that one block of queries works in.
    int64_t scratch() const {
        return kQueryBlock * up(width, 2) / 2 + 6 * kKeyBlock + 6 * kKeyBlock / 2 + kQueryBlock * up(value_width, kLanes) + 2 * kQueryBlock + kKeyBlock;
    }
};

bool has_brain_products();

// Keys in chunks of sixteen, pairs of channels together: [keys / 16][width / 2][16][2].
void pack_keys(const AttentionShape& shape, Rows keys, uint16_t* packed);

// Values with pairs of keys together: [keys / 2][value width][2].
void pack_values(const AttentionShape& shape, Rows values, uint16_t* packed);

// One block of at most kQueryBlock queries. bias: one number a key, times log2(e), or null. The output has the type of its rows.
void attend(const AttentionShape& shape, Rows queries, int64_t count, const uint16_t* keys, const uint16_t* values, const float* bias,
            void* output, int64_t output_stride, bool output_brain, float* scratch);

}  // namespace atelier::kernels
