using Atelier.Torch;

namespace Atelier.Training.Runs;

/// <summary>The order in which samples are seen: every pass a new permutation, from the seed alone.</summary>
/// <param name="seed">Of the run.</param>
/// <param name="count">Samples at the start of a pass; asked once a pass.</param>
public sealed class SampleOrder(ulong seed, Func<long> count)
{
    // Longer data are endless for a run: their samples are seen one after the other.
    private const long Shuffled = 1L << 31;
    private long[]? _permutation;
    private long _size;

    /// <summary>Where it stands: pass, samples seen in it, samples of the pass (0 before its first).</summary>
    public (long Epoch, long Offset, long Size) Position { get; private set; }

    /// <summary>The next sample numbers.</summary>
    /// <exception cref="TrainingException">There are no samples.</exception>
    public long[] Next(int length)
    {
        var samples = new long[length];
        for (var i = 0; i < length; i++)
            samples[i] = NextOne();
        return samples;
    }

    /// <summary>Goes to a saved position.</summary>
    /// <exception cref="TrainingException">The data have become fewer than the pass began with.</exception>
    public void Restore((long Epoch, long Offset, long Size) position)
    {
        if (position.Size > count())
            throw new TrainingException($"The pass began with {position.Size} samples, now there are {count()}: the data have shrunk.");
        Position = position;
        _permutation = null;
        _size = position.Size;
    }

    private long NextOne()
    {
        var (epoch, offset, size) = Position;
        if (size == 0 || offset == size)
        {
            (epoch, offset, size) = (size == 0 ? 0 : epoch + 1, 0, count());
            if (size <= 0)
                throw new TrainingException("The data have no samples.");
            _permutation = null;
        }

        _size = size;
        Position = (epoch, offset + 1, size);
        if (_size >= Shuffled)
            return offset;
        _permutation ??= Permutation(epoch);
        return _permutation[offset];
    }

    private long[] Permutation(long epoch)
    {
        using var scope = Tensor.Scope();
        using var generator = new Generator(Seeds.Mix(seed, 0x0D4E, (ulong)epoch));
        return Tensor.RandPerm(_size, generator).ToArray<long>();
    }
}
