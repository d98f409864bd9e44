using Atelier.Torch;

namespace Atelier.Training.Runs;

/// <summary>Means of reported numbers since the last line of the log; part of the checkpoint.</summary>
internal sealed class MetricMeans
{
    private readonly SortedDictionary<string, (double Sum, long Count)> _sums = new(StringComparer.Ordinal);
    private readonly List<(string Name, Tensor Value)> _waiting = [];

    public void Add(string name, double value)
    {
        var (sum, count) = _sums.GetValueOrDefault(name);
        _sums[name] = (sum + value, count + 1);
    }

    /// <summary>A number on a device is not waited for until somebody looks.</summary>
    public void Add(string name, Tensor value)
    {
        if (value.Device.Type == DeviceType.Cpu)
            Add(name, value.Item());
        else
            _waiting.Add((name, value.Detach().Float().Detached()));
    }

    /// <summary>The means so far, which start anew.</summary>
    public SortedDictionary<string, double> Take()
    {
        Arrive();
        var means = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var (name, (sum, count)) in _sums)
            means[name] = sum / count;
        _sums.Clear();
        return means;
    }

    public Dictionary<string, MetricSum> Save()
    {
        Arrive();
        return _sums.ToDictionary(s => s.Key, s => new MetricSum(s.Value.Sum, s.Value.Count));
    }

    public void Load(IReadOnlyDictionary<string, MetricSum> saved)
    {
        Forget();
        _sums.Clear();
        foreach (var (name, sum) in saved)
            _sums[name] = (sum.Sum, sum.Count);
    }

    private void Arrive()
    {
        if (_waiting.Count == 0)
            return;
        using var scope = Tensor.Scope();
        var values = Tensor.Stack([.. _waiting.Select(w => w.Value)]).ToFloats();
        for (var i = 0; i < values.Length; i++)
            Add(_waiting[i].Name, values[i]);
        Forget();
    }

    private void Forget()
    {
        foreach (var (_, value) in _waiting)
            value.Dispose();
        _waiting.Clear();
    }
}
