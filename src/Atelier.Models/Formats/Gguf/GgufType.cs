#pragma warning disable CA1707 // The names are those of the format.

namespace Atelier.Models.Formats.Gguf;

/// <summary>The tensor types that are read; the numbers are those of the file format.</summary>
public enum GgufType
{
    /// <summary>IEEE single precision.</summary>
    F32 = 0,

    /// <summary>IEEE half precision.</summary>
    F16 = 1,

    /// <summary>Blocks of 32: half d, 4-bit q; (q - 8) d.</summary>
    Q4_0 = 2,

    /// <summary>Blocks of 32: halves d, m, 4-bit q; q d + m.</summary>
    Q4_1 = 3,

    /// <summary>Blocks of 32: half d, 5-bit q; (q - 16) d.</summary>
    Q5_0 = 6,

    /// <summary>Blocks of 32: halves d, m, 5-bit q; q d + m.</summary>
    Q5_1 = 7,

    /// <summary>Blocks of 32: half d, 8-bit q; q d.</summary>
    Q8_0 = 8,

    /// <summary>Blocks of 256 with 4-bit scales and minima: 2-bit q.</summary>
    Q2_K = 10,

    /// <summary>Blocks of 256 with 6-bit scales: 3-bit q.</summary>
    Q3_K = 11,

    /// <summary>Blocks of 256 with 6-bit scales and minima: 4-bit q.</summary>
    Q4_K = 12,

    /// <summary>Blocks of 256 with 6-bit scales and minima: 5-bit q.</summary>
    Q5_K = 13,

    /// <summary>Blocks of 256 with 8-bit scales: 6-bit q.</summary>
    Q6_K = 14,

    /// <summary>Signed 8-bit integer.</summary>
    I8 = 24,

    /// <summary>Signed 16-bit integer.</summary>
    I16 = 25,

    /// <summary>Signed 32-bit integer.</summary>
    I32 = 26,

    /// <summary>Signed 64-bit integer.</summary>
    I64 = 27,

    /// <summary>IEEE double precision.</summary>
    F64 = 28,

    /// <summary>bfloat16: the upper half of a float.</summary>
    BF16 = 30,
}
