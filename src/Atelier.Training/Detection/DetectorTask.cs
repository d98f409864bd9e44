using System.Text.Json;
using Atelier.Diorama.Datasets;
using Atelier.Diorama.Materials;
using Atelier.Diorama.Scenes;
using Atelier.Models.Autoencoders;
using Atelier.Models.Detection;
using Atelier.Torch;
using Atelier.Training.Mini;
using Atelier.Training.Mini.Latents;
using Atelier.Training.Runs;

namespace Atelier.Training.Detection;

/// <summary>Trains a <see cref="SceneDetector"/> on Diorama pictures; it judges other models in GenEval.</summary>
public sealed class DetectorTask : ITrainingTask
{
    // The benchmark's threshold, and one far below it, so that the calibration sees doubtful peaks too.
    private const double Threshold = 0.3;
    private const double LeastScore = 0.01;
    private readonly DetectorSettings _settings;
    private readonly DioramaScenes _scenes;
    private readonly PictureStore _pictures;
    private readonly Dictionary<long, IReadOnlyList<DetectionTarget>> _targets = [];
    private readonly SceneDetector _network;
    private readonly AutoencoderKL? _autoencoder;
    private readonly Dictionary<string, int> _classes;
    private readonly Dictionary<string, int> _colors;
    private SceneDetectorConfig _config;

    /// <summary>Opens the data and makes the network.</summary>
    /// <exception cref="TrainingException">A setting does not fit the data.</exception>
    public DetectorTask(DetectorSettings settings, TaskEnvironment environment)
    {
        _settings = settings;
        _scenes = new(settings.Data);
        _pictures = new(_scenes, environment.Device);
        if (settings.HeldOut < 1 || settings.HeldOut >= _scenes.Count)
            throw new TrainingException($"held_out is {settings.HeldOut}; allowed: 1 to {_scenes.Count - 1}, one less than there are scenes.");
        if (settings.RebuiltShare is not (>= 0 and <= 1))
            throw new TrainingException($"rebuilt_share is {settings.RebuiltShare}; allowed: 0 to 1.");
        _autoencoder = settings.Autoencoder is { } folder ? LatentCache.OpenAutoencoder(folder, environment.Device) : null;
        var config = new SceneDetectorConfig
        {
            Classes = [.. Vocabulary.Classes.Where(c => c.IsSolid || c.Weight >= settings.LeastWeight).Select(c => c.Name)],
            Colors = [.. Enum.GetValues<NamedColour>().Select(Palette.Name)],
            Widths = settings.Widths,
            BlocksPerLevel = settings.BlocksPerLevel,
        };
        _classes = config.Classes.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i);
        _colors = config.Colors.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i);
        _network = new(config);
        _config = config;
        using var random = new Generator(environment.Seed);
        _network.Initialize(random);
        _network.To(environment.Device);
        _network.RequireGradients(true);
    }

    /// <inheritdoc/>
    public IReadOnlyList<TrainedNetwork> Networks =>
        [new("detector", _network, JsonSerializer.Serialize(_config, ConfigReader.Options))];

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
        const int draws = 5;
        var random = Tensor.Rand([samples.Length, draws], step.Random);
        var values = random.ToArray<float>();
        var (indices, mirrored) = (new long[samples.Length], new bool[samples.Length]);
        var targets = new IReadOnlyList<DetectionTarget>[samples.Length];
        for (var i = 0; i < indices.Length; i++)
        {
            (indices[i], mirrored[i]) = (samples[i] + _settings.HeldOut, values[draws * i] < 0.5);
            var plain = TargetsOf(indices[i]);
            targets[i] = mirrored[i] ? [.. plain.Select(t => t.Mirrored(_scenes.Size))] : plain;
        }

        var pictures = _pictures.Batch(indices);
        pictures = Tensor.Where(Tensor.From(mirrored, indices.Length, 1, 1, 1).To(step.Device), pictures.Flip(3), pictures);
        if (_autoencoder is not null && (int)Math.Round(_settings.RebuiltShare * indices.Length) is var rebuilt and > 0)
            pictures = Tensor.Cat([Rebuilt(pictures.Narrow(0, 0, rebuilt)), pictures.Narrow(0, rebuilt, indices.Length - rebuilt)]);
        var (heat, box, color) = _network.Forward(Disturbed(pictures, random, step));
        var maps = DetectionTargetMaps.Build(targets, _classes.Count, (int)heat.Size(2), (int)heat.Size(3), step.Device);
        var loss = DetectionLoss.Compute(heat, box, color, maps);
        step.Report("heat", loss.Heat);
        step.Report("box", loss.Box);
        step.Report("color", loss.Color);
        return loss.Heat + (loss.Box * _settings.BoxWeight) + (loss.Color * _settings.ColorWeight);
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Evaluate(EvaluationContext context)
    {
        var pictures = Judged(picture => picture, context);
        var rebuilt = _autoencoder is null ? [] : Judged(Rebuilt, context);
        JudgedPicture[] all = [.. pictures, .. rebuilt];
        var calibration = ScoreCalibration.Around(logit => JudgedPicture.Figures(all, ScoreCalibration.None, 1 / (1 + Math.Exp(-logit)))["right_counts"]);
        _config = _config with { ScoreScale = calibration.Scale, ScoreShift = calibration.Shift };
        var figures = JudgedPicture.Figures(pictures, calibration, Threshold);
        return rebuilt.Length == 0
            ? figures
            : figures.Concat(JudgedPicture.Figures(rebuilt, calibration, Threshold).Select(f => KeyValuePair.Create($"rebuilt_{f.Key}", f.Value))).ToDictionary();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _network.Dispose();
        _autoencoder?.Dispose();
        _pictures.Dispose();
        _scenes.Dispose();
    }

    private JudgedPicture[] Judged(Func<Tensor, Tensor> through, EvaluationContext context)
    {
        var pictures = new JudgedPicture[_settings.HeldOut];
        for (var i = 0; i < pictures.Length; i++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            using var scope = Tensor.Scope();
            pictures[i] = JudgedPicture.Of(SceneDetectionDecoder.Detect(_network, through(_pictures.Batch([i])), LeastScore)[0], TargetsOf(i));
        }

        return pictures;
    }

    private Tensor Rebuilt(Tensor pictures)
    {
        using var noGrad = new NoGrad();
        return _autoencoder!.Decode(_autoencoder.Encode(pictures).Mean).Clamp(-1, 1);
    }

    private IReadOnlyList<DetectionTarget> TargetsOf(long index)
    {
        if (_targets.TryGetValue(index, out var known))
            return known;
        var targets = new List<DetectionTarget>();
        foreach (var item in SceneDocument.FromJson(_scenes.Read(index).Document).Objects)
        {
            if (!_classes.TryGetValue(item.Class, out var number) || item.Box[2] <= item.Box[0])
                continue;
            var color = item.Colour is { } name ? _colors[name] : -1;
            targets.Add(new(number, item.Box[0], item.Box[1], item.Box[2], item.Box[3], color, Ignore: item.Visible < _settings.LeastVisible));
        }

        return _targets[index] = targets;
    }

    // What generated pictures suffer from: blur, noise and a wrong brightness. draws [B, 5]: the first is taken already.
    private Tensor Disturbed(Tensor pictures, Tensor draws, StepContext step)
    {
        var chosen = draws.Narrow(1, 1, 1).Lt(_settings.DisturbedShare).Float();
        Tensor Amount(Tensor value) => (value * chosen).View(-1, 1, 1, 1).To(step.Device);
        Tensor Draw(int draw) => draws.Narrow(1, draw, 1);
        Tensor Below(int draw, double limit) => Draw(draw).Lt(limit).Float() * Draw(draw) / limit;
        var blurred = pictures.ReplicationPad(1, 1, 1, 1).AvgPool2d(3, 1);
        pictures = pictures + ((blurred - pictures) * Amount(Below(2, 0.4)));
        pictures = pictures + (Tensor.RandN(pictures.Shape, step.DeviceRandom) * Amount(Below(3, 0.5) * 0.06));
        return (pictures * (1 + Amount((Draw(4) * 0.3) - 0.15))).Clamp(-1, 1);
    }
}
