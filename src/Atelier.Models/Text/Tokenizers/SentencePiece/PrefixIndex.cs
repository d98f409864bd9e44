namespace Atelier.Models.Text.Tokenizers.SentencePiece;

/// <summary>Finds all entries of a list that are a prefix of a text, by narrowing a sorted list byte for byte.</summary>
internal sealed class PrefixIndex
{
    private readonly byte[][] _keys;
    private readonly int[] _values;

    /// <param name="entries">Keys must differ and not be empty.</param>
    public PrefixIndex(IEnumerable<(byte[] Key, int Value)> entries)
    {
        var list = entries.ToArray();
        _keys = Array.ConvertAll(list, entry => entry.Key);
        _values = Array.ConvertAll(list, entry => entry.Value);
        Array.Sort(_keys, _values, Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b)));
    }

    /// <summary>The matches at the start of a text, shortest first.</summary>
    public Matches At(ReadOnlySpan<byte> text) => new(this, text);

    /// <summary>A walk through the matches.</summary>
    public ref struct Matches(PrefixIndex index, ReadOnlySpan<byte> text)
    {
        private readonly ReadOnlySpan<byte> _text = text;
        private int _low;
        private int _high = index._keys.Length;

        /// <summary>Bytes of the current match.</summary>
        public int Length { get; private set; }

        /// <summary>The value of the current match.</summary>
        public int Value { get; private set; }

        /// <summary>Goes to the next longer match.</summary>
        /// <returns>False where there is none.</returns>
        public bool Next()
        {
            while (Length < _text.Length && _low < _high)
            {
                // Keys as long as the common prefix come first and have been seen.
                if (index._keys[_low].Length == Length && ++_low == _high)
                    return false;
                _low = FirstNotBelow(_text[Length]);
                _high = FirstNotBelow(_text[Length] + 1);
                Length++;
                if (_low < _high && index._keys[_low].Length == Length)
                {
                    Value = index._values[_low];
                    return true;
                }
            }

            return false;
        }

        private readonly int FirstNotBelow(int value)
        {
            var (low, high) = (_low, _high);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (index._keys[middle][Length] < value)
                    low = middle + 1;
                else
                    high = middle;
            }

            return low;
        }
    }
}
