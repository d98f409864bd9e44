#pragma once

namespace atelier::kernels {

// What of this CPU may be used. ATELIER_ISA=avx2, or avx512 (without bfloat16 and VNNI), hides the rest: to try and to measure what other CPUs do.
enum class Isa { avx2, avx512, all };

Isa allowed_isa();

}  // namespace atelier::kernels
