namespace Atelier.Imaging.Files.Gif;

/// <summary>Unpacks Lempel-Ziv-Welch codes as GIF (bits from the low end) and TIFF (from the high end) store them.</summary>
/// <param name="codeBits">Bits of a literal.</param>
/// <param name="highFirst">TIFF: codes start at the high bit, and grow one code earlier.</param>
internal sealed class LzwReader(int codeBits, bool highFirst)
{
    private const int MaxCodes = 4096;
    private readonly ushort[] _prefix = new ushort[MaxCodes];
    private readonly byte[] _last = new byte[MaxCodes];
    private readonly byte[] _first = new byte[MaxCodes];
    private readonly ushort[] _length = new ushort[MaxCodes];

    /// <summary>Fills <paramref name="target"/> and returns how many bytes the data gave.</summary>
    public int Read(ReadOnlySpan<byte> data, Span<byte> target)
    {
        int clear = 1 << codeBits, end = clear + 1, early = highFirst ? 1 : 0;
        for (var i = 0; i < clear; i++)
            (_first[i], _last[i], _length[i]) = ((byte)i, (byte)i, 1);
        int next = end + 1, bits = codeBits + 1, previous = -1, written = 0;
        uint held = 0;
        var heldBits = 0;
        var at = 0;
        while (written < target.Length)
        {
            while (heldBits < bits)
            {
                if (at == data.Length)
                    return written;
                held = highFirst ? held << 8 | data[at++] : held | (uint)data[at++] << heldBits;
                heldBits += 8;
            }

            var code = (int)(highFirst ? held >> (heldBits - bits) & ((1u << bits) - 1) : held & ((1u << bits) - 1));
            heldBits -= bits;
            if (!highFirst)
                held >>= bits;
            if (code == clear)
            {
                (next, bits, previous) = (end + 1, codeBits + 1, -1);
                continue;
            }

            if (code == end)
                return written;
            if (code > next || (code == next && previous < 0))
                throw PictureFormatException.Damaged($"LZW code {code} is not defined yet");
            if (previous >= 0 && next < MaxCodes)
            {
                _prefix[next] = (ushort)previous;
                _first[next] = _first[previous];
                _last[next] = code == next ? _first[previous] : _first[code];
                _length[next] = (ushort)(_length[previous] + 1);
                next++;
                if (next + early >= 1 << bits && bits < 12)
                    bits++;
            }

            written += Emit(code, target[written..]);
            previous = code;
        }

        return written;
    }

    private int Emit(int code, Span<byte> target)
    {
        int length = _length[code], count = Math.Min(length, target.Length);
        for (var i = length - 1; i >= 0; i--)
        {
            if (i < count)
                target[i] = _last[code];
            code = _prefix[code];
        }

        return count;
    }
}
