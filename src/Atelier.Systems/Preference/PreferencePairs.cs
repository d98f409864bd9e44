using Atelier.Systems.Teachers;
using Atelier.Torch;
using Atelier.Training.Mini.Latents;
using Atelier.Training.Runs;

namespace Atelier.Systems.Preference;

/// <summary>Pairs by number: the true picture of a scene, and what a model painted for the scene's caption. Never mirrored, so that sides keep their meaning.</summary>
/// <remarks>(Wu et al. 2025, arXiv 2503.08619: winners are real pictures, losers the model's own samples of the same captions.)</remarks>
public sealed class PreferencePairs : IDisposable
{
    private const ulong ShuffleSeed = 0x5417FF1E;
    private readonly LatentCache _cache;
    private readonly PaintedTeacher _painted;
    private readonly PreferenceControl _control;
    private readonly int[] _chosen;

    /// <summary>Opens both sides and encodes what is missing.</summary>
    /// <exception cref="SettingException">There are no pairs, or the captions are not those of the data.</exception>
    public PreferencePairs(LatentCache cache, PreferenceSettings settings, Action<string>? tell = null)
    {
        (_cache, _control) = (cache, settings.Control);
        var painted = new PaintedFolder(settings.Pairs);
        var last = settings.Scenes == 0 ? long.MaxValue : settings.FirstScene + settings.Scenes - 1;
        var lines = painted.Read();
        _chosen = [.. Enumerable.Range(0, lines.Count).Where(i => lines[i].Scene >= settings.FirstScene && lines[i].Scene <= last)];
        foreach (var line in _chosen.Select(i => lines[i]))
            Check(line, painted);
        _painted = new(painted, cache, tell);
    }

    /// <summary>Pairs.</summary>
    public int Count => _chosen.Length;

    /// <summary>Some pairs, the preferred side of each as the control says.</summary>
    public PreferenceBatch Read(ReadOnlySpan<long> pairs)
    {
        var (preferred, others, captions) = (new Tensor[pairs.Length], new Tensor[pairs.Length], new string[pairs.Length]);
        for (var i = 0; i < pairs.Length; i++)
        {
            var chosen = _chosen[(int)pairs[i]];
            var line = _painted.Lines[chosen];
            var (truth, sample) = (_cache[line.Scene].Latents.Select(0, 0).Float(), _painted[chosen].Latents.Select(0, 0).Float());
            (preferred[i], others[i]) = Swaps(line.Scene) ? (sample, truth) : (truth, sample);
            captions[i] = line.Caption;
        }

        return new(Tensor.Stack([.. preferred, .. others]), captions);
    }

    /// <inheritdoc/>
    public void Dispose() => _painted.Dispose();

    // A pair is one caption: the loser was painted for it, the winner is its scene.
    private void Check(PaintedLine line, PaintedFolder painted)
    {
        if (line.Scene >= _cache.Count)
            throw new SettingException($"'{painted.Path}' has a picture of scene {line.Scene}; the data have {_cache.Count} scenes.");
        if (_cache.CaptionsOf(line.Scene).All(c => c.Text != line.Caption))
            throw new SettingException($"'{painted.Path}' was painted for other data: scene {line.Scene} is not called \"{line.Caption}\" here.");
    }

    private bool Swaps(long scene) => _control switch
    {
        PreferenceControl.Flipped => true,
        PreferenceControl.Shuffled => Seeds.Mix(ShuffleSeed, (ulong)scene) % 2 == 0,
        _ => false,
    };
}
