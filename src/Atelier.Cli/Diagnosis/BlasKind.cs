namespace Atelier.Cli.Diagnosis;

/// <summary>Families of BLAS libraries.</summary>
internal enum BlasKind
{
    /// <summary>Part of libtorch itself.</summary>
    BuiltIn,

    /// <summary>OpenBLAS, any threading.</summary>
    OpenBlas,

    /// <summary>Intel's library.</summary>
    Mkl,

    /// <summary>BLIS.</summary>
    Blis,

    /// <summary>The reference implementation: correct, and tens of times slower.</summary>
    Reference,
}
