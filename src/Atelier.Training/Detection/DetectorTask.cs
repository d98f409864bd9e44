using System.Text.Json;
using Atelier.Diorama.Datasets;
using Atelier.Diorama.Materials;
using Atelier.Diorama.Scenes;
using Atelier.Imaging;
using Atelier.Models;
using Atelier.Models.Detection;
using Atelier.Torch;
using Atelier.Training.Mini;
using Atelier.Training.Runs;

namespace Atelier.Training.Detection;

/// <summary>Trains a <see cref="SceneDetector"/> on Diorama pictures; it judges other models in GenEval.</summary>
public sealed class DetectorTask : ITrainingTask
{
    // The benchmark's threshold, and one far below it, so that the calibration sees doubtful peaks too.
    private const double Threshold = 0.3;
    private const double LeastScore = 0.05;
    private readonly DetectorSettings _settings;
    private readonly DioramaScenes _scenes;
    private readonly SceneDetector _network;
    private readonly Dictionary<string, int> _classes;
    private readonly Dictionary<string, int> _colors;
    private SceneDetectorConfig _config;

    /// <summary>Opens the data and makes the network.</summary>
    /// <exception cref="TrainingException">A setting does not fit the data.</exception>
    public DetectorTask(DetectorSettings settings, TaskEnvironment environment)
    {
        _settings = settings;
        _scenes = new(settings.Data);
        if (settings.HeldOut < 1 || settings.HeldOut >= _scenes.Count)
            throw new TrainingException($"held_out is {settings.HeldOut}; allowed: 1 to {_scenes.Count - 1}, one less than there are scenes.");
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
    public long SampleCount => _scenes.Refresh() - _settings.HeldOut;

    /// <inheritdoc/>
    public Tensor Loss(ReadOnlySpan<long> samples, StepContext step)
    {
        var draws = Tensor.Rand([samples.Length], step.Random).ToArray<float>();
        var (pictures, targets) = (new Tensor[samples.Length], new IReadOnlyList<DetectionTarget>[samples.Length]);
        for (var i = 0; i < pictures.Length; i++)
        {
            (pictures[i], targets[i]) = Read(samples[i] + _settings.HeldOut, mirrored: draws[i] < 0.5);
            if (Tensor.Rand([1], step.Random).Item() < _settings.DisturbedShare)
                pictures[i] = Disturbed(pictures[i], step.Random);
        }

        var (heat, box, color) = _network.Forward(Tensor.Cat(pictures).To(step.Device));
        var maps = DetectionTargetMaps.Build(targets, _classes.Count, (int)heat.Size(2), (int)heat.Size(3)).To(step.Device);
        var loss = DetectionLoss.Compute(heat, box, color, maps);
        step.Report("heat", loss.Heat);
        step.Report("box", loss.Box);
        step.Report("color", loss.Color);
        return loss.Heat + (loss.Box * _settings.BoxWeight) + (loss.Color * _settings.ColorWeight);
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Evaluate(EvaluationContext context)
    {
        var pictures = new JudgedPicture[_settings.HeldOut];
        for (var i = 0; i < pictures.Length; i++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            using var scope = Tensor.Scope();
            var (picture, targets) = Read(i, mirrored: false);
            pictures[i] = JudgedPicture.Of(SceneDetectionDecoder.Detect(_network, picture.To(context.Device), LeastScore)[0], targets);
        }

        var calibration = ScoreCalibration.Fit([.. pictures.SelectMany(p => p.Seen).Select(s => (s.Logit, s.Target >= 0))]);
        _config = _config with { ScoreScale = calibration.Scale, ScoreShift = calibration.Shift };
        return JudgedPicture.Figures(pictures, calibration, Threshold);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _network.Dispose();
        _scenes.Dispose();
    }

    private (Tensor Picture, IReadOnlyList<DetectionTarget> Targets) Read(long index, bool mirrored)
    {
        var record = _scenes.Read(index);
        var picture = PictureTensors.ToTensor(PictureFile.Load(record.Picture));
        var targets = new List<DetectionTarget>();
        foreach (var item in SceneDocument.FromJson(record.Document).Objects)
        {
            if (!_classes.TryGetValue(item.Class, out var number) || item.Box[2] <= item.Box[0])
                continue;
            var (left, right) = mirrored ? (_scenes.Size - item.Box[2], _scenes.Size - item.Box[0]) : (item.Box[0], item.Box[2]);
            var color = item.Colour is { } name ? _colors[name] : -1;
            targets.Add(new(number, left, item.Box[1], right, item.Box[3], color, Ignore: item.Visible < _settings.LeastVisible));
        }

        return (mirrored ? picture.Flip(3) : picture, targets);
    }

    // What generated pictures suffer from: blur, noise and a wrong brightness.
    private static Tensor Disturbed(Tensor picture, Generator random)
    {
        var draws = Tensor.Rand([3], random).ToArray<float>();
        if (draws[0] < 0.4)
        {
            var blurred = picture.ReplicationPad(1, 1, 1, 1).AvgPool2d(3, 1);
            picture = picture.Lerp(blurred, draws[0] / 0.4);
        }

        if (draws[1] < 0.5)
            picture = picture + (Tensor.RandN(picture.Shape, random) * (0.12 * draws[1]));
        return (picture * (0.85 + (0.3 * draws[2]))).Clamp(-1, 1);
    }
}
