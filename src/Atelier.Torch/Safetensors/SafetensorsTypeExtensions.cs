namespace Atelier.Torch.Safetensors;

/// <summary>Sizes and names of <see cref="SafetensorsType"/>.</summary>
public static class SafetensorsTypeExtensions
{
    // Indexed by the enum's value.
    private static readonly (string Name, int Size)[] Table =
    [
        ("BOOL", 1), ("U8", 1), ("I8", 1), ("F8_E5M2", 1), ("F8_E4M3", 1), ("F8_E8M0", 1), ("F8_E4M3FNUZ", 1), ("F8_E5M2FNUZ", 1),
        ("I16", 2), ("U16", 2), ("F16", 2), ("BF16", 2), ("I32", 4), ("U32", 4), ("F32", 4), ("C64", 8), ("F64", 8), ("I64", 8), ("U64", 8),
    ];

    private static readonly Dictionary<string, SafetensorsType> ByName =
        Table.Select((row, index) => (row.Name, Type: (SafetensorsType)index)).ToDictionary(row => row.Name, row => row.Type);

    /// <summary>All names that the reader knows, for messages.</summary>
    internal static string AllNames { get; } = string.Join(' ', Table.Select(row => row.Name));

    /// <summary>Bytes of one element.</summary>
    public static int Size(this SafetensorsType type) => Table[(int)type].Size;

    /// <summary>The name in a header, such as <c>BF16</c>.</summary>
    public static string HeaderName(this SafetensorsType type) => Table[(int)type].Name;

    /// <summary>The element type of tensors that hold the same, or null where there is none.</summary>
    public static ScalarType? ToScalarType(this SafetensorsType type) => type switch
    {
        SafetensorsType.Bool => ScalarType.Bool,
        SafetensorsType.U8 => ScalarType.UInt8,
        SafetensorsType.I8 => ScalarType.Int8,
        SafetensorsType.I16 => ScalarType.Int16,
        SafetensorsType.I32 => ScalarType.Int32,
        SafetensorsType.I64 => ScalarType.Int64,
        SafetensorsType.F16 => ScalarType.Float16,
        SafetensorsType.BF16 => ScalarType.BFloat16,
        SafetensorsType.F32 => ScalarType.Float32,
        SafetensorsType.F64 => ScalarType.Float64,
        SafetensorsType.C64 => ScalarType.Complex64,
        _ => null,
    };

    internal static bool TryParse(string name, out SafetensorsType type) => ByName.TryGetValue(name, out type);
}
