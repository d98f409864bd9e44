using System.Globalization;
using System.Numerics;

namespace Atelier.Models.Formats.Pickle;

/// <summary>Runs the opcodes of a pickle that describe data; those that could make or call anything else are refused.</summary>
/// <remarks>
/// Values: null, bool, long, BigInteger, double, string, byte[], object?[] (tuple), List, Dictionary, <see cref="TorchTensor"/>,
/// <see cref="TorchStorage"/>. Opcodes as in Python's pickletools, protocols 0 to 5.
/// </remarks>
internal sealed class PickleMachine
{
    private const int MostValues = 4_000_000;
    private const int LongestInteger = 255;

    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private readonly Dictionary<uint, object?> _memo = [];
    private int _values;

    private PickleMachine()
    {
    }

    /// <summary>Reads one pickle.</summary>
    /// <param name="bytes">Begins with the pickle.</param>
    /// <param name="length">Bytes of the pickle.</param>
    /// <exception cref="PickleException">It is malformed or not plain data.</exception>
    public static object? Read(ReadOnlySpan<byte> bytes, out int length)
    {
        var machine = new PickleMachine();
        var cursor = new PickleCursor(bytes);
        while (true)
        {
            var opcode = cursor.Byte();
            if (opcode == '.')
                break;
            machine.Step(opcode, ref cursor);
        }

        length = cursor.Position;
        var value = machine.Pop();
        PickleGraph.Check(value);
        return value;
    }

    /// <summary>The value as a dictionary key.</summary>
    /// <exception cref="PickleException">Texts, numbers and truth values only.</exception>
    public static object Key(object? value) => value is string or long or double or bool
        ? value
        : throw new PickleException($"a dictionary key is a {value?.GetType().Name ?? "None"}; texts and numbers are allowed");

    private void Step(byte opcode, ref PickleCursor cursor)
    {
        switch ((char)opcode)
        {
            case '\x80':
                if (cursor.Byte() > 5)
                    throw new PickleException("the pickle's protocol is newer than 5");
                break;
            case '\x95': cursor.Take(8); break;

            case 'N': Push(null); break;
            case '\x88': Push(true); break;
            case '\x89': Push(false); break;
            case 'J': Push((long)cursor.Int32()); break;
            case 'K': Push((long)cursor.Byte()); break;
            case 'M': Push((long)cursor.UInt16()); break;
            case 'I': Push(Integer(cursor.Line())); break;
            case 'L': Push(Integer(cursor.Line().TrimEnd('L'))); break;
            case '\x8a': Push(Integer(cursor.Take(cursor.Byte()))); break;
            case '\x8b': Push(Integer(cursor.Take(Math.Min(cursor.UInt32(), LongestInteger + 1u)))); break;
            case 'G': Push(cursor.DoubleBigEndian()); break;
            case 'F': Push(Real(cursor.Line())); break;

            case 'X': Push(cursor.Text(cursor.UInt32())); break;
            case '\x8c': Push(cursor.Text(cursor.Byte())); break;
            case '\x8d': Push(cursor.Text(cursor.UInt64())); break;
            case 'T': Push(cursor.Text(cursor.UInt32())); break;
            case 'U': Push(cursor.Text(cursor.Byte())); break;
            case 'V': Push(Plain(cursor.Line())); break;
            case 'S': Push(Quoted(cursor.Line())); break;
            case 'B': Push(cursor.Take(cursor.UInt32()).ToArray()); break;
            case 'C': Push(cursor.Take(cursor.Byte()).ToArray()); break;
            case '\x8e': Push(cursor.Take(cursor.UInt64()).ToArray()); break;

            case '(': _marks.Add(_stack.Count); Count(); break;
            case '0': Pop(); break;
            case '1': PopMark(); break;
            case '2': Push(Top()); break;

            case ')': Push(Array.Empty<object?>()); break;
            case 't': Push(PopMark()); break;
            case '\x85': Push(PopMany(1)); break;
            case '\x86': Push(PopMany(2)); break;
            case '\x87': Push(PopMany(3)); break;
            case ']': Push(new List<object?>()); break;
            case 'l': Push(new List<object?>(PopMark())); break;
            case 'a': Extend(PopMany(1)); break;
            case 'e': Extend(PopMark()); break;
            case '}': Push(new Dictionary<object, object?>()); break;
            case 'd':
                var items = PopMark();
                Push(new Dictionary<object, object?>());
                SetItems(items);
                break;
            case 's': SetItems(PopMany(2)); break;
            case 'u': SetItems(PopMark()); break;

            case 'p': Memoize(Slot(cursor.Line())); break;
            case 'q': Memoize(cursor.Byte()); break;
            case 'r': Memoize(cursor.UInt32()); break;
            case '\x94': Memoize((uint)_memo.Count); break;
            case 'g': Push(Recall(Slot(cursor.Line()))); break;
            case 'h': Push(Recall(cursor.Byte())); break;
            case 'j': Push(Recall(cursor.UInt32())); break;

            case 'c': Push(TorchGlobal.Find(cursor.Line(), cursor.Line())); break;
            case '\x93':
                var names = PopMany(2);
                Push(names is [string module, string name] ? TorchGlobal.Find(module, name) : throw new PickleException("a global's name is not a text"));
                break;
            case 'R':
                var call = PopMany(2);
                Push(call is [TorchGlobal global, object?[] arguments] ? global.Call(arguments) : throw new PickleException("something that is no function is called"));
                break;
            case '\x81':
                var made = PopMany(2);
                Push(made is [TorchGlobal kind, object?[] given] ? kind.Make(given) : throw new PickleException("something that is no class is made"));
                break;
            case 'b':
                // PyTorch hangs version numbers on its dictionaries, and options of a script come so; they are not data.
                Pop();
                if (Top() is not Dictionary<object, object?>)
                    throw new PickleException("the state of an object is set, which is refused");
                break;
            case 'Q': Push(TorchGlobal.Storage(Pop())); break;

            default:
                throw new PickleException($"opcode {opcode:X2} at byte {cursor.Position - 1} is refused: it does not describe plain data");
        }
    }

    private void Push(object? value)
    {
        Count();
        _stack.Add(value);
    }

    private void Count()
    {
        if (++_values > MostValues)
            throw new PickleException($"the pickle has more than {MostValues} values");
    }

    private object? Top() => _stack.Count > (_marks.Count > 0 ? _marks[^1] : 0) ? _stack[^1] : throw new PickleException("the pickle takes from an empty stack");

    private object? Pop()
    {
        var value = Top();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private object?[] PopMany(int count)
    {
        var values = new object?[count];
        for (var i = count - 1; i >= 0; i--)
            values[i] = Pop();
        return values;
    }

    private object?[] PopMark()
    {
        if (_marks.Count == 0)
            throw new PickleException("the pickle takes up to a mark that is not there");
        var start = _marks[^1];
        _marks.RemoveAt(_marks.Count - 1);
        var values = _stack[start..].ToArray();
        _stack.RemoveRange(start, values.Length);
        return values;
    }

    private void Extend(object?[] values)
    {
        if (Top() is not List<object?> list)
            throw new PickleException("values are added to something that is no list");
        list.AddRange(values);
    }

    private void SetItems(object?[] items)
    {
        if (Top() is not Dictionary<object, object?> dictionary || items.Length % 2 != 0)
            throw new PickleException("items are set on something that is no dictionary, or a value is missing");
        for (var i = 0; i < items.Length; i += 2)
            dictionary[Key(items[i])] = items[i + 1];
    }

    private void Memoize(uint slot)
    {
        Count();
        _memo[slot] = Top();
    }

    private object? Recall(uint slot) => _memo.TryGetValue(slot, out var value) ? value : throw new PickleException($"the pickle recalls value {slot}, which was never kept");

    private static uint Slot(string line) =>
        uint.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var slot) ? slot : throw new PickleException($"'{line}' is no memo slot");

    private static object Integer(string line) => line switch
    {
        "00" => false,
        "01" => true,
        _ when line.Length <= LongestInteger && BigInteger.TryParse(line, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => Small(number),
        _ => throw new PickleException($"'{line[..Math.Min(line.Length, 40)]}' is no whole number"),
    };

    private static object Integer(ReadOnlySpan<byte> bytes) =>
        bytes.Length <= LongestInteger ? Small(new BigInteger(bytes)) : throw new PickleException($"a whole number has more than {LongestInteger} bytes");

    private static object Small(BigInteger number) => number >= long.MinValue && number <= long.MaxValue ? (object)(long)number : number;

    private static double Real(string line) =>
        double.TryParse(line, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw new PickleException($"'{line}' is no number");

    // Escapes occur only in files of other programs.
    private static string Plain(string line) => line.Contains('\\', StringComparison.Ordinal)
        ? throw new PickleException("a text with escapes is not supported")
        : line;

    private static string Quoted(string line) => line.Length >= 2 && line[0] is '\'' or '"' && line[^1] == line[0]
        ? Plain(line[1..^1])
        : throw new PickleException($"'{line[..Math.Min(line.Length, 40)]}' is no quoted text");
}
