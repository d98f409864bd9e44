using Atelier.Systems.Pipelines;

namespace Atelier.Systems.TextToImage;

/// <summary>What is to be painted. Values left out are the model's own.</summary>
public sealed record TextToImageRequest
{
    /// <summary>Largest seed, so that a number survives JSON: 2^53 - 1.</summary>
    public const long MaxSeed = (1L << 53) - 1;

    /// <summary>Most pictures of one request.</summary>
    public const int MaxCount = 1000;

    /// <summary>Most steps of one picture.</summary>
    public const int MaxSteps = 1000;

    /// <summary>What the picture shows.</summary>
    public required string Prompt { get; init; }

    /// <summary>What it shall not show; guidance leads away from it.</summary>
    public string NegativePrompt { get; init; } = "";

    /// <summary>Seed of the first picture, 0 to <see cref="MaxSeed"/>; picture k takes seed + k.</summary>
    public required long Seed { get; init; }

    /// <summary>Pictures, 1 to <see cref="MaxCount"/>.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Denoising steps, 1 to <see cref="MaxSteps"/>.</summary>
    public int? Steps { get; init; }

    /// <summary>Strength of guidance, 0 to 100; 1 is none.</summary>
    public double? Guidance { get; init; }

    /// <summary>Columns of the picture.</summary>
    public int? Width { get; init; }

    /// <summary>Rows of the picture.</summary>
    public int? Height { get; init; }

    /// <summary>Steps between previews; 0 for none.</summary>
    public int PreviewEvery { get; init; }

    /// <summary>Checks every value against its range and the model's limits.</summary>
    /// <exception cref="RequestException">A value is out of range.</exception>
    public void Validate(TextToImageDefaults model)
    {
        if (string.IsNullOrWhiteSpace(Prompt))
            throw new RequestException("The prompt is empty; say in words what the picture shows.");
        Range("seed", Seed, 0, MaxSeed - Count + 1);
        Range("count", Count, 1, MaxCount);
        Range("steps", Steps ?? model.Steps, 1, MaxSteps);
        var guidance = Guidance ?? model.Guidance;
        if (!(guidance >= 0 && guidance <= 100))
            throw new RequestException($"guidance {guidance} was given; allowed: 0 to 100.");
        Size("width", Width ?? model.Width, model);
        Size("height", Height ?? model.Height, model);
        Range("preview interval", PreviewEvery, 0, MaxSteps);
    }

    private static void Range(string name, long value, long low, long high)
    {
        if (value < low || value > high)
            throw new RequestException($"{name} {value} was given; allowed: {low} to {high}.");
    }

    private static void Size(string name, int value, TextToImageDefaults model)
    {
        if (value < model.SizeStep || value > model.MaxSize || value % model.SizeStep != 0)
            throw new RequestException($"{name} {value} was given; allowed: multiples of {model.SizeStep} from {model.SizeStep} to {model.MaxSize}.");
    }
}
