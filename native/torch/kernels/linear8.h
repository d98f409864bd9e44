// x W^T with quantised weights, as int8 products: blocks of 32 weights as their file stores them times numbers that are
// rounded to int8 in blocks of 32, each with a scale of its own; sums of blocks in int32, of rows in single precision.
#pragma once
#include <cstdint>

namespace atelier::kernels {

constexpr int64_t kBlock8 = 32;
constexpr int64_t kTile8 = 32;  // weight rows of one tile: two vectors

// The numbers are those of the GGUF format.
enum class Quantised : int64_t { Q4_0 = 2, Q4_1 = 3, Q5_0 = 6, Q5_1 = 7, Q8_0 = 8, Q4_K = 12, Q5_K = 13 };

// Bytes of a row of so many weights; 0 where they are no whole number of blocks, or of another type.
int64_t row_bytes(Quantised type, int64_t width);

// The numbers of one row: int8, and for each block its scale and minus the sum of its int8.
struct Rounded {
    int8_t* numbers;
    float* scales;
    int32_t* sums;
};

struct Int8Kernel {
    // Bytes of scratch for a tile.
    int64_t (*tile_scratch)(int64_t rows);
    void (*round_row)(const void* row, bool brain, int64_t width, Rounded out);
    // Columns first .. first + 31 of the product of all rows; columns past the end are left out. out: [rows, outputs].
    void (*multiply_tile)(Quantised type, const uint8_t* weights, int64_t outputs, int64_t first, int64_t width, Rounded x, int64_t rows,
                          const float* bias, void* out, bool out_brain, void* scratch);
};

// The fastest one that this CPU has, or null.
const Int8Kernel* int8_kernel();

// Null where the compiler could not build it.
const Int8Kernel* int8_vnni();
const Int8Kernel* int8_avx2();

}  // namespace atelier::kernels
