namespace Atelier.Torch;

/// <summary>Element type of a tensor; the numbers are libtorch's.</summary>
public enum ScalarType
{
    /// <summary>8 bits, 0 to 255.</summary>
    UInt8 = 0,

    /// <summary>8 bits, signed.</summary>
    Int8 = 1,

    /// <summary>16 bits, signed.</summary>
    Int16 = 2,

    /// <summary>32 bits, signed.</summary>
    Int32 = 3,

    /// <summary>64 bits, signed.</summary>
    Int64 = 4,

    /// <summary>IEEE half precision.</summary>
    Float16 = 5,

    /// <summary>IEEE single precision.</summary>
    Float32 = 6,

    /// <summary>IEEE double precision.</summary>
    Float64 = 7,

    /// <summary>Two single precision numbers.</summary>
    Complex64 = 9,

    /// <summary>Two double precision numbers.</summary>
    Complex128 = 10,

    /// <summary>Truth values, one byte each.</summary>
    Bool = 11,

    /// <summary>The upper half of a single precision number.</summary>
    BFloat16 = 15,
}
