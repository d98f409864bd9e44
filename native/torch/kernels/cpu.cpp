#include "cpu.h"

#include <cstdlib>
#include <string_view>

namespace atelier::kernels {

Isa allowed_isa() {
    static const Isa isa = [] {
        const auto given = std::getenv("ATELIER_ISA");
        const std::string_view name = given ? given : "";
        return name == "avx2" ? Isa::avx2 : name == "avx512" ? Isa::avx512 : Isa::all;
    }();
    return isa;
}

}  // namespace atelier::kernels
