using Atelier.Imaging;
using Atelier.Models;
using Atelier.Models.Autoencoders;
using Atelier.Torch;
using Atelier.Training.Runs;

namespace Atelier.Training.Mini;

/// <summary>Trains an <see cref="AutoencoderKL"/> on crops of Diorama pictures.</summary>
public sealed class AutoencoderTask : ITrainingTask
{
    private const int SheetPictures = 16;
    private const double QuietLogVariance = -5;
    private readonly AutoencoderSettings _settings;
    private readonly DioramaScenes _scenes;
    private readonly PictureStore _pictures;
    private readonly AutoencoderKL _network;
    private AutoencoderKLConfig _config;

    /// <summary>Opens the data and makes the network.</summary>
    /// <exception cref="SettingException">A setting does not fit the data or the network.</exception>
    public AutoencoderTask(AutoencoderSettings settings, TaskEnvironment environment)
    {
        _settings = settings;
        _config = settings.Network.Checked();
        _scenes = new(settings.Data);
        _pictures = new(_scenes, environment.Device);
        if (settings.Crop % settings.Network.Stride != 0 || settings.Crop > _scenes.Size || settings.Crop <= 0)
            throw new SettingException($"crop is {settings.Crop}; allowed: multiples of {settings.Network.Stride} up to {_scenes.Size}.");
        if (settings.HeldOut < 1 || settings.HeldOut >= _scenes.Count)
            throw new SettingException($"held_out is {settings.HeldOut}; allowed: 1 to {_scenes.Count - 1}, one less than there are scenes.");
        _network = new(settings.Network);
        using var random = new Generator(environment.Seed);
        _network.Initialize(random);
        QuietStart();
        if (settings.ChannelsLast)
            ArrangeWeights();
        _network.RequireGradients(true);
        foreach (var (name, parameter) in _network.Parameters())
        {
            if (settings.FreezeEncoder && (name.StartsWith("encoder.", StringComparison.Ordinal) || name.StartsWith("quant_conv.", StringComparison.Ordinal)))
                parameter.Value.RequiresGrad = false;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<TrainedNetwork> Networks =>
        [new("vae", _network, NetworkJson.Of("AutoencoderKL", _config))];

    /// <inheritdoc/>
    public long SampleCount
    {
        get
        {
            _scenes.Refresh();
            _pictures.Refresh();
            return _scenes.Count - _settings.HeldOut;
        }
    }

    /// <inheritdoc/>
    public Tensor Loss(ReadOnlySpan<long> samples, StepContext step)
    {
        var x = Crops(samples, step); // [B, 3, crop, crop]
        var distribution = _network.Encode(Arranged(x));
        var latent = distribution.Sample(Tensor.RandN(distribution.Mean.Shape, step.DeviceRandom));
        if (Tensor.Rand([1], step.Random).Item() < _settings.HalfSizeShare)
            (latent, x) = (latent.AvgPool2d(2, 2), x.AvgPool2d(2, 2));
        var y = _network.Decode(latent);

        var (l1, l2, edges) = (y.L1Loss(x), y.MseLoss(x), PictureLoss.Edges(y, x));
        var divergence = distribution.Divergence().Mean() / (distribution.Mean.ElementCount / samples.Length);
        step.Report("l1", l1);
        step.Report("l2", l2);
        step.Report("edges", edges);
        step.Report("kl", divergence);
        return l1 * _settings.L1Weight + l2 * _settings.L2Weight + edges * _settings.EdgeWeight + divergence * _settings.KlWeight;
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Evaluate(EvaluationContext context)
    {
        var count = Math.Min(_settings.EvaluationPictures, _settings.HeldOut);
        var sums = new double[4];
        for (var i = 0; i < count; i++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            using var scope = Tensor.Scope();
            var x = _pictures.Batch([i]);
            var mean = _network.Encode(Arranged(x)).Mean;
            var y = _network.Decode(mean).Clamp(-1, 1);
            sums[0] += PictureFidelity.Psnr(x, y).Mean().Item();
            sums[1] += PictureFidelity.Ssim(x, y).Mean().Item();
            sums[2] += mean.Mean().Item();
            sums[3] += mean.Square().Mean().Item();
        }

        var latentMean = sums[2] / count;
        var latentStd = Math.Sqrt((sums[3] / count) - (latentMean * latentMean));
        // Diffusion networks get latents with mean 0 and deviation 1; those that learnt from these latents know the old scale.
        if (!_settings.FreezeEncoder)
            _config = _config with { ShiftFactor = latentMean, ScalingFactor = 1 / latentStd };
        return new Dictionary<string, double>
        {
            ["psnr"] = sums[0] / count,
            ["ssim"] = sums[1] / count,
            ["latent_mean"] = latentMean,
            ["latent_std"] = latentStd,
        };
    }

    /// <inheritdoc/>
    public void DrawSamples(string path, EvaluationContext context)
    {
        var pictures = new List<Picture>();
        for (var i = 0; i < Math.Min(SheetPictures, _settings.HeldOut); i++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            using var scope = Tensor.Scope();
            var x = _pictures.Batch([i]);
            pictures.Add(PictureTensors.ToPicture(x));
            pictures.Add(PictureTensors.ToPicture(_network.Decode(_network.Encode(Arranged(x)).Mean)));
        }

        PictureFile.Save(PictureSheet.Grid(pictures, 8), $"{path}.png");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _network.Dispose();
        _pictures.Dispose();
        _scenes.Dispose();
    }

    // Latents start with little noise. With a deviation of 1, as drawn weights give, colours drown for thousands of steps.
    private void QuietStart()
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        var name = _settings.Network.UseQuantConv ? "quant_conv.bias" : "encoder.conv_out.bias";
        var bias = _network.Parameters().Single(p => p.Name == name).Parameter.Value;
        bias.Narrow(0, _settings.Network.LatentChannels, _settings.Network.LatentChannels).FillInPlace(QuietLogVariance);
    }

    private Tensor Arranged(Tensor x) => _settings.ChannelsLast ? x.ChannelsLast() : x;

    // Else a convolution would bring its weights into order at every call.
    private void ArrangeWeights()
    {
        foreach (var (_, parameter) in _network.Parameters())
        {
            using var scope = Tensor.Scope();
            if (parameter.Value.Rank == 4)
                parameter.Value = parameter.Value.ChannelsLast();
        }
    }

    private Tensor Crops(ReadOnlySpan<long> samples, StepContext step)
    {
        var draws = Tensor.Rand([samples.Length, 3], step.Random).ToArray<float>();
        var room = _scenes.Size - _settings.Crop + 1;
        var pictures = _pictures.Batch(Array.ConvertAll(samples.ToArray(), s => s + _settings.HeldOut));
        if (room > 1)
        {
            pictures = Tensor.Cat([.. Enumerable.Range(0, samples.Length).Select(i => pictures.Narrow(0, i, 1)
                .Narrow(2, (long)(draws[3 * i] * room), _settings.Crop).Narrow(3, (long)(draws[(3 * i) + 1] * room), _settings.Crop))]);
        }

        var mirrored = Tensor.From([.. Enumerable.Range(0, samples.Length).Select(i => draws[(3 * i) + 2] < 0.5)], samples.Length, 1, 1, 1);
        return Tensor.Where(mirrored.To(step.Device), pictures.Flip(3), pictures);
    }
}
