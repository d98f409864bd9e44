using Atelier.Torch;

namespace Atelier.Models.Mar;

/// <summary>Texts that LightGen sees filled up to one length, without the filling: padding is the same at each position, so that one of them stands for all by its weight in attention.</summary>
/// <param name="States">Words, then zeros, [B, T, text channels]; T is one more than the longest text has, at most.</param>
/// <param name="Bias">Of attention to the text, [B, 1, 1, T]: 0 at words, the logarithm of the number of padding positions at the first of them, no weight behind it.</param>
public sealed record PaddedText(Tensor States, Tensor Bias)
{
    // Its exponential is 0, and it is a number: a difference of two is 0.
    private const double NoWeight = -1e4;

    /// <summary>Texts as if they were filled up with zeros.</summary>
    /// <param name="states">[B, M, text channels], zeros behind the words.</param>
    /// <param name="words">Words of each, [B].</param>
    /// <param name="length">Positions that they are seen to have.</param>
    /// <exception cref="ArgumentException">A text has more states than positions.</exception>
    public static PaddedText Of(Tensor states, Tensor words, int length)
    {
        if (states.Size(1) > length)
            throw new ArgumentException($"Texts of {states.Size(1)} states do not fit {length} positions.");
        if (states.Size(1) < length)
            states = states.Pad([0, 0, 0, 1]);
        var places = Tensor.Arange(0, states.Size(1)).To(states.Device).Unsqueeze(0); // [1, T]
        var counts = words.Unsqueeze(1); // [B, 1]
        var filling = (length - counts).Float().Clamp(1).Log(); // [B, 1]
        var bias = places.Eq(counts).Float() * filling + places.Gt(counts).Float() * NoWeight;
        return new(states, bias.Unsqueeze(1).Unsqueeze(1));
    }
}
