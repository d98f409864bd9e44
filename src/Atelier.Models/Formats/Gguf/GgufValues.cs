using System.Runtime.InteropServices;

namespace Atelier.Models.Formats.Gguf;

/// <summary>Reads and writes metadata values. Numbers, truth values and texts are themselves, arrays are typed arrays, arrays of arrays <c>object[]</c>.</summary>
internal static class GgufValues
{
    private const int DeepestArray = 4;
    private const uint Bool = 7, Text = 8, Array = 9;

    private static readonly (uint Code, Type Type, int Size)[] Scalars =
    [
        (0, typeof(byte), 1), (1, typeof(sbyte), 1), (2, typeof(ushort), 2), (3, typeof(short), 2), (4, typeof(uint), 4), (5, typeof(int), 4),
        (6, typeof(float), 4), (10, typeof(ulong), 8), (11, typeof(long), 8), (12, typeof(double), 8),
    ];

    /// <summary>Reads a type code and the value after it.</summary>
    public static object Read(ref GgufCursor cursor, string key) => ReadValue(ref cursor, cursor.UInt32($"the type of '{key}'"), key, 0);

    /// <summary>Writes a type code and the value after it.</summary>
    /// <exception cref="ArgumentException">A value of this kind cannot be stored.</exception>
    public static void Write(BinaryWriter writer, object value, string key)
    {
        writer.Write(Code(value, key));
        WriteValue(writer, value, key);
    }

    private static object ReadValue(ref GgufCursor cursor, uint code, string key, int depth) => code switch
    {
        0 => cursor.Take(1, key)[0],
        1 => Scalar<sbyte>(ref cursor, key),
        2 => Scalar<ushort>(ref cursor, key),
        3 => Scalar<short>(ref cursor, key),
        4 => Scalar<uint>(ref cursor, key),
        5 => Scalar<int>(ref cursor, key),
        6 => Scalar<float>(ref cursor, key),
        Bool => Truth(cursor.Take(1, key)[0], key),
        Text => cursor.Text($"the text of '{key}'"),
        Array => ReadArray(ref cursor, key, depth + 1),
        10 => Scalar<ulong>(ref cursor, key),
        11 => Scalar<long>(ref cursor, key),
        12 => Scalar<double>(ref cursor, key),
        _ => throw new GgufException($"'{key}' has the value type {code}; 0 to 12 are known"),
    };

    private static object ReadArray(ref GgufCursor cursor, string key, int depth)
    {
        if (depth > DeepestArray)
            throw new GgufException($"'{key}' nests arrays more than {DeepestArray} deep");
        var code = cursor.UInt32($"the element type of '{key}'");
        switch (code)
        {
            case 0: return Numbers<byte>(ref cursor, key);
            case 1: return Numbers<sbyte>(ref cursor, key);
            case 2: return Numbers<ushort>(ref cursor, key);
            case 3: return Numbers<short>(ref cursor, key);
            case 4: return Numbers<uint>(ref cursor, key);
            case 5: return Numbers<int>(ref cursor, key);
            case 6: return Numbers<float>(ref cursor, key);
            case 10: return Numbers<ulong>(ref cursor, key);
            case 11: return Numbers<long>(ref cursor, key);
            case 12: return Numbers<double>(ref cursor, key);
            case Bool:
                return System.Array.ConvertAll(Numbers<byte>(ref cursor, key), value => Truth(value, key));
            case Text:
                var texts = new string[cursor.Count(8, $"the length of '{key}'")];
                for (var i = 0; i < texts.Length; i++)
                    texts[i] = cursor.Text($"a text of '{key}'");
                return texts;
            case Array:
                var arrays = new object[cursor.Count(12, $"the length of '{key}'")];
                for (var i = 0; i < arrays.Length; i++)
                    arrays[i] = ReadArray(ref cursor, key, depth + 1);
                return arrays;
            default:
                throw new GgufException($"'{key}' is an array of the value type {code}; 0 to 12 are known");
        }
    }

    private static T Scalar<T>(ref GgufCursor cursor, string key)
        where T : unmanaged => MemoryMarshal.Read<T>(cursor.Take((ulong)Marshal.SizeOf<T>(), key));

    private static T[] Numbers<T>(ref GgufCursor cursor, string key)
        where T : unmanaged
    {
        var size = Marshal.SizeOf<T>();
        var count = cursor.Count(size, $"the length of '{key}'");
        return MemoryMarshal.Cast<byte, T>(cursor.Take((ulong)count * (ulong)size, key)).ToArray();
    }

    private static bool Truth(byte value, string key) => value switch
    {
        0 => false,
        1 => true,
        _ => throw new GgufException($"'{key}' is a truth value of {value}; 0 and 1 are allowed"),
    };

    private static uint Code(object value, string key)
    {
        var type = value.GetType();
        if (value is bool)
            return Bool;
        if (value is string)
            return Text;
        if (type.IsSZArray)
            return Array;
        foreach (var scalar in Scalars)
        {
            if (scalar.Type == type)
                return scalar.Code;
        }

        throw new ArgumentException($"'{key}' is a {type.Name}; numbers, truth values, texts and arrays of them can be stored", nameof(value));
    }

    private static void WriteValue(BinaryWriter writer, object value, string key)
    {
        switch (value)
        {
            case byte number: writer.Write(number); break;
            case sbyte number: writer.Write(number); break;
            case ushort number: writer.Write(number); break;
            case short number: writer.Write(number); break;
            case uint number: writer.Write(number); break;
            case int number: writer.Write(number); break;
            case float number: writer.Write(number); break;
            case ulong number: writer.Write(number); break;
            case long number: writer.Write(number); break;
            case double number: writer.Write(number); break;
            case bool truth: writer.Write(truth); break;
            case string text: WriteText(writer, text); break;
            case Array array: WriteArray(writer, array, key); break;
        }
    }

    private static void WriteArray(BinaryWriter writer, Array array, string key)
    {
        var element = array.GetType().GetElementType()!;
        var code = element == typeof(object) || element.IsArray ? Array
            : element == typeof(string) ? Text
            : element == typeof(bool) ? Bool
            : Code(Activator.CreateInstance(element)!, key);
        writer.Write(code);
        writer.Write((ulong)array.Length);
        foreach (var item in array)
        {
            if (item is null || (code == Array && item is not System.Array))
                throw new ArgumentException($"'{key}' mixes kinds of values in one array", nameof(array));
            WriteValue(writer, item, key);
        }
    }

    internal static void WriteText(BinaryWriter writer, string text)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }
}
