namespace Atelier.Training.Runs;

/// <summary>Means of reported numbers since the last line of the log; part of the checkpoint.</summary>
internal sealed class MetricMeans
{
    private readonly SortedDictionary<string, (double Sum, long Count)> _sums = new(StringComparer.Ordinal);

    public void Add(string name, double value)
    {
        var (sum, count) = _sums.GetValueOrDefault(name);
        _sums[name] = (sum + value, count + 1);
    }

    /// <summary>The means so far, which start anew.</summary>
    public SortedDictionary<string, double> Take()
    {
        var means = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var (name, (sum, count)) in _sums)
            means[name] = sum / count;
        _sums.Clear();
        return means;
    }

    public Dictionary<string, MetricSum> Save() => _sums.ToDictionary(s => s.Key, s => new MetricSum(s.Value.Sum, s.Value.Count));

    public void Load(IReadOnlyDictionary<string, MetricSum> saved)
    {
        _sums.Clear();
        foreach (var (name, sum) in saved)
            _sums[name] = (sum.Sum, sum.Count);
    }
}
