using Atelier.Models.Adapters.Lycoris;
using Atelier.Models.Dialects;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Adapters.Lora;

/// <summary>Makes an adapter from a file.</summary>
internal static class LoraLoader
{
    /// <summary>Reads every layer that the names know.</summary>
    /// <exception cref="AdapterException">Nothing matches, a shape differs, or half of a layer is missing.</exception>
    public static (Adapter Adapter, LoraReport Report) Load(string name, ITensorSource source, Module network, LoraNames names)
    {
        var (updates, report) = Read(new LoraFile(source), source, network, names);
        if (updates.Count == 0)
            throw NothingMatches(source, [.. report.Unmatched, .. report.Elsewhere], network.GetType().Name);
        return (new(name, network, updates), report);
    }

    /// <summary>The error of a file that changes no layer.</summary>
    public static AdapterException NothingMatches(ITensorSource source, string[] given, string networks) => new(
        $"{source.Path}: none of its {given.Length} layers ({string.Join(", ", given.Take(3))}{(given.Length > 3 ? ", ..." : "")}) is one of {networks}.");

    /// <summary>The updates of every layer that the names know; perhaps none.</summary>
    public static (Dictionary<string, LayerUpdate> Updates, LoraReport Report) Read(LoraFile file, ITensorSource source, Module network, LoraNames names)
    {
        var layers = AdaptedLayers.Of(network);
        var updates = new Dictionary<string, LayerUpdate>();
        var (unmatched, elsewhere) = (new List<string>(), new List<string>());
        foreach (var (given, entry) in file.Entries)
        {
            if (names.IsElsewhere(given))
            {
                elsewhere.Add(given);
                continue;
            }

            if (names.Find(given) is not { } targets || targets.Any(t => !layers.ContainsKey(t.Layer)))
            {
                unmatched.Add(given);
                continue;
            }

            foreach (var (layer, update) in Updates(file, source, given, entry, targets, layers))
            {
                if (!updates.TryAdd(layer, update))
                    throw new AdapterException($"{source.Path} changes '{layer}' twice.");
            }
        }

        return (updates, new([.. updates.Keys], unmatched, elsewhere, file.Others));
    }

    private static IEnumerable<(string Layer, LayerUpdate Update)> Updates(
        LoraFile file, ITensorSource source, string given, LoraEntry entry, LoraTarget[] targets, Dictionary<string, Module> layers)
    {
        if (entry.Factors.Count > 0)
        {
            // A product over joined layers cannot be split into products, so that each layer takes its rows of the whole.
            var shapes = targets.Select(t => AdaptedLayers.Values(layers[t.Layer]).Weight.Shape).ToArray();
            long[] joined = [shapes.Sum(s => s[0]), .. shapes[0][1..]];
            var whole = LycorisReader.Read(file, source, given, entry, string.Join(", ", targets.Select(t => t.Layer)), joined);
            foreach (var target in targets)
                yield return (target.Layer, target.Rows == TensorCut.Whole ? whole : new RowsUpdate(whole, target.Rows));
            yield break;
        }

        var (down, up) = (source.Read(entry.Down!), source.Read(entry.Up!));
        var bias = entry.Bias is null ? null : source.Read(entry.Bias);
        var scale = file.ScaleOf(given, down.Size(0));
        var expected = targets.Sum(t => AdaptedLayers.Values(layers[t.Layer]).Weight.Shape[0]);
        if (up.Size(0) != expected || up.Size(1) != down.Size(0))
        {
            throw new AdapterException(
                $"{source.Path}: '{entry.Up}' is {up.Describe()}; expected [{expected}, {down.Size(0)}] for {string.Join(", ", targets.Select(t => t.Layer))}.");
        }

        foreach (var target in targets)
        {
            LayerUpdate? update = layers[target.Layer] is Conv2d && entry.Magnitude is null && bias is null
                ? LoconUpdate.Fitting(
                    AdaptedLayers.Values(layers[target.Layer]).Weight.Shape, down, target.Rows.Apply(up), entry.Mid is null ? null : source.Read(entry.Mid), scale)
                : Make(layers[target.Layer], down, target.Rows.Apply(up), bias is null ? null : target.Rows.Apply(bias), scale, entry.Magnitude is not null);
            if (update is null)
            {
                throw new AdapterException(
                    $"{source.Path}: '{entry.Down}' is {down.Describe()}, which does not fit '{target.Layer}' with weight " +
                    $"[{string.Join(", ", AdaptedLayers.Values(layers[target.Layer]).Weight.Shape)}].");
            }

            if (entry.Magnitude is not null)
                ((DoraUpdate)update).Magnitude.Value = source.Read(entry.Magnitude).Flatten();
            yield return (target.Layer, update);
        }
    }

    private static LoraUpdate? Make(Module layer, Tensor down, Tensor up, Tensor? bias, double scale, bool dora)
    {
        if (layer is not Linear linear || down.ElementCount != down.Size(0) * linear.Inputs)
            return null;
        var rank = down.Size(0);
        var update = dora
            ? new DoraUpdate(linear.Inputs, linear.Outputs, rank) { Scale = scale }
            : new LoraUpdate(linear.Inputs, linear.Outputs, rank, bias: bias is not null) { Scale = scale };
        // Some files keep matrices as 1x1 convolutions.
        update.A.Value = down.Reshape(rank, linear.Inputs);
        update.B.Value = up.Reshape(linear.Outputs, rank);
        if (bias is not null)
            update.Bias!.Value = bias;
        return update;
    }
}
