using System.Buffers.Binary;

namespace Atelier.Models.Text.Tokenizers.SentencePiece;

/// <summary>A compiled table of replacements: prefixes of UTF-8 text in a double-array trie, and the texts that take their place.</summary>
/// <remarks>
/// Layout: bytes of the trie (u32), the trie's units (u32 each, as of Darts-clone), then replacements that end with a zero byte. A leaf's
/// value is the place of its replacement.
/// </remarks>
internal sealed class Charsmap
{
    private const uint LeafValue = 0x7FFFFFFF;

    private readonly uint[] _units;
    private readonly byte[] _replacements;

    /// <param name="blob">The table as a model file holds it.</param>
    /// <exception cref="TokenizerException">The sizes contradict each other, or the replacements are not UTF-8.</exception>
    public Charsmap(ReadOnlySpan<byte> blob)
    {
        if (blob.Length < 4)
            throw new TokenizerException($"a charsmap has at least 4 bytes, this one {blob.Length}");
        var size = BinaryPrimitives.ReadUInt32LittleEndian(blob);
        if (size > blob.Length - 4 || size % 4 != 0 || size == 0)
            throw new TokenizerException($"the charsmap's trie is said to have {size} bytes of {blob.Length - 4}; a multiple of 4 is required");
        _units = new uint[size / 4];
        for (var i = 0; i < _units.Length; i++)
            _units[i] = BinaryPrimitives.ReadUInt32LittleEndian(blob[(4 + (4 * i))..]);
        _replacements = blob[(int)(4 + size)..].ToArray();
        if (!System.Text.Unicode.Utf8.IsValid(_replacements))
            throw new TokenizerException("the charsmap's replacements are not UTF-8");
    }

    /// <summary>Finds a prefix of a text in the table.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="shortest">Whether the shortest prefix is wanted instead of the longest.</param>
    /// <param name="length">Bytes of the prefix; 0 where there is none.</param>
    /// <returns>The bytes that take its place.</returns>
    public ReadOnlySpan<byte> Match(ReadOnlySpan<byte> utf8, bool shortest, out int length)
    {
        length = 0;
        uint value = 0;
        var node = Offset(_units[0]);
        for (var i = 0; i < utf8.Length; i++)
        {
            node ^= utf8[i];
            if (node >= _units.Length || Label(_units[node]) != utf8[i])
                break;
            var unit = _units[node];
            node ^= Offset(unit);
            if (node >= _units.Length)
                break;
            if (!HasLeaf(unit))
                continue;
            value = _units[node] & LeafValue;
            length = i + 1;
            if (shortest)
                break;
        }

        return length == 0 ? default : Replacement(value);
    }

    // Units: bit 31 marks a value, bit 8 "has a leaf", bits 0-7 the label, bits 10 and up the offset, shifted by 8 where bit 9 is set.
    private static uint Offset(uint unit) => (unit >> 10) << (int)((unit & (1u << 9)) >> 6);

    private static uint Label(uint unit) => unit & ((1u << 31) | 0xFF);

    private static bool HasLeaf(uint unit) => (unit & (1u << 8)) != 0;

    private ReadOnlySpan<byte> Replacement(uint start)
    {
        if (start >= _replacements.Length)
            return default;
        var rest = _replacements.AsSpan((int)start);
        var end = rest.IndexOf((byte)0);
        return end < 0 ? rest : rest[..end];
    }
}
