namespace Atelier.Models.Text.Tokenizers.Clip;

/// <summary>The printable characters that stand for bytes in byte-level vocabularies.</summary>
internal static class ByteSymbols
{
    private static readonly int[] Places = new int[256];

    static ByteSymbols()
    {
        // Printable Latin-1 stands for itself and comes first; the others follow as U+0100 and up.
        var printable = Enumerable.Range(0, 256).Where(value => value is (>= 33 and <= 126) or (>= 161 and <= 172) or >= 174).ToArray();
        var others = Enumerable.Range(0, 256).Except(printable).ToArray();
        InOrder =
        [
            .. printable.Select(value => (((char)value).ToString(), (byte)value)),
            .. others.Select((value, index) => (((char)(256 + index)).ToString(), (byte)value)),
        ];
        for (var place = 0; place < 256; place++)
            Places[InOrder[place].Value] = place;
    }

    /// <summary>All 256, in the order of their ids.</summary>
    public static (string Symbol, byte Value)[] InOrder { get; }

    /// <summary>The place of a byte in <see cref="InOrder"/>.</summary>
    public static int Place(byte value) => Places[value];
}
