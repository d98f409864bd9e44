using Atelier.Diorama.Datasets;
using Atelier.Imaging;
using Atelier.Models;
using Atelier.Models.Autoencoders;
using Atelier.Models.Flux;
using Atelier.Systems.OminiControl2.Adapters;
using Atelier.Systems.OminiControl2.Conditions;
using Atelier.Systems.OminiControl2.Tokens;
using Atelier.Torch;
using Atelier.Torch.Weights;
using Atelier.Training.Mini;
using Atelier.Training.Mini.Latents;

namespace Atelier.Systems.OminiControl2.Training;

/// <summary>Conditions of a dataset's scenes, made and encoded when they are first asked for and then kept in files beside the encoded pictures.</summary>
internal sealed class ConditionCache : IDisposable
{
    private const int BlockSize = 64;
    private const int EncodeBatch = 16;
    private readonly string _folder;
    private readonly DioramaScenes _scenes;
    private readonly SceneConditions _conditions;
    private readonly AutoencoderKL _autoencoder;
    private readonly Device _device;
    private readonly Dictionary<(ControlTask Task, int Scale, long Block), ConditionBlock> _blocks = [];
    private readonly Dictionary<int, Tensor> _black = [];
    private readonly Dictionary<long, string> _subjects = [];

    /// <summary>Opens the data.</summary>
    /// <param name="settings">Folders.</param>
    /// <param name="autoencoder">Encodes; stays the caller's.</param>
    /// <param name="device">Where it is.</param>
    public ConditionCache(LatentSettings settings, AutoencoderKL autoencoder, Device device)
    {
        (_autoencoder, _device) = (autoencoder, device);
        _scenes = new(settings.Data);
        _conditions = new(DatasetManifest.Read(settings.Data));
        _folder = Directory.CreateDirectory(Path.Combine(settings.Cache, $"conditions-{SceneConditions.Version}")).FullName;
    }

    /// <summary>Side of the pictures.</summary>
    public int Size => _scenes.Size;

    /// <summary>Pixels of a token's side.</summary>
    public int Patch => _autoencoder.Config.Stride * 2;

    /// <summary>Packed tokens of the conditions of scenes, in the caller's scope. [B, N, 4 C]</summary>
    /// <param name="task">Which condition.</param>
    /// <param name="scale">How much smaller than the picture.</param>
    /// <param name="scenes">Numbers of the scenes.</param>
    /// <param name="sides">0 for the plain picture, 1 for the mirrored one.</param>
    public Tensor Tokens(ControlTask task, int scale, IReadOnlyList<long> scenes, IReadOnlyList<long> sides) =>
        FluxLatents.Pack(Tensor.Stack([.. scenes.Select((s, i) => At(task, scale, s).Latents.Select(0, s % BlockSize).Select(0, sides[i]))]).Float());

    /// <summary>Tokens of each condition that stay.</summary>
    /// <param name="task">Which condition.</param>
    /// <param name="scale">How much smaller than the picture.</param>
    /// <param name="share">Share of the tokens; null keeps all with content.</param>
    /// <param name="scenes">Numbers of the scenes.</param>
    /// <param name="sides">0 for the plain picture, 1 for the mirrored one.</param>
    /// <param name="black">True where a black picture takes the condition's place: its tokens stay, since where the condition has content would tell of it.</param>
    public IReadOnlyList<TokenChoice> Kept(
        ControlTask task, int scale, double? share, IReadOnlyList<long> scenes, IReadOnlyList<long> sides, IReadOnlyList<bool> black)
    {
        var columns = Size / scale / Patch;
        return [.. scenes.Select((s, i) => TokenPruning.Choose(
            black[i] ? new float[columns * columns] : At(task, scale, s).Scores.Select(0, s % BlockSize).Select(0, sides[i]).ToArray<float>(), columns, share))];
    }

    /// <summary>Packed tokens of a black condition. [1, N, 4 C]</summary>
    public Tensor Black(int scale)
    {
        if (!_black.TryGetValue(scale, out var tokens))
        {
            using var scope = Tensor.Scope();
            _black.Add(scale, tokens = FluxLatents.Pack(Encoded([new(Size / scale, Size / scale, 3)]).Float()).Detached());
        }

        return tokens;
    }

    /// <summary>The condition picture of a scene as it was encoded, plain.</summary>
    public Picture Picture(ControlTask task, long scene)
    {
        var record = _scenes.Read(scene);
        return _conditions.Of(task, record, PictureFile.Load(record.Picture), 0, Patch);
    }

    /// <summary>Kind of the object that a scene's subject condition shows.</summary>
    public string SubjectOf(long scene)
    {
        if (!_subjects.TryGetValue(scene, out var kind))
        {
            var document = SceneDocument.FromJson(_scenes.Read(scene).Document);
            _subjects.Add(scene, kind = document.Objects[SubjectScene.BestSeen(document)].Class);
        }

        return kind;
    }

    public void Dispose()
    {
        foreach (var block in _blocks.Values)
            block.Dispose();
        foreach (var tokens in _black.Values)
            tokens.Dispose();
        _scenes.Dispose();
    }

    private ConditionBlock At(ControlTask task, int scale, long scene)
    {
        var key = (task, scale, scene / BlockSize);
        if (_blocks.TryGetValue(key, out var block) && scene % BlockSize < block.Latents.Size(0))
            return block;
        block?.Dispose();
        var first = key.Item3 * BlockSize;
        var count = Math.Min(BlockSize, _scenes.Refresh() - first);
        var path = Path.Combine(_folder, $"{task.Name()}-{scale}-{first:D9}-{count}.safetensors");
        if (!File.Exists(path))
            Write(task, scale, first, (int)count, path);
        using var source = SafetensorsTensors.Open(path);
        return _blocks[key] = new(source.Read("latents").Detached(), source.Read("scores").Detached());
    }

    private void Write(ControlTask task, int scale, long first, int count, string path)
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        var (pictures, scores) = (new List<Picture>(), new List<float>());
        for (var i = 0; i < count; i++)
        {
            var record = _scenes.Read(first + i);
            var picture = PictureFile.Load(record.Picture);
            var plain = _conditions.Of(task, record, picture, 0, Patch);
            // Where nothing is drawn, the mirrored picture's condition is the mirrored condition.
            var other = task is ControlTask.Deblur or ControlTask.Subject || task.IsPartial() ? _conditions.Of(task, record, picture, 1, Patch) : plain;
            foreach (var whole in new[] { plain, Mirrored(other) })
            {
                scores.AddRange(TokenPruning.Scores(whole, Patch * scale));
                pictures.Add(scale == 1 ? whole : whole.Resize(Size / scale, Size / scale, ResizeFilter.Box));
            }
        }

        var latents = Tensor.Cat([.. pictures.Chunk(EncodeBatch).Select(Encoded)]);
        StateDict.Save(
            [
                ("latents", latents.Reshape([count, 2, .. latents.Shape[1..]])),
                ("scores", Tensor.From(scores.ToArray(), count, 2, scores.Count / count / 2)),
            ],
            path);
    }

    // [B, C, h, w], half precision
    private Tensor Encoded(Picture[] pictures)
    {
        using var noGrad = new NoGrad();
        using var scope = Tensor.Scope();
        var batch = Tensor.Cat([.. pictures.Select(PictureTensors.ToTensor)]).To(_device);
        return scope.Keep(_autoencoder.Scale(_autoencoder.Encode(batch).Mean).To(Device.Cpu, ScalarType.Float16));
    }

    private static Picture Mirrored(Picture picture)
    {
        var result = new Picture(picture.Width, picture.Height, picture.Channels);
        for (var y = 0; y < picture.Height; y++)
        {
            for (var x = 0; x < picture.Width; x++)
                picture.Row(y).Slice(x * picture.Channels, picture.Channels).CopyTo(result.Row(y)[((picture.Width - 1 - x) * picture.Channels)..]);
        }

        return result;
    }
}
