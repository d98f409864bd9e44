namespace Atelier.Models.Flux;

/// <summary>One line of the table from Black Forest Labs' names to diffusers': {i} is the block.</summary>
/// <param name="Bfl">Layer in the single-file dialect.</param>
/// <param name="Layers">Layers that its rows are cut into, in order.</param>
/// <param name="SwapHalves">Whether the halves of the rows change places.</param>
internal sealed record FluxBflRow(string Bfl, string[] Layers, bool SwapHalves = false)
{
    public FluxBflRow At(int block) => this with
    {
        Bfl = Bfl.Replace("{i}", $"{block}", StringComparison.Ordinal),
        Layers = [.. Layers.Select(l => l.Replace("{i}", $"{block}", StringComparison.Ordinal))],
    };
}
