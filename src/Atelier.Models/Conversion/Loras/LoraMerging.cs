using Atelier.Models.Adapters.Merging;
using Atelier.Models.Weights;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Conversion.Loras;

/// <summary>Makes one LoRA file of several, whose dialects may differ.</summary>
public static class LoraMerging
{
    /// <summary>Writes the merged changes under PEFT's names; a rule that all files carry (<see cref="LoraRule"/>) stays.</summary>
    /// <param name="files">The files and their weights.</param>
    /// <param name="output">The file to write.</param>
    /// <param name="merge">How changes of the same layer are combined.</param>
    /// <param name="model">A model that they are for; if null, FLUX.1, Stable Diffusion 1.5 or XL, whichever fits.</param>
    /// <param name="type">Element type; as the first file's if null.</param>
    /// <exception cref="Adapters.AdapterException">A file fits no model, its changes cannot be merged, or its rule is not that of the others.</exception>
    public static ConversionResult Write(IReadOnlyList<WeightedLora> files, string output, LowRankMerge merge, string? model = null, ScalarType? type = null)
    {
        using var noGrad = new NoGrad();
        using var scope = Tensor.Scope();
        var sources = new List<(string File, ITensorSource Source)>();
        try
        {
            foreach (var file in files)
                sources.Add((file.File, WeightFile.Open(file.File)));
            var rule = LoraRule.Common(sources);
            using var known = model is null ? LoraBase.For(sources) : LoraBase.Open(model);
            var notes = new List<string>();
            var changes = sources.Select(s => known.Read(s.Source, notes)).ToArray();
            using var writer = new LoraWriter(output, type ?? sources[0].Source.Names.Select(sources[0].Source.TypeOf).First(t => t.IsFloating()));
            foreach (var layer in changes.SelectMany(c => c.Keys).Distinct().Order(StringComparer.Ordinal))
                Add(writer, layer, [.. changes.Zip(files).Where(c => c.First.ContainsKey(layer)).Select(c => (c.First[layer], c.Second.Weight))], merge);
            if (rule is not null)
                writer.AddText(LoraRule.Key, rule);
            return writer.Write(notes);
        }
        finally
        {
            foreach (var (_, source) in sources)
                source.Dispose();
        }
    }

    private static void Add(LoraWriter writer, string layer, (LowRankChange Change, double Weight)[] changes, LowRankMerge merge)
    {
        using var scope = Tensor.Scope();
        LowRankChange[] matrices = [.. changes.Select(c => c.Change)];
        double[] weights = [.. changes.Select(c => c.Weight)];
        if (merge.Kind != MergeKind.Svd)
        {
            writer.Add(layer, merge.Apply(matrices, weights));
            return;
        }

        // The same as the decomposition of the summed matrix, which need not be made.
        var sum = (merge with { Kind = MergeKind.Cat }).Apply(matrices, weights);
        writer.Add(layer, LowRankCut.Of(sum, new(merge.Rank ?? (int)matrices.Max(m => m.A.Size(0)))));
    }
}
