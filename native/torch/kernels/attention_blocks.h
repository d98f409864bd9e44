// The body of attention, over the arithmetic of a kind of CPU. An Arithmetic has
//   Number           what operands are packed as, kGroup of them to a step of a product
//   Vector, Operand  kLanes sums, and as many groups of numbers
//   kRows, kColumns  a tile of sums that fits the registers
//   the functions used below.
#pragma once
#include "attention.h"
#include <algorithm>
#include <cstring>
#include <utility>

// Sums stay in registers only where the loops over a tile are gone before the compiler looks at them.

namespace atelier::kernels {
namespace {

inline int64_t up(int64_t n, int64_t step) { return (n + step - 1) / step * step; }

template <typename A>
struct AttentionBlocks {
    using Number = typename A::Number;
    using Vector = typename A::Vector;
    static constexpr int64_t kLanes = A::kLanes, kGroup = A::kGroup;
    static constexpr int kRows = A::kRows, kColumns = A::kColumns;
    static constexpr float kHidden = -1e38f;  // a score that weighs nothing, yet is a number

    static int64_t key_bytes(const AttentionShape& s) { return up(s.keys, kLanes) * up(s.width, kGroup) * static_cast<int64_t>(sizeof(Number)); }
    static int64_t value_bytes(const AttentionShape& s) { return up(s.keys, kGroup) * up(s.value_width, kLanes) * static_cast<int64_t>(sizeof(Number)); }
    static int64_t scratch_bytes(const AttentionShape& s) {
        const auto numbers = up(kQueryBlock * up(s.width, kGroup), 64) + kRows * kKeyBlock;
        const auto floats = kRows * kKeyBlock + kQueryBlock * up(s.value_width, kLanes) + 2 * kQueryBlock + kKeyBlock;
        return numbers * static_cast<int64_t>(sizeof(Number)) + floats * static_cast<int64_t>(sizeof(float));
    }

    static float number(const Rows& rows, int64_t row, int64_t column) {
        const auto at = row * rows.stride + column;
        if (!rows.brain) return static_cast<const float*>(rows.data)[at];
        const auto bits = static_cast<uint32_t>(static_cast<const uint16_t*>(rows.data)[at]) << 16;
        float x;
        std::memcpy(&x, &bits, 4);
        return x;
    }

    // Keys in chunks of kLanes, groups of channels together: [keys / lanes][width / group][lanes][group].
    static void pack_keys(const AttentionShape& s, Rows keys, void* out) {
        const auto width = up(s.width, kGroup);
        std::memset(out, 0, key_bytes(s));
        for (int64_t key = 0; key < s.keys; ++key) {
            auto chunk = static_cast<Number*>(out) + key / kLanes * width * kLanes + key % kLanes * kGroup;
            for (int64_t c = 0; c < s.width; ++c) chunk[c / kGroup * kGroup * kLanes + c % kGroup] = A::narrow(number(keys, key, c));
        }
    }

    // Values with groups of keys together: [keys / group][value width][group].
    static void pack_values(const AttentionShape& s, Rows values, void* out) {
        const auto width = up(s.value_width, kLanes);
        std::memset(out, 0, value_bytes(s));
        for (int64_t key = 0; key < s.keys; ++key) {
            auto row = static_cast<Number*>(out) + key / kGroup * width * kGroup + key % kGroup;
            for (int64_t c = 0; c < s.value_width; ++c) row[c * kGroup] = A::narrow(number(values, key, c));
        }
    }

    // Scores of kRows queries and C vectors of keys; keeps the greatest of each row and lane.
    template <int C>
    static void score(const Number* queries, int64_t steps, const Number* keys, const float* bias, float* scores, Vector* greatest) {
        Vector sum[kRows][C];
#pragma GCC unroll 8
        for (int r = 0; r < kRows; ++r)
#pragma GCC unroll 8
            for (int c = 0; c < C; ++c) sum[r][c] = bias ? A::load(bias + c * kLanes) : A::all(0.f);
        for (int64_t d = 0; d < steps; ++d) {
            typename A::Operand key[C];
#pragma GCC unroll 8
            for (int c = 0; c < C; ++c) key[c] = A::operand(keys + (c * steps + d) * kGroup * kLanes);
#pragma GCC unroll 8
            for (int r = 0; r < kRows; ++r) {
                const auto query = A::repeat(queries + (r * steps + d) * kGroup);
#pragma GCC unroll 8
                for (int c = 0; c < C; ++c) sum[r][c] = A::product(query, key[c], sum[r][c]);
            }
        }
#pragma GCC unroll 8
        for (int r = 0; r < kRows; ++r)
#pragma GCC unroll 8
            for (int c = 0; c < C; ++c) {
                greatest[r] = A::greater(greatest[r], sum[r][c]);
                A::store(scores + r * kKeyBlock + c * kLanes, sum[r][c]);
            }
    }

    // Adds the weighted values of a block of keys to C vectors of kRows sums, after scaling what was there.
    template <int C>
    static void gather(const Number* weights, int64_t steps, const Number* values, int64_t width, const float* factors, float* sums) {
        Vector sum[kRows][C];
#pragma GCC unroll 8
        for (int r = 0; r < kRows; ++r)
#pragma GCC unroll 8
            for (int c = 0; c < C; ++c) sum[r][c] = A::times(A::all(factors[r]), A::load(sums + r * width + c * kLanes));
        for (int64_t j = 0; j < steps; ++j) {
            typename A::Operand value[C];
#pragma GCC unroll 8
            for (int c = 0; c < C; ++c) value[c] = A::operand(values + (j * width + c * kLanes) * kGroup);
#pragma GCC unroll 8
            for (int r = 0; r < kRows; ++r) {
                const auto weight = A::repeat(weights + r * kKeyBlock + j * kGroup);
#pragma GCC unroll 8
                for (int c = 0; c < C; ++c) sum[r][c] = A::product(weight, value[c], sum[r][c]);
            }
        }
#pragma GCC unroll 8
        for (int r = 0; r < kRows; ++r)
#pragma GCC unroll 8
            for (int c = 0; c < C; ++c) A::store(sums + r * width + c * kLanes, sum[r][c]);
    }

    using Score = void (*)(const Number*, int64_t, const Number*, const float*, float*, Vector*);
    using Gather = void (*)(const Number*, int64_t, const Number*, int64_t, const float*, float*);

    template <int... C>
    static Score score_of(int columns, std::integer_sequence<int, C...>) {
        static constexpr Score all[] = {score<C + 1>...};
        return all[columns - 1];
    }
    template <int... C>
    static Gather gather_of(int columns, std::integer_sequence<int, C...>) {
        static constexpr Gather all[] = {gather<C + 1>...};
        return all[columns - 1];
    }
    using Columns = std::make_integer_sequence<int, kColumns>;

    // A row that ends before the tile does is computed on zeros; nobody reads it.
    static void attend(const AttentionShape& s, Rows queries, int64_t count, const void* key_memory, const void* value_memory, const float* bias, void* output,
                       int64_t output_stride, bool output_brain, void* scratch) {
        const auto keys = static_cast<const Number*>(key_memory), values = static_cast<const Number*>(value_memory);
        const auto steps = up(s.width, kGroup) / kGroup;
        const auto width = up(s.value_width, kLanes);
        auto packed = static_cast<Number*>(scratch);
        auto weights = packed + up(kQueryBlock * steps * kGroup, 64);
        auto scores = reinterpret_cast<float*>(weights + kRows * kKeyBlock);
        auto sums = scores + kRows * kKeyBlock;
        auto greatest = sums + kQueryBlock * width;
        auto total = greatest + kQueryBlock;
        auto shift = total + kQueryBlock;

        std::memset(packed, 0, sizeof(Number) * kQueryBlock * steps * kGroup);
        for (int64_t r = 0; r < count; ++r)
            for (int64_t c = 0; c < s.width; ++c) packed[r * steps * kGroup + c] = A::narrow(number(queries, r, c) * s.scale);
        std::fill(sums, sums + kQueryBlock * width, 0.f);
        std::fill(greatest, greatest + kQueryBlock, kHidden);
        std::fill(total, total + kQueryBlock, 0.f);

        for (int64_t first = 0; first < s.keys; first += kKeyBlock) {
            const auto present = std::min(kKeyBlock, s.keys - first);
            const auto vectors = up(present, kLanes) / kLanes;
            const bool shifts = bias != nullptr || vectors * kLanes > present;
            if (shifts)
                for (int64_t j = 0; j < vectors * kLanes; ++j) shift[j] = j >= present ? kHidden : bias ? std::max(bias[first + j], kHidden) : 0.f;
            for (int64_t row = 0; row < count; row += kRows) {
                // 1. scores and the greatest of each row
                Vector most[kRows];
                for (int r = 0; r < kRows; ++r) most[r] = A::all(kHidden);
                for (int64_t v = 0; v < vectors; v += kColumns)
                    score_of(static_cast<int>(std::min<int64_t>(kColumns, vectors - v)), Columns{})(
                        packed + row * steps * kGroup, steps, keys + (first / kLanes + v) * steps * kGroup * kLanes, shifts ? shift + v * kLanes : nullptr,
                        scores + v * kLanes, most);
                // 2. weights relative to the greatest so far
                float factors[kRows];
                for (int r = 0; r < kRows; ++r) {
                    const auto before = greatest[row + r], now = std::max(before, A::greatest(most[r]));
                    factors[r] = now == before ? 1.f : A::first(A::power(A::all(before - now)));
                    greatest[row + r] = now;
                    auto sum = A::all(0.f);
                    for (int64_t v = 0; v < vectors; ++v) {
                        const auto weight = A::power(A::minus(A::load(scores + r * kKeyBlock + v * kLanes), A::all(now)));
                        sum = A::plus(sum, weight);
                        A::store(weights + r * kKeyBlock + v * kLanes, weight);
                    }
                    total[row + r] = total[row + r] * factors[r] + A::sum(sum);
                }
                // 3. their values
                for (int64_t c = 0; c < width; c += kColumns * kLanes)
                    gather_of(static_cast<int>(std::min<int64_t>(kColumns, (width - c) / kLanes)), Columns{})(
                        weights, up(present, kGroup) / kGroup, values + (first / kGroup * width + c) * kGroup, width, factors, sums + row * width + c);
            }
        }

        for (int64_t r = 0; r < count; ++r) {
            // A row that sees nothing answers zero.
            const auto factor = greatest[r] <= kHidden / 2 ? 0.f : 1.f / total[r];
            for (int64_t c = 0; c < s.value_width; ++c) {
                const auto x = sums[r * width + c] * factor;
                if (output_brain)
                    static_cast<uint16_t*>(output)[r * output_stride + c] = rounded(x);
                else
                    static_cast<float*>(output)[r * output_stride + c] = x;
            }
        }
    }

    static uint16_t rounded(float x) {
        uint32_t bits;
        std::memcpy(&bits, &x, 4);
        if ((bits & 0x7FFFFFFF) > 0x7F800000) return static_cast<uint16_t>(bits >> 16 | 0x40);
        return static_cast<uint16_t>((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    static constexpr AttentionKernel kernel{key_bytes, value_bytes, scratch_bytes, pack_keys, pack_values, attend};
};

}  // namespace
}  // namespace atelier::kernels
