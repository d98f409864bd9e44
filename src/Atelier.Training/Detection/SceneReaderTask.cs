using System.Text.Json;
using Atelier.Diorama.Datasets;
using Atelier.Imaging;
using Atelier.Models;
using Atelier.Models.Detection;
using Atelier.Torch;
using Atelier.Training.Mini;
using Atelier.Training.Mini.Latents;
using Atelier.Training.Runs;

namespace Atelier.Training.Detection;

/// <summary>Trains a <see cref="SceneReader"/> on Diorama pictures and the renderer's depth and instances.</summary>
public sealed class SceneReaderTask : ITrainingTask
{
    private const int EvaluationScenes = 128;
    private const float Farthest = 64;
    private readonly SceneReaderSettings _settings;
    private readonly DioramaScenes _scenes;
    private readonly SceneReader _network;
    private readonly Dictionary<string, long> _classes;

    /// <summary>Opens the data and makes the network.</summary>
    /// <exception cref="SettingException">A setting does not fit the data.</exception>
    public SceneReaderTask(SceneReaderSettings settings, TaskEnvironment environment)
    {
        _settings = settings;
        _scenes = new(settings.Data);
        if (settings.HeldOut < 1 || settings.HeldOut >= _scenes.Count)
            throw new SettingException($"held_out is {settings.HeldOut}; allowed: 1 to {_scenes.Count - 1}, one less than there are scenes.");
        if (_scenes.Size % SceneReader.SizeStep != 0)
            throw new SettingException($"The pictures have {_scenes.Size} pixels a side; a multiple of {SceneReader.SizeStep} is needed.");
        _network = new(new() { Classes = TokenLabels.ClassNames, Widths = settings.Widths, BlocksPerLevel = settings.BlocksPerLevel });
        _classes = TokenLabels.ClassNames.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i + 1L);
        using var random = new Generator(environment.Seed);
        _network.Initialize(random);
        _network.RequireGradients(true);
    }

    /// <inheritdoc/>
    public IReadOnlyList<TrainedNetwork> Networks => [new("reader", _network, JsonSerializer.Serialize(_network.Config, ConfigReader.Options))];

    /// <inheritdoc/>
    public long SampleCount => _scenes.Refresh() - _settings.HeldOut;

    /// <inheritdoc/>
    public Tensor Loss(ReadOnlySpan<long> samples, StepContext step)
    {
        var (pictures, depths, classes) = (new Tensor[samples.Length], new Tensor[samples.Length], new Tensor[samples.Length]);
        // Decoding is the larger part of the work where a GPU does the rest.
        var read = samples.ToArray().Select(s => _scenes.Read(s + _settings.HeldOut)).ToArray().AsParallel().AsOrdered().Select(Read).ToArray();
        for (var i = 0; i < samples.Length; i++)
        {
            var draws = Tensor.Rand([3], step.Random).ToArray<float>();
            (pictures[i], depths[i], classes[i]) = Tensors(read[i]);
            if (draws[0] < 0.5)
                (pictures[i], depths[i], classes[i]) = (pictures[i].Flip(3), depths[i].Flip(2), classes[i].Flip(2));
            if (draws[1] < _settings.DisturbedShare)
                pictures[i] = Disturbed(pictures[i], draws[2]);
        }

        var (depth, logits) = _network.Forward(Tensor.Cat(pictures).To(step.Device));
        var depthLoss = Coarse(depth).SmoothL1Loss(Tensor.Cat(depths).To(step.Device), 0.1);
        var classLoss = logits.CrossEntropy(Tensor.Cat(classes).To(step.Device));
        step.Report("depth", depthLoss);
        step.Report("classes", classLoss);
        return (depthLoss * _settings.DepthWeight) + (classLoss * _settings.ClassWeight);
    }

    /// <inheritdoc/>
    /// <remarks>Mean difference of log depths (0.1 is 10 %), and intersection over union of the objects of each picture's own classes.</remarks>
    public IReadOnlyDictionary<string, double> Evaluate(EvaluationContext context)
    {
        var (error, union, shared) = (0.0, 0.0, 0.0);
        var count = Math.Min(EvaluationScenes, _settings.HeldOut);
        for (var i = 0; i < count; i++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            using var scope = Tensor.Scope();
            var (picture, depth, classes) = Tensors(Read(_scenes.Read(i)));
            var (found, logits) = _network.Forward(picture.To(context.Device));
            error += (Coarse(found) - depth.To(context.Device)).Abs().Mean().Item();
            var (kinds, truth) = (logits.ArgMax(1), classes.To(context.Device));
            shared += kinds.Eq(truth).And(truth.Gt(0)).Float().Sum().Item();
            union += kinds.Gt(0).Or(truth.Gt(0)).Float().Sum().Item();
        }

        return new Dictionary<string, double> { ["depth_log_error"] = error / count, ["object_iou"] = shared / Math.Max(1, union) };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _network.Dispose();
        _scenes.Dispose();
    }

    // Depth is known in the middle of each 4 x 4 block: the second cell of two.
    private static Tensor Coarse(Tensor depth)
    {
        var factor = LabelLayers.DepthStep / SceneReader.Stride;
        return depth.Squeeze(1).Slice(1, 1, null, factor).Slice(2, 1, null, factor);
    }

    private (Picture Picture, float[] Depth, long[] Classes) Read(SceneRecord record)
    {
        var document = SceneDocument.FromJson(record.Document);
        var layers = LabelLayers.Decode(record.Labels);
        var numbers = document.Objects.Select(o => _classes.GetValueOrDefault(o.Class)).Prepend(0).ToArray();
        var columns = layers.Width / SceneReader.Stride;
        var classes = new long[columns * (layers.Height / SceneReader.Stride)];
        for (var i = 0; i < classes.Length; i++)
        {
            var (x, y) = ((i % columns * SceneReader.Stride) + 1, (i / columns * SceneReader.Stride) + 1);
            classes[i] = numbers[layers.Instances[(y * layers.Width) + x]];
        }

        return (PictureFile.Load(record.Picture), layers.Depth, classes);
    }

    // [1, 3, H, W], [1, H/4, W/4] log metres, [1, H/2, W/2]
    private static (Tensor Picture, Tensor Depth, Tensor Classes) Tensors((Picture Picture, float[] Depth, long[] Classes) scene)
    {
        var (rows, columns) = (scene.Picture.Height, scene.Picture.Width);
        return (
            PictureTensors.ToTensor(scene.Picture),
            Tensor.From(scene.Depth, 1, rows / LabelLayers.DepthStep, columns / LabelLayers.DepthStep).Clamp(0.05, Farthest).Log(),
            Tensor.From(scene.Classes, 1, rows / SceneReader.Stride, columns / SceneReader.Stride));
    }

    // What painted pictures suffer from: blur and a wrong brightness.
    private static Tensor Disturbed(Tensor picture, float draw)
    {
        var blurred = picture.ReplicationPad(1, 1, 1, 1).AvgPool2d(3, 1);
        return (picture.Lerp(blurred, draw) * (0.85 + (0.3 * draw))).Clamp(-1, 1);
    }
}
