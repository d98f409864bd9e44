using Atelier.Models.Formats.Gguf;
using Atelier.Torch;
using Atelier.Torch.Safetensors;

namespace Atelier.Models.Conversion;

/// <summary>Which type each tensor of a file is stored in.</summary>
internal static class ElementTypes
{
    /// <summary>Whether a type is one of blocks, which only GGUF holds.</summary>
    public static bool IsQuantized(GgufType type) => type.BlockLength() > 1;

    /// <summary>The type in a GGUF file: vectors stay single, matrices whose rows are no whole blocks get smaller blocks or half precision.</summary>
    /// <param name="wanted">The type that was asked for; null keeps each tensor's.</param>
    /// <param name="own">The tensor's.</param>
    /// <param name="shape">Its sizes.</param>
    /// <exception cref="NotSupportedException">GGUF has no such type.</exception>
    public static GgufType InGguf(GgufType? wanted, ScalarType own, long[] shape)
    {
        if (!own.IsFloating())
            return Whole(own);
        if (wanted is not { } type)
            return Plain(own);
        if (shape.Length < 2)
            return GgufType.F32;
        if (!IsQuantized(type) || shape[^1] % type.BlockLength() == 0)
            return type;
        return shape[^1] % GgufType.Q8_0.BlockLength() == 0 ? GgufType.Q8_0 : GgufType.F16;
    }

    /// <summary>The type in a safetensors file.</summary>
    public static ScalarType InSafetensors(GgufType? wanted, ScalarType own) => !own.IsFloating() || wanted is null ? own : wanted switch
    {
        GgufType.F32 => ScalarType.Float32,
        GgufType.F16 => ScalarType.Float16,
        GgufType.BF16 => ScalarType.BFloat16,
        _ => throw new NotSupportedException($"safetensors does not hold {wanted}; it holds fp32, fp16 and bf16. Write a .gguf file for {wanted}."),
    };

    /// <summary>The name in a safetensors header.</summary>
    public static SafetensorsType Header(ScalarType type) => Enum.GetValues<SafetensorsType>().First(t => t.ToScalarType() == type);

    private static GgufType Plain(ScalarType type) => type switch
    {
        ScalarType.Float64 => GgufType.F64,
        ScalarType.Float16 => GgufType.F16,
        ScalarType.BFloat16 => GgufType.BF16,
        _ => GgufType.F32,
    };

    private static GgufType Whole(ScalarType type) => type switch
    {
        ScalarType.Int8 => GgufType.I8,
        ScalarType.Int16 => GgufType.I16,
        ScalarType.Int32 => GgufType.I32,
        ScalarType.Int64 => GgufType.I64,
        _ => throw new NotSupportedException($"GGUF does not hold {type}."),
    };
}
