using Atelier.Models.Adapters;
using Atelier.Models.Adapters.Lora;
using Atelier.Models.Adapters.Merging;
using Atelier.Models.Weights;
using Atelier.Torch;

namespace Atelier.Models.Conversion.Loras;

/// <summary>Cuts a LoRA file to a smaller rank; its names stay.</summary>
public static class LoraResizing
{
    /// <summary>Writes the file with fewer singular values for each layer, the largest ones.</summary>
    /// <param name="input">A LoRA of any dialect.</param>
    /// <param name="output">The file to write.</param>
    /// <param name="choice">How many stay.</param>
    /// <param name="type">Element type; as it is if null.</param>
    /// <exception cref="AdapterException">The file holds changes that are no product of two matrices.</exception>
    public static ConversionResult Write(string input, string output, RankChoice choice, ScalarType? type = null)
    {
        using var noGrad = new NoGrad();
        using var source = WeightFile.Open(input);
        using var writer = new LoraWriter(output, ScalarType.Float32);
        var file = new LoraFile(source);
        var most = 0L;
        foreach (var (layer, entry) in file.Entries)
        {
            using var scope = Tensor.Scope();
            if (entry.Factors.Count > 0 || entry.Magnitude is not null || entry.Bias is not null)
                throw new AdapterException($"{input}: '{layer}' is a {(entry.Factors.Count > 0 ? "LyCORIS product" : entry.Magnitude is not null ? "DoRA" : "LoRA with a bias")}; plain LoRA and LoCon can be cut.");
            var (down, up) = (source.Read(entry.Down!), source.Read(entry.Up!));
            if (down.Size(0) != up.Size(1))
                throw new AdapterException($"{input}: '{entry.Up}' is {up.Describe()}; [.., {down.Size(0)}] is expected with '{entry.Down}' {down.Describe()}.");
            var a = entry.Mid is null ? down.Float() : LowRankChange.WithCore(source.Read(entry.Mid).Float(), down.Float());
            var cut = LowRankCut.Of(new(a, up.Float(), file.ScaleOf(layer, down.Size(0))), choice);
            writer.Add(entry.Down!, entry.Up!, cut, type ?? down.Type);
            var rank = cut.Change.A.Size(0);
            most = Math.Max(most, rank);
            if (entry.Alpha is not null)
                writer.AddOther(entry.Alpha, Tensor.Scalar(rank, type ?? down.Type));
        }

        foreach (var other in file.Others)
        {
            using var tensor = source.Read(other);
            writer.AddOther(other, tensor);
        }

        // The scale is in the matrices now; what the header said of it would count it twice.
        foreach (var (key, value) in source.Metadata.Where(m => m.Key != LoraMetadata.Key))
            writer.AddText(key, key is "ss_network_dim" or "ss_network_alpha" ? $"{most}" : value);
        return writer.Write([]);
    }
}
