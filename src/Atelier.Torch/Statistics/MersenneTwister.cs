namespace Atelier.Torch.Statistics;

/// <summary>The Mersenne twister MT19937 as NumPy's legacy generator draws from it, for exact repetition of its orders.</summary>
public sealed class MersenneTwister
{
    private const int Size = 624;
    private const int Shift = 397;
    private readonly uint[] _state = new uint[Size];
    private int _next = Size;

    /// <summary>Starts as <c>numpy.random.seed(seed)</c>.</summary>
    public MersenneTwister(uint seed)
    {
        _state[0] = seed;
        for (var i = 1; i < Size; i++)
            _state[i] = 1812433253u * (_state[i - 1] ^ (_state[i - 1] >> 30)) + (uint)i;
    }

    /// <summary>32 random bits.</summary>
    public uint NextBits()
    {
        if (_next == Size)
            Twist();
        var y = _state[_next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c5680u;
        y ^= (y << 15) & 0xefc60000u;
        return y ^ (y >> 18);
    }

    /// <summary>A number from 0 up to but not including 1, of 53 bits; <c>random_sample()</c>.</summary>
    public double NextUniform()
    {
        var (high, low) = (NextBits() >> 5, NextBits() >> 6);
        return (high * 67108864.0 + low) / 9007199254740992.0;
    }

    /// <summary>The numbers 0 to <paramref name="count"/> - 1 in random order; <c>shuffle(arange(count))</c>.</summary>
    public long[] Permutation(int count)
    {
        var order = new long[count];
        for (var i = 0; i < count; i++)
            order[i] = i;
        for (var i = count - 1; i > 0; i--)
        {
            var j = AtMost((uint)i);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }

    // Draws are cut to the bits that can occur, and thrown away while they are too large.
    private uint AtMost(uint most)
    {
        var mask = uint.MaxValue >> System.Numerics.BitOperations.LeadingZeroCount(most);
        while (true)
        {
            var value = NextBits() & mask;
            if (value <= most)
                return value;
        }
    }

    private void Twist()
    {
        for (var i = 0; i < Size; i++)
        {
            var y = (_state[i] & 0x80000000u) | (_state[(i + 1) % Size] & 0x7fffffffu);
            _state[i] = _state[(i + Shift) % Size] ^ (y >> 1) ^ ((y & 1) != 0 ? 0x9908b0dfu : 0);
        }

        _next = 0;
    }
}
