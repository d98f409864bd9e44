using Atelier.Models.Adapters.Merging;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Conversion.Loras;

/// <summary>Collects the changes of a LoRA and writes them as a file of PEFT's names, which need no alpha.</summary>
internal sealed class LoraWriter : IDisposable
{
    private readonly HeldTensors _tensors;
    private readonly ScalarType _type;
    private readonly List<int> _ranks = [];
    private double _kept;
    private double _total;

    /// <summary>Starts a file.</summary>
    /// <param name="path">Where it shall be.</param>
    /// <param name="type">Element type.</param>
    /// <exception cref="WeightException">The path does not name a safetensors file.</exception>
    public LoraWriter(string path, ScalarType type)
    {
        if (!path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
            throw new WeightException($"'{path}': a LoRA is written as a .safetensors file.");
        (_tensors, _type) = (new(path), type);
    }

    /// <summary>Layers so far.</summary>
    public int Count => _ranks.Count;

    /// <summary>Adds the change of a layer.</summary>
    public void Add(string layer, LowRankChange change)
    {
        // The scale goes to one matrix, so that the product has it once.
        AddAs($"{layer}.lora_A.weight", $"{layer}.lora_B.weight", change with { A = change.A.Float() * change.Scale, Scale = 1 }, _type);
    }

    /// <summary>Adds the part of a change that stays.</summary>
    public void Add(string layer, LowRankCut cut)
    {
        Add(layer, cut.Change);
        Sum(cut);
    }

    /// <summary>Adds the part of a change that stays, under the names of its file.</summary>
    public void Add(string down, string up, LowRankCut cut, ScalarType type)
    {
        AddAs(down, up, cut.Change, type);
        Sum(cut);
    }

    /// <summary>Adds something beside the changes.</summary>
    public void AddOther(string name, Tensor tensor) => _tensors.Add(name, tensor, tensor.Type);

    /// <summary>Adds a text to the header.</summary>
    public void AddText(string key, string value) => _tensors.Texts[key] = value;

    /// <summary>Writes the file.</summary>
    /// <param name="notes">What the user should know beside.</param>
    public ConversionResult Write(List<string> notes)
    {
        var output = new WeightOutput(null, null, null, default);
        var ranks = _ranks.Distinct().Order().ToArray();
        output.Write(_tensors.Path, _tensors, $"LoRA, {Count} layers, rank {(ranks.Length == 1 ? ranks[0] : $"{ranks[0]} to {ranks[^1]}")}", "", null);
        if (_total > 0)
            notes.Insert(0, FormattableString.Invariant($"The file holds {_kept / _total:P2} of the squares of the changes."));
        return new(output.Files, notes);
    }

    public void Dispose() => _tensors.Dispose();

    private void AddAs(string down, string up, LowRankChange change, ScalarType type)
    {
        _tensors.Add(down, Checked(down, change.A, type), type);
        _tensors.Add(up, Checked(up, change.B, type), type);
        _ranks.Add((int)change.A.Size(0));
    }

    private void Sum(LowRankCut cut) => (_kept, _total) = (_kept + cut.Kept, _total + cut.Total);

    private static Tensor Checked(string name, Tensor tensor, ScalarType type) => tensor.To(type).IsFinite().All().Item() != 0
        ? tensor
        : throw new WeightException($"'{name}' has values that {type} does not hold; take another type.");
}
