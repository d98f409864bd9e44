namespace Atelier.Models.Conversion;

/// <summary>Networks of an input that are open.</summary>
internal sealed class OpenNetworks : IDisposable
{
    private readonly Dictionary<string, NetworkWeights> _networks = [];

    /// <summary>Opens networks.</summary>
    /// <exception cref="Torch.Weights.WeightException">One's names are not known, or a tensor is missing or of another shape.</exception>
    public OpenNetworks(IEnumerable<ModelPart> parts)
    {
        try
        {
            foreach (var part in parts)
                _networks.Add(part.Name, part.Open());
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The networks by their names in a pipeline.</summary>
    public IReadOnlyDictionary<string, NetworkWeights> ByName => _networks;

    /// <summary>Says what of the files of known networks is no part of them.</summary>
    public void NoteRest(ModelInput input, List<string> notes)
    {
        // Of a file from which one network of several was chosen, the rest is no surprise.
        if (input.Whole is null && !input.IsPipeline)
            return;
        foreach (var file in input.Parts.GroupBy(p => p.Source).Where(g => g.All(p => _networks.ContainsKey(p.Name))))
            new RemainingTensors(file.Key, file.SelectMany(p => _networks[p.Name].Stored).ToHashSet()).Note(notes);
    }

    public void Dispose()
    {
        foreach (var network in _networks.Values)
            network.Dispose();
    }
}
