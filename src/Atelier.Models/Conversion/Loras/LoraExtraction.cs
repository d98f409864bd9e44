using Atelier.Models.Adapters;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Conversion.Loras;

/// <summary>Makes a LoRA of the difference of two checkpoints of the same networks.</summary>
public static class LoraExtraction
{
    /// <summary>Writes the largest part of the difference of every layer under PEFT's names.</summary>
    /// <param name="from">The model that the LoRA shall be put on.</param>
    /// <param name="to">The model that it shall lead to.</param>
    /// <param name="output">The file to write.</param>
    /// <param name="choice">How many singular values stay.</param>
    /// <param name="part">The one network to take; all that both have if null.</param>
    /// <param name="config">As <see cref="ConversionRequest.Config"/>.</param>
    /// <param name="type">Element type.</param>
    /// <param name="progress">Told every layer.</param>
    /// <param name="cancellation">Takes effect within one layer.</param>
    /// <exception cref="WeightException">The models differ in shape or not at all; the message names the tensor.</exception>
    public static ConversionResult Write(
        string from, string to, string output, RankChoice choice, string? part = null, string? config = null, ScalarType type = ScalarType.Float16,
        IProgress<ConversionProgress>? progress = null, CancellationToken cancellation = default)
    {
        using var noGrad = new NoGrad();
        using var generator = new Generator(0);
        using var writer = new LoraWriter(output, type);
        using var before = ModelInput.Open(from, part, config);
        using var after = ModelInput.Open(to, part, config);
        using var first = new OpenNetworks(Known(before));
        using var second = new OpenNetworks(Known(after));
        var notes = new List<string>();
        foreach (var (name, network) in first.ByName)
        {
            if (second.ByName.TryGetValue(name, out var tuned))
                Add(network, tuned, name, writer, choice, generator, notes, progress, cancellation);
        }

        if (writer.Count == 0)
            throw new WeightException($"No layer of {to} differs from {from}{(first.ByName.Count == 0 ? $", which has no network that LoRAs are known for" : "")}.");
        return writer.Write(notes);
    }

    private static IEnumerable<ModelPart> Known(ModelInput input) => input.Parts.Where(p => p.Layout is { Family: not WeightFamily.Autoencoder });

    private static void Add(
        NetworkWeights before, NetworkWeights after, string name, LoraWriter writer, RankChoice choice, Generator generator, List<string> notes,
        IProgress<ConversionProgress>? progress, CancellationToken cancellation)
    {
        var layers = AdaptedLayers.Of(before.Network).Keys.Select(l => $"{l}.weight").ToHashSet();
        var others = new List<string>();
        var (names, done) = (before.Network.Parameters().Select(p => p.Name).ToArray(), 0);
        foreach (var tensor in names)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report(new(done++, names.Length, tensor));
            if (!after.Tensors.Names.Contains(tensor) || !after.Tensors.ShapeOf(tensor).AsSpan().SequenceEqual(before.Tensors.ShapeOf(tensor)))
            {
                var found = after.Tensors.Names.Contains(tensor) ? $"is [{string.Join(", ", after.Tensors.ShapeOf(tensor))}] in {after.Tensors.Path}" : $"is not in {after.Tensors.Path}";
                throw new WeightException($"'{tensor}' {found}; [{string.Join(", ", before.Tensors.ShapeOf(tensor))}] is expected as in {before.Tensors.Path}.");
            }

            using var scope = Tensor.Scope();
            var change = after.Tensors.Read(tensor).Float() - before.Tensors.Read(tensor).Float();
            if (change.Abs().Max().Item() is not > 0)
                continue;
            if (layers.Contains(tensor))
                writer.Add($"{before.Kind.LoraPrefix ?? $"{name}."}{tensor[..^".weight".Length]}", LowRankCut.Of(change, choice, generator));
            else
                others.Add(tensor);
        }

        if (others.Count > 0)
            notes.Add($"{others.Count} more tensors of {name} differ, which a LoRA does not hold: {string.Join(", ", others.Take(3))}{(others.Count > 3 ? ", ..." : "")}");
    }
}
