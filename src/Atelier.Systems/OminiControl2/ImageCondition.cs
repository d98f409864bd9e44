using Atelier.Models.Adapters;
using Atelier.Torch;

namespace Atelier.Systems.OminiControl2;

/// <summary>A condition picture as tokens beside the noisy picture.</summary>
/// <param name="Tokens">[B, N, channels], packed latents.</param>
/// <param name="Positions">[N, axes], fractional and negative ones allowed.</param>
/// <param name="Adapters">Active on this condition only; null for the plain network.</param>
public sealed record ImageCondition(Tensor Tokens, Tensor Positions, AdapterStack? Adapters = null)
{
    /// <summary>What its cross attention is multiplied by before it is normalised: 1 changes nothing, 0 hides it.</summary>
    public double Strength { get; init; } = 1;

    /// <summary>What it sees; null is as the settings say.</summary>
    public ConditionSight? Sight { get; init; }

    /// <summary>Its guidance number, for networks with that input; null is that of the settings.</summary>
    public double? Guidance { get; init; }

    /// <summary>Boolean [B, N], true for tokens that may be seen; null where all may. Pictures of a batch can so keep different tokens.</summary>
    public Tensor? KeyMask { get; init; }

    /// <summary>A condition of a whole grid.</summary>
    /// <param name="tokens">[B, rows columns, channels].</param>
    /// <param name="rows">Rows of tokens.</param>
    /// <param name="columns">Columns of tokens.</param>
    /// <param name="placement">Where it lies; aligned with the target if left out.</param>
    /// <param name="adapters">Active on this condition only.</param>
    public static ImageCondition Grid(
        Tensor tokens, int rows, int columns, ConditionPlacement? placement = null, AdapterStack? adapters = null) =>
        new(tokens, (placement ?? ConditionPlacement.Aligned).Positions(rows, columns, tokens.Device), adapters);

    /// <summary>The same with the chosen tokens only.</summary>
    public ImageCondition Keep(TokenChoice choice) =>
        this with { Tokens = choice.Of(Tokens), Positions = choice.OfPositions(Positions), KeyMask = KeyMask is null ? null : choice.Of(KeyMask) };

    /// <summary>The same with other tokens of each picture of the batch: those that any keeps are there, the others of a picture are not seen.</summary>
    /// <param name="choices">One for each picture.</param>
    public ImageCondition Keep(IReadOnlyList<TokenChoice> choices)
    {
        var (union, mask) = TokenChoice.Unite(choices);
        return Keep(union) with { KeyMask = mask.To(Tokens.Device) };
    }

    /// <summary>Conditions as one run of tokens that see each other, with the adapters and the strength of the first.</summary>
    public static ImageCondition Join(IReadOnlyList<ImageCondition> conditions) => conditions.Count == 1
        ? conditions[0]
        : conditions[0] with
        {
            Tokens = Tensor.Cat([.. conditions.Select(c => c.Tokens)], 1),
            Positions = Tensor.Cat([.. conditions.Select(c => c.Positions)], 0),
        };
}
