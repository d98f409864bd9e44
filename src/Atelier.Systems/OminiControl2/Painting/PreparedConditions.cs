using Atelier.Systems.OminiControl2.Adapters;
using Atelier.Systems.OminiControl2.Tokens;
using Atelier.Systems.Pipelines;

namespace Atelier.Systems.OminiControl2.Painting;

/// <summary>The conditions of a request by the rules of their adapters, with black pictures in their places where the request is guided by them.</summary>
internal sealed class PreparedConditions : IDisposable
{
    private readonly List<PreparedCondition> _own = [];
    private readonly List<PreparedCondition> _black = [];

    /// <summary>Prepares them.</summary>
    /// <param name="request">Complete.</param>
    /// <param name="adapters">Those that are open.</param>
    /// <param name="patch">Pixels of a token's side.</param>
    /// <exception cref="RequestException">No adapter fits, the request contradicts an adapter's rule.</exception>
    public PreparedConditions(OminiControl2Request request, IReadOnlyList<ControlAdapter> adapters, int patch)
    {
        var preparation = new ConditionPreparation(adapters, patch, request.Picture.Width!.Value, request.Picture.Height!.Value, request.RefreshEvery);
        try
        {
            _own.AddRange(request.Conditions.Select(preparation.Prepare));
            Settings = new() { RefreshEvery = request.RefreshEvery ?? 1 };
            if (request.ImageGuidance != 1)
                _black.AddRange(_own.Select(c => c.Black()));
            Known = _own.FindIndex(c => c.Adapter.Rule.Integrated);
            Patches = Known < 0 ? null : new(request.Conditions[Known].Unknown!, patch);
            Tokens = Patches?.Unknown.Indices.Count ?? (long)(request.Picture.Height.Value / patch) * (request.Picture.Width.Value / patch);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The conditions in the request's order.</summary>
    public IReadOnlyList<PreparedCondition> Own => _own;

    /// <summary>How those are computed that are not reused.</summary>
    public ConditionSettings Settings { get; }

    /// <summary>Index of the condition whose known patches are the condition; below 0 where there is none.</summary>
    public int Known { get; }

    /// <summary>Known and unknown patches, where only the unknown ones are denoised.</summary>
    public KnownPatches? Patches { get; }

    /// <summary>Tokens that are denoised.</summary>
    public long Tokens { get; }

    /// <summary>Rows of the text that see the same conditions.</summary>
    public IReadOnlyList<ControlRows> RowsOf(FluxText text) => ControlRows.Of(text, _own.Select(c => c.Guided));

    /// <summary>Conditions that some rows see.</summary>
    public IReadOnlyList<PreparedCondition> Seen(ControlRows rows) => rows.Seen(_own, c => c.Guided);

    /// <summary>Black pictures in the places of <see cref="Seen"/>; none where the request needs none.</summary>
    public IReadOnlyList<PreparedCondition> SeenBlack(ControlRows rows) => rows.Seen(_black, c => c.Guided);

    /// <summary>What one sees, and how often it is computed.</summary>
    public ConditionSettings SettingsOf(PreparedCondition condition) => new()
    {
        Sight = condition.Independent ? ConditionSight.Independent : ConditionSight.Joint,
        RefreshEvery = condition.IsReused ? int.MaxValue : Settings.RefreshEvery,
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var condition in _own.Concat(_black))
            condition.Dispose();
    }
}
