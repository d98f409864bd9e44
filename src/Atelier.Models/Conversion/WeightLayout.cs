using Atelier.Models.Conversion.Networks;
using Atelier.Torch.Weights;

namespace Atelier.Models.Conversion;

/// <summary>A known network within a file.</summary>
/// <param name="Family">Which network.</param>
/// <param name="Names">How its tensors are named.</param>
/// <param name="Prefix">What stands before the names, such as <c>model.diffusion_model.</c>; may be empty.</param>
public sealed record WeightLayout(WeightFamily Family, WeightNames Names, string Prefix)
{
    /// <summary>The known networks of a file, recognised by the names of their tensors; none where nothing is known.</summary>
    public static IReadOnlyList<WeightLayout> Of(ITensorSource source) =>
        [.. NetworkKind.All.Select(kind => kind.Find(source)).OfType<WeightLayout>()];

    /// <summary>In words, such as "FLUX transformer, original names".</summary>
    public override string ToString() =>
        $"{NetworkKind.Of(Family).Title}, {(Names == WeightNames.Diffusers ? "diffusers'" : "original")} names{(Prefix.Length > 0 ? $" after '{Prefix}'" : "")}";
}
