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
        // By rows, first the conditions and then the black pictures.
        (FluxText Text, PreparedCondition Condition)[] all =
            [.. rows.SelectMany(r => conditions.Seen(r).Concat(conditions.SeenBlack(r)).Select(c => (r.Text, c)))];
        var computed = new HashSet<PreparedCondition>();
        var features = conditions.AreReused ? _store.Take([.. all.Select(a => a.Condition.IdentityIn(a.Text))], Compute) : [];
        Computed += computed.Count;
        var next = 0;
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
            var (rows, condition) = all[i];
            computed.Add(condition);
            return ConditionFeatures.Compute(model.Transformer, rows, Encoded(condition, rows), condition.Adapter.Rule.Guidance);
        }

        ControlRun Run(ControlRows row, IReadOnlyList<PreparedCondition> seen)
        {
            if (!conditions.AreReused)
                return new(row, [.. seen.Select(c => Encoded(c, row.Text))]);
            var own = features.Skip(next).Take(seen.Count).ToArray();
            next += seen.Count;
            // Features that are at hand need no encoded picture.
            return new(row, [.. seen.Select(c => new ImageCondition(row.Text.Tokens, positions) { Strength = c.Strength })], own);
        }

        ImageCondition Encoded(PreparedCondition condition, FluxText rows) => condition.For(rows.Tokens.Size(0), model.Autoencoder, model.Device);
    }

    /// <inheritdoc/>
    public void Dispose() => _store.Dispose();
}
