using Atelier.Imaging;
using Atelier.Systems.Pipelines;
using Atelier.Systems.TextToImage;

namespace Atelier.Systems.LightGen;

/// <summary>What a masked model is to paint. Values left out are the model's own.</summary>
/// <param name="Basics">What every model is asked; steps are times that the transformer runs, at most one a token.</param>
public sealed record LightGenRequest(TextToImageRequest Basics)
{
    /// <summary>Highest temperature.</summary>
    public const double MaxTemperature = 10;

    /// <summary>Diffusion steps of each token, 1 to 1000.</summary>
    public int? HeadSteps { get; init; }

    /// <summary>Scales the noise of the diffusion steps, 0 to <see cref="MaxTemperature"/>; below 1 is calmer.</summary>
    public double? Temperature { get; init; }

    /// <summary>How guidance goes over the steps.</summary>
    public GuidanceSchedule? Schedule { get; init; }

    /// <summary>In which order tokens are filled in.</summary>
    public TokenOrder Order { get; init; } = TokenOrder.Random;

    /// <summary>The picture that is repainted within <see cref="Mask"/>.</summary>
    public Picture? Init { get; init; }

    /// <summary>Pixels of <see cref="Init"/> that are painted anew; all others stay as they are, to the last bit.</summary>
    public Mask? Mask { get; init; }

    /// <summary>Checks every value against its range and the model's limits.</summary>
    /// <exception cref="RequestException">A value is out of range, or picture and mask do not fit.</exception>
    public void Validate(LightGenDefaults model)
    {
        Basics.Validate(model.Basics);
        Range("head steps", HeadSteps ?? model.HeadSteps, 1, 1000);
        Range("temperature", Temperature ?? model.Temperature, 0, MaxTemperature);
        if (!Enum.IsDefined(Order))
            throw new RequestException($"order {Order} was given; allowed: {string.Join(", ", Enum.GetNames<TokenOrder>())}.");
        var (width, height) = (Basics.Width ?? model.Basics.Width, Basics.Height ?? model.Basics.Height);
        if (model.FixedSize && (width != model.Basics.Width || height != model.Basics.Height))
            throw new RequestException($"{width} x {height} was given; this model paints {model.Basics.Width} x {model.Basics.Height} alone.");
        Range("steps", Basics.Steps ?? 1, 1, Tokens(model));
        if (Init is null != Mask is null)
            throw new RequestException($"{(Init is null ? "A mask was given without an initial picture" : "An initial picture was given without a mask")}; this model repaints the masked part of a picture and needs both.");
        if (Init is null)
            return;
        if (Init.Width != width || Init.Height != height)
            throw new RequestException($"The initial picture is {Init.Width} x {Init.Height}, asked is {width} x {height}; they must be the same.");
        if (Mask!.Width != width || Mask.Height != height)
            throw new RequestException($"The mask is {Mask.Width} x {Mask.Height}, the picture {width} x {height}; they must be the same.");
        if (Mask.Area == 0)
            throw new RequestException("The mask is empty; white marks what is painted anew.");
    }

    /// <summary>Tokens of the picture.</summary>
    internal int Tokens(LightGenDefaults model) =>
        (Basics.Width ?? model.Basics.Width) / model.Basics.SizeStep * ((Basics.Height ?? model.Basics.Height) / model.Basics.SizeStep);

    private static void Range(string name, double value, double low, double high)
    {
        if (!(value >= low && value <= high))
            throw new RequestException($"{name} {value} was given; allowed: {low} to {high}.");
    }
}
