using Atelier.Models.Adapters.Lora;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Adapters.Lycoris;

/// <summary>Reads LoHa and LoKr updates.</summary>
internal static class LycorisReader
{
    private static readonly string[] Loha = ["hada_w1_a", "hada_w1_b", "hada_w2_a", "hada_w2_b"];

    /// <exception cref="AdapterException">A factor is missing, or the product does not fit the layer.</exception>
    public static WeightUpdate Read(LoraFile file, ITensorSource source, string given, LoraEntry entry, string layer, long[] shape)
    {
        Tensor Factor(string name) => source.Read(entry.Factors[name]);
        bool Has(string name) => entry.Factors.ContainsKey(name);
        void Require(bool complete, string parts)
        {
            if (!complete)
                throw new AdapterException($"{source.Path}: '{given}' has {string.Join(", ", entry.Factors.Keys)}; it needs {parts}.");
        }

        WeightUpdate update;
        if (entry.Factors.Keys.Any(k => k.StartsWith("hada_", StringComparison.Ordinal)))
        {
            Require(Loha.All(Has) && Has("hada_t1") == Has("hada_t2"), $"{string.Join(", ", Loha)} and both or none of hada_t1 and hada_t2");
            update = new LohaUpdate(shape, Factor, Has("hada_t1"), file.ScaleOf(given, Factor("hada_w1_b").Size(0)));
        }
        else
        {
            bool Pair(string side) => Has($"{side}_a") && Has($"{side}_b");
            Require((Has("lokr_w1") || Pair("lokr_w1")) && (Has("lokr_w2") || Pair("lokr_w2")), "lokr_w1 and lokr_w2, each whole or as a pair _a and _b");
            // The rank is a pair's; two whole factors have none, and alpha does not count.
            var pair = Pair("lokr_w2") ? "lokr_w2_b" : Pair("lokr_w1") ? "lokr_w1_b" : null;
            update = new LokrUpdate(shape, entry.Factors.Keys, Factor, pair is null ? 1 : file.ScaleOf(given, Factor(pair).Size(0)));
        }

        try
        {
            using var scope = Tensor.Scope();
            update.Change();
        }
        catch (Exception error) when (error is not AdapterException)
        {
            throw new AdapterException(
                $"{source.Path}: the factors of '{given}' do not make a weight [{string.Join(", ", shape)}] of '{layer}': {error.Message.Split('\n')[0]}");
        }

        return update;
    }
}
