using System.IO.Compression;
using System.Text;

namespace Atelier.Models.Text.Tokenizers.Clip;

/// <summary>CLIP's vocabulary, which its list of merges determines: byte symbols, byte symbols that end a word, one symbol per merge, start, end.</summary>
internal sealed class ClipVocabulary
{
    private const int MaxBytes = 64 << 20;
    private const string WordEnd = "</w>";

    private readonly Dictionary<(int Left, int Right), int> _merges = [];
    private readonly List<byte[]> _bytes = [];
    private readonly HashSet<int> _ends = [];

    private ClipVocabulary(IEnumerable<string> merges)
    {
        var symbols = new Dictionary<string, int>();
        foreach (var end in new[] { "", WordEnd })
        {
            foreach (var (symbol, value) in ByteSymbols.InOrder)
                Add(symbols, symbol + end, [value]);
        }

        foreach (var merge in merges)
        {
            var parts = merge.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length != 2 || !symbols.TryGetValue(parts[0], out var left) || !symbols.TryGetValue(parts[1], out var right))
                throw new TokenizerException($"'{merge}' is not a merge of two known symbols");
            if (!_merges.TryAdd((left, right), symbols.Count))
                throw new TokenizerException($"the merge '{merge}' appears twice");
            Add(symbols, parts[0] + parts[1], [.. _bytes[left], .. _bytes[right]]);
        }

        StartId = symbols.Count;
        EndId = StartId + 1;
    }

    public int StartId { get; }

    public int EndId { get; }

    public int Count => EndId + 1;

    /// <summary>Reads <c>merges.txt</c> or <c>bpe_simple_vocab_16e6.txt.gz</c>, or finds one in a folder.</summary>
    public static ClipVocabulary Open(string path)
    {
        if (Directory.Exists(path))
            path = Path.Combine(path, "merges.txt");
        return Parse(File.ReadAllBytes(path));
    }

    /// <summary>Parses a list of merges, compressed or not: a first line that says what it is, then one merge a line, best first.</summary>
    /// <exception cref="TokenizerException">The list is malformed.</exception>
    public static ClipVocabulary Parse(byte[] content)
    {
        if (content is [0x1F, 0x8B, ..])
            content = Decompress(content);
        if (!System.Text.Unicode.Utf8.IsValid(content))
            throw new TokenizerException("the merges are not UTF-8");

        // The file that OpenAI published has many more merges than CLIP uses.
        const int Used = 49152 - 256 - 2;
        var lines = Encoding.UTF8.GetString(content).Split('\n').Select(line => line.TrimEnd('\r'));
        return new ClipVocabulary(lines.Skip(1).Where(line => line.Length > 0).Take(Used));
    }

    public int Symbol(byte value, bool endsWord) => ByteSymbols.Place(value) + (endsWord ? 256 : 0);

    public bool TryMerge(int left, int right, out int merged) => _merges.TryGetValue((left, right), out merged);

    public ReadOnlySpan<byte> Bytes(int id) => _bytes[id];

    public bool EndsWord(int id) => _ends.Contains(id);

    private void Add(Dictionary<string, int> symbols, string symbol, byte[] bytes)
    {
        if (symbol.EndsWith(WordEnd, StringComparison.Ordinal))
            _ends.Add(symbols.Count);
        if (!symbols.TryAdd(symbol, symbols.Count))
            throw new TokenizerException($"two merges give '{symbol}'");
        _bytes.Add(bytes);
    }

    private static byte[] Decompress(byte[] content)
    {
        try
        {
            using var gzip = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
            using var plain = new MemoryStream();
            var buffer = new byte[1 << 16];
            int count;
            while ((count = gzip.Read(buffer)) > 0)
            {
                if (plain.Length + count > MaxBytes)
                    throw new TokenizerException($"the merges are longer than {MaxBytes} bytes");
                plain.Write(buffer, 0, count);
            }

            return plain.ToArray();
        }
        catch (InvalidDataException error)
        {
            throw new TokenizerException("the merges are not valid gzip", error);
        }
    }
}
