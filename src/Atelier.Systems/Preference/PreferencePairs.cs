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

    /// <summary>Opens both sides and encodes what is missing.</summary>
    /// <exception cref="SettingException">There are no pairs, or a scene is not in the data.</exception>
    public PreferencePairs(LatentCache cache, PaintedFolder painted, PreferenceControl control, Action<string>? tell = null)
    {
        (_cache, _control) = (cache, control);
        _painted = new(painted, cache, tell);
        if (_painted.Lines.FirstOrDefault(l => l.Scene >= cache.Count) is { } far)
        {
            _painted.Dispose();
            throw new SettingException($"'{painted.Path}' has a picture of scene {far.Scene}; the data have {cache.Count} scenes.");
        }
    }

    /// <summary>Pairs.</summary>
    public int Count => _painted.Lines.Count;

    /// <summary>Some pairs, the preferred side of each as the control says.</summary>
    public PreferenceBatch Read(ReadOnlySpan<long> pairs)
    {
        var (preferred, others, captions) = (new Tensor[pairs.Length], new Tensor[pairs.Length], new string[pairs.Length]);
        for (var i = 0; i < pairs.Length; i++)
        {
            var line = _painted.Lines[(int)pairs[i]];
            var (truth, sample) = (_cache[line.Scene].Latents.Select(0, 0).Float(), _painted[pairs[i]].Latents.Select(0, 0).Float());
            (preferred[i], others[i]) = Swaps(line.Scene) ? (sample, truth) : (truth, sample);
            captions[i] = line.Caption;
        }

        return new(Tensor.Stack([.. preferred, .. others]), captions);
    }

    /// <inheritdoc/>
    public void Dispose() => _painted.Dispose();

    private bool Swaps(long scene) => _control switch
    {
        PreferenceControl.Flipped => true,
        PreferenceControl.Shuffled => Seeds.Mix(ShuffleSeed, (ulong)scene) % 2 == 0,
        _ => false,
    };
}
