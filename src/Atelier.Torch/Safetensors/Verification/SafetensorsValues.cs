using System.Buffers.Binary;
using System.Text.Json;

namespace Atelier.Torch.Safetensors.Verification;

/// <summary>Compares raw elements with the decoded numbers of a manifest.</summary>
internal static class SafetensorsValues
{
    /// <summary>Whether any element differs from its recorded value; types without recorded values never differ.</summary>
    public static bool Differ(SafetensorsType type, ReadOnlySpan<byte> bytes, JsonElement recorded)
    {
        var position = 0;
        foreach (var value in recorded.EnumerateArray())
        {
            if (position + type.Size() > bytes.Length || !Same(type, bytes[position..], value))
                return true;
            position += type.Size();
        }

        return position != bytes.Length;
    }

    private static bool Same(SafetensorsType type, ReadOnlySpan<byte> bytes, JsonElement value) => type switch
    {
        SafetensorsType.Bool => bytes[0] != 0 == value.GetBoolean(),
        SafetensorsType.U8 => bytes[0] == value.GetInt64(),
        SafetensorsType.I8 => (sbyte)bytes[0] == value.GetInt64(),
        SafetensorsType.U16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes) == value.GetInt64(),
        SafetensorsType.I16 => BinaryPrimitives.ReadInt16LittleEndian(bytes) == value.GetInt64(),
        SafetensorsType.U32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes) == value.GetInt64(),
        SafetensorsType.I32 => BinaryPrimitives.ReadInt32LittleEndian(bytes) == value.GetInt64(),
        SafetensorsType.U64 => BinaryPrimitives.ReadUInt64LittleEndian(bytes) == value.GetUInt64(),
        SafetensorsType.I64 => BinaryPrimitives.ReadInt64LittleEndian(bytes) == value.GetInt64(),
        SafetensorsType.F16 => SameNumber((double)BinaryPrimitives.ReadHalfLittleEndian(bytes), value),
        SafetensorsType.BF16 => SameNumber(BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadInt16LittleEndian(bytes) << 16), value),
        SafetensorsType.F32 => SameNumber(BinaryPrimitives.ReadSingleLittleEndian(bytes), value),
        SafetensorsType.F64 => SameNumber(BinaryPrimitives.ReadDoubleLittleEndian(bytes), value),
        SafetensorsType.F8E5M2 => SameNumber((double)BitConverter.Int16BitsToHalf((short)(bytes[0] << 8)), value),
        SafetensorsType.F8E4M3 => SameNumber(Float8(bytes[0]), value),
        _ => true,
    };

    private static double Float8(byte bits)
    {
        if ((bits & 0x7F) == 0x7F)
            return double.NaN;
        var exponent = (bits >> 3) & 15;
        var mantissa = bits & 7;
        var magnitude = exponent == 0 ? mantissa / 512.0 : (1 + (mantissa / 8.0)) * Math.Pow(2, exponent - 7);
        return bits < 0x80 ? magnitude : -magnitude;
    }

    private static bool SameNumber(double found, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number)
            return value.GetDouble().Equals(found) && double.IsNegative(found) == double.IsNegative(value.GetDouble());
        return value.GetString() switch
        {
            "NaN" => double.IsNaN(found),
            "Infinity" => double.IsPositiveInfinity(found),
            "-Infinity" => double.IsNegativeInfinity(found),
            _ => false,
        };
    }
}
