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
        var file = new LoraFile(source);
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

        if (updates.Count == 0)
        {
            var some = string.Join(", ", file.Entries.Keys.Take(3));
            throw new AdapterException(
                $"{source.Path}: none of its {file.Entries.Count} layers ({some}{(file.Entries.Count > 3 ? ", ..." : "")}) is one of {network.GetType().Name}.");
        }

        return (new(name, network, updates), new([.. updates.Keys], unmatched, elsewhere, file.Others));
    }

    private static IEnumerable<(string Layer, LayerUpdate Update)> Updates(
        LoraFile file, ITensorSource source, string given, LoraEntry entry, LoraTarget[] targets, Dictionary<string, Module> layers)
    {
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
            var update = Make(layers[target.Layer], down, target.Rows.Apply(up), bias is null ? null : target.Rows.Apply(bias), scale, entry.Magnitude is not null);
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
