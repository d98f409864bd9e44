using Atelier.Models.Streams;
using Atelier.Systems.OminiControl2.Reuse;
using Atelier.Systems.TextToImage;
using Atelier.Torch;

namespace Atelier.Systems.OminiControl2.Painting;

/// <summary>Encodes the conditions of a picture and computes their features, or finds them computed for the picture before.</summary>
/// <param name="model">The model.</param>
internal sealed class CallPreparation(FluxPipeline model) : IDisposable
{
    private readonly FeatureStore _store = new();

    /// <summary>Conditions that were computed so far.</summary>
    public int Computed { get; private set; }

    /// <summary>The call of a picture.</summary>
    /// <param name="request">Complete.</param>
    /// <param name="text">Its encoded prompts.</param>
    /// <param name="positions">Of the tokens that are denoised.</param>
    /// <param name="conditions">Its conditions.</param>
    public ControlCall Of(OminiControl2Request request, FluxText text, Tensor positions, PreparedConditions conditions)
    {
        var rows = conditions.RowsOf(text);
        // Features are kept by row of the text, so that they are found again whichever rows run together. By rows, first the conditions and then the black pictures.
        (FluxText Row, PreparedCondition Condition)[] all =
        [
            .. from run in rows
               from condition in conditions.Seen(run).Concat(conditions.SeenBlack(run))
               where condition.IsReused
               from row in run.Text.Rows()
               select (row, condition),
        ];
        var computed = new HashSet<PreparedCondition>();
        var features = new Queue<CachedStream>(_store.Take([.. all.Select(a => a.Condition.IdentityIn(a.Row))], Compute));
        Computed += computed.Count;
        var (runs, blackRuns) = (new List<ControlRun>(), new List<ControlRun>());
        foreach (var row in rows)
        {
            runs.Add(Run(row, conditions.Seen(row)));
            blackRuns.Add(Run(row, conditions.SeenBlack(row)));
        }

        var settings = conditions.Settings with { MainAdapters = model.Adapters };
        return new(positions, settings, runs) { Guidance = request.Picture.Guidance!.Value, ImageGuidance = request.ImageGuidance, BlackRuns = blackRuns };

        CachedStream Compute(int i)
        {
            var (row, condition) = all[i];
            computed.Add(condition);
            return ConditionFeatures.Compute(model.Transformer, row, Encoded(condition, 1), condition.Adapter.Rule.Guidance);
        }

        ControlRun Run(ControlRows run, IReadOnlyList<PreparedCondition> seen)
        {
            var (count, joined) = (run.Text.Tokens.Size(0), new List<CachedStream>());
            // Features that are at hand need no encoded picture.
            return new(
                run, [.. seen.Select(c => c.IsReused ? new ImageCondition(run.Text.Tokens, positions) { Strength = c.Strength } : Encoded(c, count))], [.. seen.Select(Features)], joined);

            CachedStream? Features(PreparedCondition condition)
            {
                if (!condition.IsReused)
                    return null;
                CachedStream[] own = [.. Enumerable.Range(0, (int)count).Select(_ => features.Dequeue())];
                if (own is [var single])
                    return single;
                joined.Add(CachedStream.Join(own));
                return joined[^1];
            }
        }

        ImageCondition Encoded(PreparedCondition condition, long count) => condition.For(count, model.Autoencoder, model.Device);
    }

    /// <inheritdoc/>
    public void Dispose() => _store.Dispose();
}
