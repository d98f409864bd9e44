namespace Atelier.Torch.Safetensors;

/// <summary>The element types of the format, in the order in which the reference library declares them (writers sort by it).</summary>
public enum SafetensorsType
{
    /// <summary>One byte per truth value; any byte other than 0 is true.</summary>
    Bool,

    /// <summary>Unsigned 8-bit integer.</summary>
    U8,

    /// <summary>Signed 8-bit integer.</summary>
    I8,

    /// <summary>8-bit float with 5 exponent bits.</summary>
    F8E5M2,

    /// <summary>8-bit float with 4 exponent bits, no infinities.</summary>
    F8E4M3,

    /// <summary>8-bit power of two (scales of block formats).</summary>
    F8E8M0,

    /// <summary>8-bit float with 4 exponent bits, no infinities and no negative zero.</summary>
    F8E4M3Fnuz,

    /// <summary>8-bit float with 5 exponent bits, no infinities and no negative zero.</summary>
    F8E5M2Fnuz,

    /// <summary>Signed 16-bit integer.</summary>
    I16,

    /// <summary>Unsigned 16-bit integer.</summary>
    U16,

    /// <summary>IEEE half precision.</summary>
    F16,

    /// <summary>bfloat16: the upper half of a float.</summary>
    BF16,

    /// <summary>Signed 32-bit integer.</summary>
    I32,

    /// <summary>Unsigned 32-bit integer.</summary>
    U32,

    /// <summary>IEEE single precision.</summary>
    F32,

    /// <summary>Complex number of two singles.</summary>
    C64,

    /// <summary>IEEE double precision.</summary>
    F64,

    /// <summary>Signed 64-bit integer.</summary>
    I64,

    /// <summary>Unsigned 64-bit integer.</summary>
    U64,
}
