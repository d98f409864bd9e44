using Atelier.Imaging;
using Atelier.Models;
using Atelier.Models.Autoencoders;
using Atelier.Models.Flux;
using Atelier.Systems.OminiControl2.Adapters;
using Atelier.Systems.OminiControl2.Reuse;
using Atelier.Systems.OminiControl2.Tokens;
using Atelier.Torch;

namespace Atelier.Systems.OminiControl2.Painting;

/// <summary>A condition of a request as it is encoded: its picture in the condition's size, its places, its adapter.</summary>
internal sealed class PreparedCondition : IDisposable
{
    private readonly int _patch;
    private readonly ConditionPlacement _placement;
    private readonly Tensor _positions;
    private readonly Lazy<string> _fingerprint;
    private Tensor? _tokens;

    /// <summary>Lays the condition out.</summary>
    /// <param name="picture">RGB, in the condition's size.</param>
    /// <param name="patch">Pixels of a token's side.</param>
    /// <param name="placement">Where it lies.</param>
    /// <param name="choice">Tokens that are kept; null for all.</param>
    /// <param name="adapter">Active on it.</param>
    public PreparedCondition(Picture picture, int patch, ConditionPlacement placement, TokenChoice? choice, ControlAdapter adapter)
        : this(picture, patch, placement, choice, adapter, new(adapter.Fingerprint))
    {
    }

    private PreparedCondition(Picture picture, int patch, ConditionPlacement placement, TokenChoice? choice, ControlAdapter adapter, Lazy<string> fingerprint)
    {
        (Picture, _patch, _placement, Choice, Adapter, _fingerprint) = (picture, patch, placement, choice, adapter, fingerprint);
        _positions = Chosen(placement.Positions(picture.Height / patch, picture.Width / patch), choice);
    }

    public Picture Picture { get; }

    public TokenChoice? Choice { get; }

    public ControlAdapter Adapter { get; }

    /// <summary>Factor of its attention.</summary>
    public double Strength { get; init; } = 1;

    /// <summary>Whether the negative prompt's row goes without it.</summary>
    public bool Guided { get; init; }

    /// <summary>Whether it sees itself only.</summary>
    public bool Independent { get; init; }

    /// <summary>Whether its features are computed once, before the steps.</summary>
    public bool IsReused { get; init; }

    public long Length => _positions.Size(0);

    /// <summary>The same with a black picture. Where tokens without content are left out, it has the places of a black one, as in training.</summary>
    public PreparedCondition Black()
    {
        var black = new Picture(Picture.Width, Picture.Height, 3);
        var choice = Adapter.Rule.Pruned ? TokenPruning.Choose(black, _patch, Adapter.Rule.KeepShare) : Choice;
        return new(black, _patch, _placement, choice, Adapter, _fingerprint) { Strength = Strength, Guided = Guided, Independent = Independent, IsReused = IsReused };
    }

    /// <summary>What its features for one row of a text depend on.</summary>
    public FeatureIdentity IdentityIn(FluxText text) => FeatureIdentity.Of(Picture, _positions, _fingerprint.Value, text, Adapter.Rule.Guidance);

    /// <summary>The condition of a call with some rows. The picture is encoded once, by the mean of its latents, so that equal seeds give equal pictures.</summary>
    public ImageCondition For(long batch, AutoencoderKL autoencoder, Device device)
    {
        _tokens ??= Encode(autoencoder, device);
        return new(_tokens.Expand(batch, -1, -1), _positions.To(device), Adapter.Stack)
        {
            Strength = Strength, Guidance = Adapter.Rule.Guidance, Sight = Independent ? ConditionSight.Independent : ConditionSight.Joint,
        };
    }

    /// <summary>The whole encoded picture, in the caller's scope. [1, C, h, w]</summary>
    public Tensor Latents(AutoencoderKL autoencoder, Device device) =>
        autoencoder.Scale(autoencoder.Encode(PictureTensors.ToTensor(Picture).To(device)).Mean);

    public void Dispose()
    {
        _positions.Dispose();
        _tokens?.Dispose();
    }

    private Tensor Encode(AutoencoderKL autoencoder, Device device)
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        var tokens = FluxLatents.Pack(Latents(autoencoder, device));
        return (Choice?.Of(tokens) ?? tokens).Clone().Detached();
    }

    private static Tensor Chosen(Tensor positions, TokenChoice? choice)
    {
        if (choice is null)
            return positions.Detached();
        var chosen = choice.OfPositions(positions).Detached();
        positions.Dispose();
        return chosen;
    }
}
