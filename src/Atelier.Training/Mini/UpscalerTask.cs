using Atelier.Imaging;
using Atelier.Models;
using Atelier.Models.Autoencoders;
using Atelier.Models.Upscaling;
using Atelier.Torch;
using Atelier.Training.Mini.Latents;
using Atelier.Training.Runs;

namespace Atelier.Training.Mini;

/// <summary>Trains a <see cref="CompactUpscaler"/>: rendered pictures from themselves made small, as they are or through an autoencoder.</summary>
public sealed class UpscalerTask : ITrainingTask
{
    private const int SheetPictures = 6;
    private readonly UpscalerSettings _settings;
    private readonly DioramaScenes _scenes;
    private readonly PictureStore _pictures;
    private readonly CompactUpscaler _network;
    private readonly AutoencoderKL? _autoencoder;

    // Small pictures as the autoencoder gives them back, computed when they are first drawn. [1, 3, h, w] bytes
    private readonly Dictionary<long, Tensor> _passed = [];

    /// <summary>Opens the data and makes the network.</summary>
    /// <exception cref="SettingException">A setting does not fit the data or the network.</exception>
    public UpscalerTask(UpscalerSettings settings, TaskEnvironment environment)
    {
        _settings = settings;
        _scenes = new(settings.Data);
        _pictures = new(_scenes, environment.Device);
        var scale = settings.Network.Checked().Upscale;
        SettingException.Require(_scenes.Size % scale == 0, "upscale", scale, $"divisors of {_scenes.Size}, the side of the pictures");
        SettingException.Require(settings.Crop > 0 && settings.Crop <= _scenes.Size / scale, "crop", settings.Crop, $"1 to {_scenes.Size / scale}");
        SettingException.Require(settings.HeldOut >= 1 && settings.HeldOut < _scenes.Count, "held_out", settings.HeldOut, $"1 to {_scenes.Count - 1}, one less than there are scenes");
        SettingException.Require(settings.AutoencoderShare is >= 0 and <= 1, "autoencoder_share", settings.AutoencoderShare, "0 to 1");
        _autoencoder = settings.Autoencoder is { } folder ? LatentCache.OpenAutoencoder(folder, environment.Device) : null;
        _network = new(settings.Network);
        using var random = new Generator(environment.Seed);
        _network.Initialize(random);
        _network.RequireGradients(true);
    }

    /// <inheritdoc/>
    public IReadOnlyList<TrainedNetwork> Networks => [new("upscaler", _network, NetworkJson.Of("SRVGGNetCompact", _network.Config))];

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
        var (small, large) = Crops(samples, step);
        var y = _network.Forward(small);
        var (l1, edges) = (y.L1Loss(large), PictureLoss.Edges(y, large));
        step.Report("l1", l1);
        step.Report("edges", edges);
        return (l1 * _settings.L1Weight) + (edges * _settings.EdgeWeight);
    }

    /// <inheritdoc/>
    /// <remarks>Beside the network, what a bicubic filter makes of the same small pictures.</remarks>
    public IReadOnlyDictionary<string, double> Evaluate(EvaluationContext context)
    {
        var sums = new Dictionary<string, double>();
        var count = Math.Min(_settings.EvaluationPictures, _settings.HeldOut);
        for (var i = 0; i < count; i++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            using var scope = Tensor.Scope();
            var large = Large([i]);
            Add(Small(large), "");
            if (_autoencoder is not null)
                Add(Passed(i, large), "_passed");

            void Add(Tensor small, string kind)
            {
                var truth = (large * 2) - 1;
                foreach (var (name, answer) in new[] { ("", _network.Forward(small)), ("_bicubic", small.UpsampleBicubic(large.Size(2), large.Size(3))) })
                {
                    var y = (answer.Clamp(0, 1) * 2) - 1;
                    sums[$"psnr{kind}{name}"] = sums.GetValueOrDefault($"psnr{kind}{name}") + (PictureFidelity.Psnr(truth, y).Mean().Item() / count);
                    sums[$"ssim{kind}{name}"] = sums.GetValueOrDefault($"ssim{kind}{name}") + (PictureFidelity.Ssim(truth, y).Mean().Item() / count);
                }
            }
        }

        return sums;
    }

    /// <inheritdoc/>
    /// <remarks>A row a scene: bicubic, the network, the truth.</remarks>
    public void DrawSamples(string path, EvaluationContext context)
    {
        var pictures = new List<Picture>();
        for (var i = 0; i < Math.Min(SheetPictures, _settings.HeldOut); i++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            using var scope = Tensor.Scope();
            var large = Large([i]);
            var small = _autoencoder is null ? Small(large) : Passed(i, large);
            foreach (var picture in new[] { small.UpsampleBicubic(large.Size(2), large.Size(3)), _network.Forward(small), large })
                pictures.Add(PictureTensors.ToPicture((picture * 2) - 1));
        }

        PictureFile.Save(PictureSheet.Grid(pictures, 3), $"{path}.png");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var small in _passed.Values)
            small.Dispose();
        _network.Dispose();
        _autoencoder?.Dispose();
        _pictures.Dispose();
        _scenes.Dispose();
    }

    // [B, 3, H, W] in 0..1
    private Tensor Large(ReadOnlySpan<long> scenes) => (_pictures.Batch(scenes) + 1) / 2;

    private Tensor Small(Tensor large) => large.AvgPool2d(_settings.Network.Upscale, _settings.Network.Upscale);

    private Tensor Passed(long scene, Tensor large)
    {
        if (!_passed.TryGetValue(scene, out var bytes))
        {
            using var noGrad = new NoGrad();
            using var scope = Tensor.Scope();
            var picture = _autoencoder!.Decode(_autoencoder.Encode((Small(large) * 2) - 1).Mean);
            _passed.Add(scene, bytes = picture.Add(1).Mul(127.5).Round().Clamp(0, 255).To(ScalarType.UInt8).Detached());
        }

        return bytes.Float() / 255;
    }

    private (Tensor Small, Tensor Large) Crops(ReadOnlySpan<long> samples, StepContext step)
    {
        var (scale, crop) = (_settings.Network.Upscale, _settings.Crop);
        var draws = Tensor.Rand([samples.Length, 4], step.Random).ToArray<float>();
        var room = (_scenes.Size / scale) - crop + 1;
        var (smalls, larges) = (new Tensor[samples.Length], new Tensor[samples.Length]);
        for (var i = 0; i < samples.Length; i++)
        {
            var scene = samples[i] + _settings.HeldOut;
            var large = Large([scene]);
            var small = _autoencoder is not null && draws[(4 * i) + 2] < _settings.AutoencoderShare ? Passed(scene, large) : Small(large);
            var (top, left) = ((long)(draws[4 * i] * room), (long)(draws[(4 * i) + 1] * room));
            (smalls[i], larges[i]) = (Cut(small, top, left, crop), Cut(large, top * scale, left * scale, crop * scale));
            if (draws[(4 * i) + 3] < 0.5)
                (smalls[i], larges[i]) = (smalls[i].Flip(3), larges[i].Flip(3));
        }

        return (Tensor.Cat(smalls), Tensor.Cat(larges));
    }

    private static Tensor Cut(Tensor x, long top, long left, long side) => x.Narrow(2, top, side).Narrow(3, left, side);
}
